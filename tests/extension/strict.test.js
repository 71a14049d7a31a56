import assert from 'node:assert/strict';
import test from 'node:test';
import { Checker } from '../../extension/background/checker.js';
import { SortedLines } from '../../extension/background/sorted-lines.js';
import { Strict, targetOf } from '../../extension/background/strict.js';
import { Settings } from '../../extension/common/settings.js';
import { FakeClock, FakeStorage } from './fake-browser.js';

const LISTED = { target: 'x', status: 'listed', matched: 'fresh.example/', severity: 'block', category: 'shop', sources: [{ id: 'moderators', name: 'Moderators' }] };
const EMPTY = new SortedLines(new Uint8Array());

async function setUp({ chosen = { strict: true }, answer = () => Response.json({ results: [LISTED] }), isPrivate = async () => false } = {}) {
  const { session, clock, asked } = { session: new FakeStorage(), clock: new FakeClock(), asked: [] };
  const settings = new Settings(new FakeStorage(), async () => ({ server: 'https://mynah.example', public_key: null }));
  await settings.choose(chosen);
  const fetch = async (url, { body }) => { asked.push([url, ...JSON.parse(body).targets]); return answer(); };
  const make = () => new Strict({ settings, session, fetch, now: clock.now, isPrivate });
  return { strict: make(), make, asked, clock, session };
}

test('off, as it is at first, nobody is asked', async () => {
  const { strict, asked } = await setUp({ chosen: {} });
  assert.equal(await strict.page('https://fresh.example/', 1), false);
  assert.equal(await strict.addresses(['evm:0xab'], 1, 'https://fresh.example/'), false);
  assert.deepEqual(asked, []);
});

test('asked is scheme, host and path, and nothing else of an address', async () => {
  const { strict, asked } = await setUp();
  assert.equal(await strict.page('https://me:secret@Fresh.Example:8443/pay/?token=1#part', 1), true);
  await strict.addresses(['evm:0xab', 'bitcoin:1Boat'], 1, 'https://fresh.example/');
  assert.deepEqual(asked, [['https://mynah.example/v1/check', 'https://fresh.example/pay/'], ['https://mynah.example/v1/check', '0xab', '1Boat']]);
});

test('nothing within a home or an office is asked about', () => {
  for (const host of ['localhost', 'router', 'nas.local', 'wiki.corp', 'x.home.arpa', '127.0.0.1', '10.1.2.3', '172.20.0.1', '192.168.1.1', '169.254.1.1', '100.64.0.1', '[::1]', '[fd00::1]', '[fe80::1]', 'hidden.onion']) {
    assert.equal(targetOf(`http://${host}/admin`), null, host);
  }
  for (const url of ['about:blank', 'file:///etc/passwd', 'ftp://a.example/', 'x']) assert.equal(targetOf(url), null, url);
  for (const host of ['8.8.8.8', '172.32.0.1', 'shop.example', '[2001:db8::1]']) assert.notEqual(targetOf(`http://${host}/`), null, host);
});

test('nor about a wallet address that stands on a page there', async () => {
  const { strict, asked } = await setUp();
  for (const url of ['http://192.168.1.1/pay', 'http://wiki.corp/', 'file:///home/me/notes.html', undefined]) await strict.addresses(['evm:0xab'], 1, url);
  assert.deepEqual(asked, []);
});

test('what was asked, and that the service was away, counts no more once a fast clock was put right', async () => {
  const { strict, asked, clock } = await setUp({ answer: () => Response.json({}, { status: 500 }) });
  const year = 365 * 86_400_000;
  clock.milliseconds += year;
  await strict.page('https://fresh.example/', 1);
  clock.milliseconds -= year;
  await strict.page('https://fresh.example/', 1);
  assert.equal(asked.length, 2);
});

test('private windows only where that was chosen as well', async () => {
  const isPrivate = async () => true;
  const { strict, asked } = await setUp({ isPrivate });
  await strict.page('https://fresh.example/', 1);
  assert.deepEqual(asked, []);
  const both = await setUp({ isPrivate, chosen: { strict: true, strictPrivate: true } });
  await both.strict.page('https://fresh.example/', 1);
  assert.equal(both.asked.length, 1);
});

test('the same page is not asked about again, by the next worker either, until half an hour has passed', async () => {
  const { strict, make, asked, clock } = await setUp({ answer: () => Response.json({ results: [{ status: 'unknown' }] }) });
  await strict.page('https://plain.example/', 1);
  await make().page('https://plain.example/?again', 1);
  assert.equal(asked.length, 1);
  clock.milliseconds += 31 * 60_000;
  await strict.page('https://plain.example/', 1);
  assert.equal(asked.length, 2);
});

test('what the service lists is listed from then on, for the whole entry', async () => {
  const { strict } = await setUp();
  const checker = new Checker({ hosts: async () => EMPTY, prefixes: async () => EMPTY }, { matches: async () => [], mustAsk: async () => false }, { has: async (name) => name === 'pages.example' }, strict);
  assert.equal((await checker.url('https://fresh.example/a')).status, 'unlisted');
  await strict.page('https://fresh.example/a', 1);
  const finding = await checker.url('https://www.fresh.example/b');
  assert.deepEqual([finding.status, finding.severity, finding.expression, finding.match.category], ['listed', 'block', 'fresh.example/', 'shop']);
  await strict.forget();
  assert.equal((await checker.url('https://fresh.example/a')).status, 'unlisted');
});

test('not even in strict mode can a service list a name that is shared by many', async () => {
  const { strict } = await setUp({ answer: () => Response.json({ results: [{ ...LISTED, matched: 'pages.example/' }] }) });
  const checker = new Checker({ hosts: async () => EMPTY, prefixes: async () => EMPTY }, { matches: async () => [], mustAsk: async () => false }, { has: async (name) => name === 'pages.example' }, strict);
  await strict.page('https://one.pages.example/a', 1);
  assert.equal((await checker.url('https://other.pages.example/')).status, 'unlisted');
});

test('forgotten is forgotten', async () => {
  const { strict } = await setUp();
  const checker = new Checker({ hosts: async () => EMPTY, prefixes: async () => EMPTY }, { matches: async () => [], mustAsk: async () => false }, { has: async () => false }, strict);
  await strict.page('https://fresh.example/a', 1);
  await strict.forget();
  assert.equal((await checker.url('https://fresh.example/a')).status, 'unlisted');
});

test('a service that is away, or answers nonsense, lists nothing and is left alone for a while', async () => {
  const strange = [() => { throw new TypeError('away'); }, () => new Response('x', { status: 500 }), () => new Response('<html>'), () => Response.json([1]), () => Response.json(null)];
  for (const answer of strange) {
    const { strict, asked, clock } = await setUp({ answer });
    assert.equal(await strict.page('https://fresh.example/', 1), false);
    await strict.page('https://other.example/', 1);
    assert.equal(asked.length, 1);
    clock.milliseconds += 31_000;
    await strict.page('https://other.example/', 1);
    assert.equal(asked.length, 2);
  }
});

test('a verdict that is none lists nothing', async () => {
  for (const verdict of [null, {}, { ...LISTED, matched: 7 }, { ...LISTED, sources: 'all' }, { ...LISTED, status: 'suspicious' }]) {
    const { strict } = await setUp({ answer: () => Response.json({ results: [verdict] }) });
    assert.equal(await strict.page('https://fresh.example/', 1), false);
  }
});
