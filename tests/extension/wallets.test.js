// The shared cases, each with its source; pytest runs the same file.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { runInNewContext } from 'node:vm';
import { CHAINS, candidates, recognise } from '../../extension/common/wallets.js';

const cases = JSON.parse(
  readFileSync(new URL('../vectors/wallets.json', import.meta.url), 'utf8'),
);
const valid = cases.filter(({ addresses }) => addresses.length);

for (const { text, addresses, source } of cases) {
  test(`${JSON.stringify(text)} (${source})`, () => {
    const found = recognise(text).map(({ chain, canonical }) => `${chain}:${canonical}`);
    assert.deepEqual(found, addresses);
  });
}

test('every chain has a valid case, and no case has another chain', () => {
  const chains = valid.flatMap(({ addresses }) => addresses.map((each) => each.split(':')[0]));
  assert.deepEqual(new Set(chains), new Set(CHAINS));
});

test('every address is found in running text, with or without spaces around it', () => {
  for (const { text } of valid) {
    const address = text.trim().replace(/^bitcoincash:/i, '');
    if (address.length < 25 || address.length > 512) continue;
    for (const page of [`Send to ${address}.`, `地址${address}，谢谢`, `(${address})`, `to=${address}&x=1`]) {
      assert.ok(candidates(page).includes(address), page);
    }
  }
});

test('an address is found in a URL, whatever follows it', () => {
  const address = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
  const friendly = 'Ef_lZ1T4NCb2mwkme9h2rJfESCE0W34ma9lWp7-_uY3zXDvq';
  assert.deepEqual(candidates(`https://etherscan.io/address/${address}#code`), [address]);
  assert.deepEqual(candidates(`ethereum:${address}@1?value=2`), [address]);
  assert.deepEqual(candidates(`https://tonviewer.com/${friendly}/nft`), [friendly]);
  const kusama = 'EQBwtmKWCyRrQ8yGWg7LkB8p7hpEKXZz4qUg9WR8hZmieCM';
  assert.deepEqual(candidates(`https://kusama.subscan.io/account/${kusama}/x`), [kusama]);
});

test('each candidate is named once, in order', () => {
  const [first, second] = ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'rGWrZyQqhTp9Xu7G5Pkayo7bXjH4k4QYpf'];
  assert.deepEqual(candidates(`${first} ${second} ${first}`), [first, second]);
});

test('plain words, hosts and longer runs are no candidates', () => {
  for (const text of ['', 'example.com', 'a plain sentence', 'x'.repeat(513), 'a'.repeat(24)]) {
    assert.deepEqual(candidates(text), []);
  }
});

test('a page of a million letters, digits and marks is searched in linear steps', () => {
  for (const piece of ['a', 'E', 'EQ', '0:a', '-1:', 'E/', '0x', 'a-', 'U_']) {
    candidates(piece.repeat(1_000_000 / piece.length)); // quadratic, this would not end
  }
});

test('a content script gets the same pattern without modules', () => {
  const source = readFileSync(
    new URL('../../extension/common/address-pattern.js', import.meta.url),
    'utf8',
  );
  const page = {};
  runInNewContext(source, page);
  assert.equal(page.MYNAH_ADDRESS_PATTERN, globalThis.MYNAH_ADDRESS_PATTERN);
});

test('the vendored files are as they were published', () => {
  const folder = new URL('../../extension/vendor/', import.meta.url);
  const lines = readFileSync(new URL('SHA256SUMS', folder), 'utf8').trim().split('\n');
  for (const line of lines) {
    const [sum, path] = line.split('  ');
    const digest = createHash('sha256').update(readFileSync(new URL(path, folder)));
    assert.equal(digest.digest('hex'), sum, path);
  }
});
