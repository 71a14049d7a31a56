import js from '@eslint/js';
import globals from 'globals';

const NO_MARKUP = 'Text goes into a page as text nodes.';

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
  { files: ['extension/content/*.js', 'extension/page/*.js', 'extension/common/address-pattern.js', 'extension/common/guarded-methods.js'], languageOptions: { sourceType: 'script' } },
  { files: ['tests/extension/**/*.{js,mjs}'], languageOptions: { globals: globals.node } },
];
