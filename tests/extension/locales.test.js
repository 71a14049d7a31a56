import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';

import { LANGUAGES } from '../../extension/common/languages.js';

const ROOT = new URL('../../extension/', import.meta.url);
const read = (path) => readFileSync(new URL(path, ROOT), 'utf8');
const messages = (language) => JSON.parse(read(`_locales/${language}/messages.json`));
const files = readdirSync(ROOT, { recursive: true }).filter((path) => !path.startsWith('vendor'));
const sources = files.filter((path) => /\.(js|html|json)$/.test(path) && !path.startsWith('_locales')).map(read).join('\n');
const english = messages('en');
const places = (message) => message.match(/\$(?:\d|[a-z0-9_]+\$)/gi)?.sort();
const CATEGORIES = ['sanctioned', 'stolen_funds', 'investment', 'wallet_phishing', 'job_lure', 'recovery', 'giveaway', 'shop', 'gambling', 'phishing', 'scam'];
const REFUSALS = ['malformed', 'key', 'signature', 'expired', 'older', 'shrunk', 'checksum', 'size'];

for (const language of readdirSync(new URL('_locales', ROOT))) {
  test(`${language} has every message of English and no other, with the same places to fill`, () => {
    const own = messages(language);
    assert.deepEqual(Object.keys(own).sort(), Object.keys(english).sort());
    for (const [name, { message }] of Object.entries(own)) {
      assert.equal(name === 'translation_notice' || message.length > 0, true, `${name} is empty`);
      assert.deepEqual(places(message), places(english[name].message), name);
    }
  });

  test(`${language}: a machine's translation says that it is one until somebody has reviewed it`, () => {
    assert.equal(messages(language).translation_notice.message !== '', awaitsReview(language));
  });
}

function awaitsReview(folder) {
  const { tag } = LANGUAGES.find((language) => language.folder === folder);
  if (tag === 'en') return false;
  return /^"X-Reviewed: *\\n"$/m.test(readFileSync(new URL(`../../service/locales/${tag}/LC_MESSAGES/mynah.po`, import.meta.url), 'utf8'));
}

test('every language has its messages, and no other', () => {
  assert.deepEqual(readdirSync(new URL('_locales', ROOT)).sort(), LANGUAGES.map(({ folder }) => folder).sort());
});

test('every category and every refusal has words', () => {
  for (const name of CATEGORIES) for (const kind of ['category', 'about']) assert.ok(english[`${kind}_${name}`], name);
  for (const code of REFUSALS) assert.ok(english[`refused_${code}`], code);
});

test('every message is used', () => {
  const built = /^(category|about|title|refused|update|site|ask|accepts|report_state)_/; // their names are put together
  for (const name of Object.keys(english).filter((name) => !built.test(name))) assert.ok(sources.includes(name), name);
});

test('every message that a page names is there', () => {
  for (const [, name] of sources.matchAll(/data-i18n="([^"]+)"/g)) assert.ok(english[name], name);
  for (const [, name] of sources.matchAll(/\b(?:text|getMessage)\('([a-z_]+)'/g)) assert.ok(english[name], name);
});

test('no message accuses', () => {
  const all = Object.values(english).map(({ message }) => message).join('\n');
  assert.doesNotMatch(all, /\b(criminals?|scammers?|fraudsters?|is a scam|malicious)\b/i);
});
