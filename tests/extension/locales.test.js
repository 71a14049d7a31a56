import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';

const ROOT = new URL('../../extension/', import.meta.url);
const read = (path) => readFileSync(new URL(path, ROOT), 'utf8');
const messages = (language) => JSON.parse(read(`_locales/${language}/messages.json`));
const files = readdirSync(ROOT, { recursive: true }).filter((path) => !path.startsWith('vendor'));
const sources = files.filter((path) => /\.(js|html|json)$/.test(path) && !path.startsWith('_locales')).map(read).join('\n');
const english = messages('en');
const CATEGORIES = ['sanctioned', 'stolen_funds', 'investment', 'wallet_phishing', 'job_lure', 'recovery', 'giveaway', 'shop', 'gambling', 'phishing', 'scam'];
const REFUSALS = ['malformed', 'key', 'signature', 'expired', 'older', 'shrunk', 'checksum', 'size'];

for (const language of readdirSync(new URL('_locales', ROOT))) {
  test(`${language} has every message of English and no other, with the same places to fill`, () => {
    const own = messages(language);
    assert.deepEqual(Object.keys(own).sort(), Object.keys(english).sort());
    for (const [name, { message }] of Object.entries(own)) {
      assert.equal(name === 'translation_notice' || message.length > 0, true, `${name} is empty`);
      assert.deepEqual(message.match(/\$\d/g)?.sort(), english[name].message.match(/\$\d/g)?.sort(), name);
    }
  });

  test(`${language}: a machine's translation says that it is one until somebody has reviewed it`, () => {
    const awaited = readFileSync(new URL('../../docs/translations.md', import.meta.url), 'utf8').includes(`(\`${language}\`) | machine | awaiting`);
    assert.equal(messages(language).translation_notice.message !== '', awaited);
  });
}

test('every category and every refusal has words', () => {
  for (const name of CATEGORIES) for (const kind of ['category', 'about']) assert.ok(english[`${kind}_${name}`], name);
  for (const code of REFUSALS) assert.ok(english[`refused_${code}`], code);
});

test('every message is used', () => {
  const built = /^(category|about|title|refused|update|site|ask)_/; // their names are put together
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
