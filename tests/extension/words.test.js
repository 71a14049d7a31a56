import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { dayIn, relativeIn } from '../../extension/common/dates.js';
import { LANGUAGES, best, directionOf, matched } from '../../extension/common/languages.js';
import { Words, chooseTag, chosenTag, chosenWords } from '../../extension/common/words.js';
import { FakeStorage } from './fake-browser.js';

const CASES = JSON.parse(readFileSync(new URL('../vectors/languages.json', import.meta.url), 'utf8'));
const ENGLISH = {
  plain: { message: 'in English' },
  only: { message: 'only in English' },
  swapped: { message: '$1 before $2' },
  price: { message: '$$5 for $1' },
  named: { message: 'Go to $HOST$', placeholders: { host: { content: '$1' } } },
  days_one: { message: '$1 day of $2' },
  days_other: { message: '$1 days of $2' },
  empty: { message: '' },
};
const THAI = { plain: { message: 'ไทย' }, swapped: { message: '$2 ก่อน $1' }, days_other: { message: '$1 วัน' }, only: { message: '' } };
const words = new Words('th', THAI, ENGLISH);

for (const { asked, ours } of CASES) {
  test(`"${asked}" finds ${ours}, as in the service`, () => assert.equal(matched(asked)?.tag ?? null, ours));
}

test('the languages are those of the service', () => {
  const known = CASES.filter(({ folder }) => folder).map(({ asked: tag, name, folder }) => ({ tag, name, folder }));
  assert.deepEqual(LANGUAGES, known);
});

test('a choice comes before what the browser asks for, and English is last', () => {
  assert.equal(best('km', ['th']).tag, 'km');
  assert.equal(best('', ['de', 'zh-HK', 'th']).tag, 'zh-Hant');
  assert.equal(best('xx', ['de']).tag, 'en');
  assert.equal(best('', []).tag, 'en');
});

test('a message has its values where the language wants them, or is in English', () => {
  assert.equal(words.text('plain'), 'ไทย');
  assert.equal(words.text('swapped', ['a', 'b']), 'b ก่อน a');
  assert.equal(words.text('only'), 'only in English');
  assert.equal(words.text('named', ['a.example']), 'Go to a.example');
  assert.equal(words.text('price', ['x']), '$5 for x');
  assert.equal(words.text('empty'), '');
  for (const none of ['nothing', 'constructor', '__proto__']) assert.equal(words.text(none), '');
});

test('a value is no place for another value', () => {
  assert.equal(words.text('swapped', ['$2 $HOST$ $$', 'b']), 'b ก่อน $2 $HOST$ $$');
});

test('a number decides the form, and is written as the language does', () => {
  const english = new Words('en', ENGLISH, ENGLISH);
  assert.equal(english.plural('days', 1, ['May']), '1 day of May');
  assert.equal(english.plural('days', 1500, ['May']), '1,500 days of May');
  assert.equal(words.plural('days', 1), '1 วัน');
  assert.equal(new Words('id', {}, ENGLISH).number(1500), '1.500');
});

test('a category we do not know is a scam', () => {
  const some = new Words('en', {}, { category_scam: { message: 'a scam' }, category_fake_shop: { message: 'a fake shop' } });
  assert.deepEqual(['fake-shop', 'new-kind', undefined].map((name) => some.category(name)), ['a fake shop', 'a scam', 'a scam']);
});

test('a language that runs from right to left would be shown so', () => {
  assert.equal(directionOf('ar-EG'), 'rtl');
  assert.equal(directionOf('th'), 'ltr');
});

test('the chosen language holds, and a broken file leaves English', async () => {
  const files = { th: THAI, en: ENGLISH };
  globalThis.browser = { storage: { local: new FakeStorage() }, runtime: { getURL: (path) => path } };
  globalThis.fetch = async (path) => ({ json: async () => structuredClone(files[path.split('/')[1]] ?? assert.fail('no file')) });
  await chooseTag('th');
  assert.equal((await chosenWords()).text('plain'), 'ไทย');
  await chooseTag('lo');
  const lao = await chosenWords();
  assert.deepEqual([lao.tag, lao.text('plain')], ['lo', 'in English']);
  await globalThis.browser.storage.local.set({ language: { no: 'tag' } });
  assert.equal(await chosenTag(), '');
});

test('without any storage there are words still', async () => {
  globalThis.browser = { storage: { local: { get: () => Promise.reject(new Error('away')) } }, runtime: { getURL: (path) => path } };
  assert.equal((await chosenWords()).text('plain').length > 0, true);
});

/** Top-level await in anything that it imports would keep the worker from starting at all. */
test('the worker imports nothing that waits while it is loaded', () => {
  const root = new URL('../../extension/', import.meta.url);
  const seen = new Set();
  (function follow(url) {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    const source = readFileSync(url, 'utf8');
    assert.doesNotMatch(source, /^(?:(?:export )?(?:const|let) .* = )?await /m, url.href);
    for (const [, path] of source.matchAll(/^(?:import|export)[^;]*?from '(\.[^']+)'/gm)) follow(new URL(path, url));
  })(new URL('background/service-worker.js', root));
  assert.ok(seen.has(new URL('common/words.js', root).href));
});

test('names stand apart from the word between them, in every language', () => {
  for (const { tag } of LANGUAGES) assert.match(new Words(tag, {}, {}).list(['One', 'Two']), /^One \S+ Two$/, tag);
});

test('days and lengths of time read alike where the browser lacks the language', () => {
  const supported = Intl.DateTimeFormat.supportedLocalesOf;
  const written = () => ['km', 'lo', 'my'].map((tag) => [
    ...[...Array(12).keys()].map((month) => dayIn(tag, Date.UTC(2026, month, 3))),
    ...['second', 'minute', 'hour', 'day'].flatMap((unit) => [0, -5, 7].map((value) => relativeIn(tag, value, unit))),
  ]);
  const latin = (texts) => texts.flat().map((text) => text.replace(/[၀-၉]/g, (digit) => String(digit.codePointAt(0) - 0x1040)));
  const known = latin(written());
  try {
    Intl.DateTimeFormat.supportedLocalesOf = () => [];
    assert.deepEqual(latin(written()), known);
  } finally {
    Intl.DateTimeFormat.supportedLocalesOf = supported;
  }
  assert.equal(dayIn('km', Date.UTC(2026, 2, 3)), '3 មីនា 2026');
});
