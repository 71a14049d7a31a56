// The shared cases, each with its source; pytest runs the same files.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import {
  InvalidName,
  canonicalHost,
  canonicalUrl,
  entryExpression,
  expressions,
} from '../../extension/common/canonical-url.js';

const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'));

for (const [name, read] of [
  ['urls', (text) => canonicalUrl(text).text],
  ['hosts', canonicalHost],
]) {
  for (const { text, canonical, refused, source } of vectors(name)) {
    test(`${name}: ${JSON.stringify(text)} (${source})`, () => {
      if (refused === undefined) return assert.equal(read(text), canonical);
      assert.throws(() => read(text), { name: 'InvalidName', reason: refused });
    });
  }
}

for (const { url, expressions: expected, source } of vectors('expressions')) {
  test(`expressions: ${url} (${source})`, () => {
    const canonical = canonicalUrl(url);
    assert.deepEqual(expressions(canonical), expected);
    assert.equal(entryExpression(canonical), expected[0]);
  });
}

test('a canonical URL shows its parts', () => {
  const { scheme, host, path, query } = canonicalUrl('HTTPS://user@A.com:8443/b?#c');
  assert.deepEqual([scheme, host, path, query], ['https', 'a.com', '/b', '']);
  assert.equal(canonicalUrl('https://a.com').query, null);
});

test('a hostile URL of 64 kB is read like any other', () => {
  for (const [text, expected] of [
    [`http://evil.com/%${'25'.repeat(32_000)}41`, 'evil.com/A'],
    [`http://evil.com/${'/../a'.repeat(13_000)}`, 'evil.com/a'],
    [`http://evil.com${'.'.repeat(65_000)}`, 'evil.com/'],
    [`${' '.repeat(65_000)}evil.com${' '.repeat(65_000)}`, 'evil.com/'],
    [`http://${'@'.repeat(65_000)}evil.com`, 'evil.com/'],
    [`http://a${' '.repeat(65_000)}b`, `a${'%20'.repeat(65_000)}b/`],
  ]) {
    assert.equal(entryExpression(canonicalUrl(text)), expected);
  }
});

test('a refusal is an error of its own kind', () => {
  assert.throws(() => canonicalHost('a/b'), InvalidName);
});
