import js from '@eslint/js';
import globals from 'globals';

const NO_MARKUP = 'Text goes into a page as text nodes.';

const SHARED = ['mynahListen', 'mynahFinder', 'mynahRootOf', 'mynahVerdicts', 'mynahSearch', 'mynahMarks', 'mynahPictures'];

export default [
  { ignores: ['**/vendor/**', '**/node_modules/**'] },
  js.configs.recommended,
  {
   
    files: ['extension/**/*.js'],
    languageOptions: { globals: { ...globals.browser, browser: 'readonly', chrome: 'readonly' } },
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-console': 'error',
      'no-undef': 'error',
      eqeqeq: 'error',
      'prefer-const': 'error',
      'no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-properties': ['error', ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'write', 'writeln', 'srcdoc', 'createContextualFragment', 'parseFromString', 'setHTMLUnsafe'].map((property) => ({ property, message: NO_MARKUP }))],
    },
  },
  {
    // Scripts without imports: what one names with mynah at its beginning, those after it in the manifest use.
    files: ['extension/content/*.js', 'extension/page/*.js', 'extension/common/address-pattern.js', 'extension/common/guarded-methods.js'],
    languageOptions: { sourceType: 'script', globals: Object.fromEntries(SHARED.map((name) => [name, 'readonly'])) },
    rules: { 'no-redeclare': ['error', { builtinGlobals: false }], 'no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^(_|mynah)' }] },
  },
  { files: ['tests/extension/**/*.{js,mjs}'], languageOptions: { globals: globals.node } },
];
