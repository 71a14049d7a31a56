import assert from 'node:assert/strict';
import test from 'node:test';
import { canonicalJson } from '../../extension/background/canonical-json.js';
import { readManifest, refuseOutdated, verifySignature } from '../../extension/background/signed-manifest.js';
import { FakeClock } from './fake-browser.js';
import { FakeService, newKeys, time } from './fake-service.js';

async function manifest() {
  const service = await FakeService.start(new FakeClock());
  await service.publish('1', ['listed.test']);
  return service.manifest;
}

const WITHOUT_FORM = {
  'a fraction': '1.5',
  'a huge number': '1e300',
  'lists in lists': '['.repeat(200_000) + ']'.repeat(200_000),
};

test('canonical JSON sorts names, keeps order in lists and escapes as the standard does', () => {
  assert.equal(canonicalJson({ b: [3, 1, { z: true, a: null }], a: 'é"\n\u2028' }), '{"a":"é\\"\\n\u2028","b":[3,1,{"a":null,"z":true}]}');
  assert.equal(canonicalJson({ '\u20ac': 1, '\r': 2, 1: 3, '\ud83d\ude00': 4, '\ufb33': 5 }), '{"\\r":2,"1":3,"\u20ac":1,"\ud83d\ude00":4,"\ufb33":5}');
  for (const odd of [1.5, NaN, 2 ** 60, undefined, { a: undefined }]) assert.throws(() => canonicalJson(odd), TypeError);
});

test('a manifest is taken as it was signed, and not with a single thing changed', async () => {
  const signed = await manifest();
  await verifySignature(readManifest(signed), signed.public_key);
  const changes = [{ expires_at: '2999-01-01T00:00:00Z' }, { lists: [...signed.lists].reverse() }, { extra: 1 }, { signature: 'AAAA' }, { signature: '?' }];
  for (const change of changes) {
    await assert.rejects(verifySignature({ ...signed, ...change }, signed.public_key), { code: 'signature' });
  }
});

for (const [what, extra] of Object.entries(WITHOUT_FORM)) {
  test(`a manifest with ${what}, which cannot be signed, is refused and nothing is thrown`, async () => {
    const signed = await manifest();
    await assert.rejects(verifySignature({ ...signed, extra: JSON.parse(extra) }, signed.public_key), { code: 'malformed' });
  });
}

test('a manifest signed by another key is refused, and so is one that only claims our key', async () => {
  const [signed, other] = [await manifest(), await newKeys()];
  await assert.rejects(verifySignature(signed, other.publicKey), { code: 'key' });
  await assert.rejects(verifySignature({ ...signed, public_key: other.publicKey }, other.publicKey), { code: 'signature' });
  await assert.rejects(verifySignature({ ...signed, public_key: 'short' }, 'short'), { code: 'signature' });
});

test('what is malformed is refused before it is used', async () => {
  const signed = await manifest();
  const [hosts] = signed.lists;
  const odd = [null, [], 'text', {}, { ...signed, lists: {} }, { ...signed, lists: [hosts] }, { ...signed, published_at: 'soon' }];
  odd.push({ ...signed, public_key: 7 }, { ...signed, lists: signed.lists.map((list) => ({ ...list, bytes: -1 })) });
  odd.push({ ...signed, lists: signed.lists.map((list) => ({ ...list, deltas: [{ from: 1 }] })) });
  odd.push({ ...signed, lists: [...signed.lists, hosts] }, { ...signed, public_key: 'A'.repeat(1000) });
  odd.push(...['soon', '7', '2026-11-24', 1].map((time) => ({ ...signed, expires_at: time })));
  odd.push(...[1.5, -1, 1e300, '900', null, undefined, NaN].map((seconds) => ({ ...signed, next_update_seconds: seconds })));
  const changes = [{ entries: 1e300 }, { bytes: '9' }, { sha256: 'x' }, { version: '' }, { url: 'http://[' }, { url: 7 }, { deltas: Array(1001).fill(hosts) }];
  odd.push(...changes.map((change) => ({ ...signed, lists: [{ ...hosts, ...change }, signed.lists[1]] })));
  for (const value of odd) assert.throws(() => readManifest(value), { code: 'malformed' });
});

test('an expired manifest and one older than what is held are refused; the same one is not', async () => {
  const signed = await manifest();
  const now = Date.parse(signed.published_at);
  refuseOutdated(signed, null, now);
  refuseOutdated(signed, signed.published_at, now);
  assert.throws(() => refuseOutdated(signed, null, Date.parse(signed.expires_at)), { code: 'expired' });
  assert.throws(() => refuseOutdated(signed, time(now + 1000), now), { code: 'older' });
});

test('a manifest with members that are not known here is taken, and they are signed for like all others', async () => {
  const service = await FakeService.start(new FakeClock());
  const log = { length: 3, head: 'ab'.repeat(32) };
  await service.publish('1', ['listed.test'], { changes: { log, later: { odd: [null, 'é'] } } });
  const { manifest } = service;
  await verifySignature(readManifest(manifest), manifest.public_key);
  const changed = { ...manifest, log: { ...log, length: 2 } };
  await assert.rejects(verifySignature(changed, manifest.public_key), { code: 'signature' });
});
