import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { bucketOf, digestHex, prefixOf } from '../../extension/common/hash.js';

const file = new URL('../vectors/hashes.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8'));

for (const { expression, sha256, prefix, bucket, source } of vectors) {
  test(`hash of ${JSON.stringify(expression)} (${source})`, async () => {
    const digest = await digestHex(expression);
    assert.equal(digest, sha256);
    assert.equal(prefixOf(digest), prefix);
    assert.equal(bucketOf(digest), bucket);
  });
}
