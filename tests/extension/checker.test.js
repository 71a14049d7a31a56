import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Buckets } from '../../extension/background/buckets.js';
import { Checker } from '../../extension/background/checker.js';
import { ConfirmedPages } from '../../extension/background/confirmed-pages.js';
import { Gate } from '../../extension/background/gate.js';
import { SortedLines } from '../../extension/background/sorted-lines.js';
import { TabPasses } from '../../extension/background/tab-passes.js';
import { digestHex } from '../../extension/common/hash.js';
import { BROAD, FakeClock, FakeStorage } from './fake-browser.js';
import { bytesOf, linesOf } from './fake-service.js';

const LISTED = [['shared.test/bad/', 'block'], ['casino.test/', 'warn'], ['casino.test/steal', 'block'], ['evm:0x1', 'block']];

/** A checker over given lists, with a service that counts what it is asked. */
async function setUp({ hosts = ['listed.test', '203.0.113.7'], listed = LISTED, extra = [] } = {}) {
  const clock = new FakeClock();
  const service = { asked: [], away: false, ttl: 300, listed };
  const fetch = async (url) => {
    service.asked.push(url);
    if (service.away) throw new TypeError('network error');
    const bucket = url.slice(-4);
    const all = await Promise.all(service.listed.map(async ([text, severity]) => ({ hash: await digestHex(text), severity, category: 'scam', sources: [] })));
    return Response.json({ ttl_seconds: service.ttl, matches: all.filter(({ hash }) => hash.startsWith(bucket)) });
  };
  const prefixes = await Promise.all(listed.map(async ([text]) => (await digestHex(text)).slice(0, 8)));
  const lines = (items) => new SortedLines(bytesOf(linesOf(items)));
  const lists = { hosts: async () => lines(hosts), prefixes: async () => lines([...prefixes, ...extra]) };
  const storage = new FakeStorage();
  const buckets = new Buckets({ fetch, storage, server: async () => 'https://mynah.example', now: clock.now });
  return { checker: new Checker(lists, buckets, BROAD), buckets, service, clock, storage };
}

test('a listed host is found without asking anybody, at any depth and in any spelling', async () => {
  const { checker, service } = await setUp();
  for (const url of ['http://listed.test', 'https://LISTED.test.:8443/x?y', 'http://a.b.c.d.e.f.g.listed.test/', 'http://me@listed.test/']) {
    assert.deepEqual(await checker.url(url), { status: 'listed', severity: 'block', expression: 'listed.test/', match: null }, url);
  }
  assert.equal((await checker.url('http://3405803783/')).expression, '203.0.113.7/');
  assert.deepEqual(service.asked, []);
});

test('what is not listed asks nobody', async () => {
  const { checker, service } = await setUp();
  for (const url of ['http://unlisted.test/', 'http://notlisted.test', 'http://listed.test.evil.example', 'http://shared.test/good', 'about:blank', 'http://276.2.3/']) {
    assert.equal((await checker.url(url)).status, 'unlisted', url);
  }
  assert.deepEqual(service.asked, []);
});

test('a listed page is confirmed by its bucket, asked for by four digits', async () => {
  const { checker, service } = await setUp();
  const finding = await checker.url('http://shared.test/bad/login?x=1');
  assert.equal(finding.expression, 'shared.test/bad/');
  assert.match(service.asked[0], /^https:\/\/mynah\.example\/v1\/hashes\/[0-9a-f]{4}$/);
});

test('a prefix that belongs to something else is not a listing', async () => {
  const innocent = (await digestHex('innocent.test/')).slice(0, 8);
  const { checker, service } = await setUp({ extra: [innocent] });
  assert.equal((await checker.url('http://innocent.test/')).status, 'unlisted');
  assert.equal(service.asked.length, 1);
});

test('of two entries, the one that blocks counts', async () => {
  const { checker } = await setUp();
  assert.equal((await checker.url('http://casino.test/')).severity, 'warn');
  assert.equal((await checker.url('http://casino.test/steal')).severity, 'block');
});

test('with the service away, a hit is unanswered, and what was answered before still counts', async () => {
  const { checker, service, clock } = await setUp();
  await checker.url('http://shared.test/bad/');
  service.away = true;
  clock.milliseconds += 3_600_000;
  assert.equal((await checker.url('http://shared.test/bad/')).status, 'listed');
  assert.equal((await checker.url('http://casino.test/')).status, 'unanswered');
});

test('a service that is away is not asked again at once', async () => {
  const { checker, service, clock } = await setUp();
  service.away = true;
  await checker.url('http://casino.test/');
  await checker.url('http://shared.test/bad/');
  assert.equal(service.asked.length, 1);
  clock.milliseconds += 31_000;
  service.away = false;
  assert.equal((await checker.url('http://casino.test/')).status, 'listed');
});

test('by a clock that was a year fast no service is left alone for a year, and no answer is remembered for one', async () => {
  const { checker, buckets, service, clock } = await setUp();
  const year = 365 * 86_400_000;
  service.away = true;
  clock.milliseconds += year;
  await checker.url('http://casino.test/');
  clock.milliseconds -= year;
  service.away = false;
  assert.equal((await checker.url('http://casino.test/')).status, 'listed');
  clock.milliseconds += year;
  await buckets.matches('0000');
  clock.milliseconds -= year;
  const before = service.asked.length;
  assert.equal(await buckets.mustAsk('0000'), true);
  await buckets.matches('0000');
  assert.equal(service.asked.length, before + 1);
});

test('an answer is remembered for as long as it says, and questions at the same time are one', async () => {
  const { buckets, service, clock } = await setUp();
  await Promise.all([buckets.matches('0000'), buckets.matches('0000')]);
  clock.milliseconds += 299_000;
  await buckets.matches('0000');
  assert.equal(service.asked.length, 1);
  clock.milliseconds += 2_000;
  await buckets.matches('0000');
  assert.equal(service.asked.length, 2);
});

test('no more than a hundred answers are remembered, and none once the lists change', async () => {
  const { buckets, storage } = await setUp();
  for (let at = 0; at < 130; at += 1) await buckets.matches(at.toString(16).padStart(4, '0'));
  assert.equal(storage.keys().length, 101);
  await buckets.forget();
  assert.deepEqual(storage.keys(), []);
});

test('details are loaded, or withdrawn, or unavailable, and never one for the other', async () => {
  const { checker, service, buckets } = await setUp();
  assert.equal((await checker.details('casino.test/')).state, 'loaded');
  assert.equal((await checker.details('listed.test/')).state, 'withdrawn');
  await buckets.forget();
  service.away = true;
  assert.equal((await checker.details('casino.test/')).state, 'unavailable');
});

test('an answer that is no bucket counts as none', async () => {
  for (const body of ['<html>', '{}', '{"matches":[{"hash":1}]}']) {
    const fetch = async () => new Response(body);
    const needs = { fetch, storage: new FakeStorage(), server: async () => 'https://mynah.example', now: () => 0 };
    assert.equal(await new Buckets(needs).matches('0000'), null, body);
  }
});

test('a pass opens its entry in its tab, until the tab is closed', async () => {
  const { checker } = await setUp();
  const told = [];
  const passes = new TabPasses(new FakeStorage(), async (all) => void told.push(all.length));
  const gate = new Gate(checker, passes, { add: async () => {} });
  const action = async (url, tab) => (await gate.judge(url, tab)).action;
  assert.equal(await action('http://a.listed.test/', 1), 'block');
  await passes.add(1, 'listed.test/');
  await passes.add(1, 'listed.test/');
  assert.deepEqual([await action('http://a.listed.test/', 1), await action('http://listed.test/', 2)], ['open', 'block']);
  assert.equal(await action('http://shared.test/bad/', 1), 'block');
  assert.equal(await action('http://casino.test/', 1), 'warn');
  await passes.drop(2);
  await passes.drop(1);
  assert.equal(await action('http://a.listed.test/', 1), 'block');
  assert.deepEqual(told, [1, 1, 0]);
});

test('a pass outlasts every page of its host in the tab, and no page of another', async () => {
  const elsewhere = ['http://other.test/', 'http://unlisted.test/', 'http://evil-listed.test/', 'http://test/', 'about:blank', 'chrome-extension://abc/warning/warning.html#http://listed.test/'];
  for (const url of elsewhere) {
    const passes = new TabPasses(new FakeStorage(), async () => {});
    for (const [tab, entry] of [[1, 'listed.test/'], [2, 'listed.test/'], [1, 'shared.test/bad/']]) await passes.add(tab, entry);
    for (const same of ['http://LISTED.test/b', 'https://pay.listed.test:8443/']) await passes.keepFor(1, same);
    assert.deepEqual([await passes.has(1, 'listed.test/'), await passes.has(1, 'shared.test/bad/')], [true, false]);
    await passes.keepFor(1, url);
    assert.deepEqual([await passes.has(1, 'listed.test/'), await passes.has(2, 'listed.test/')], [false, true], url);
  }
});

test('only a page that may be listed, and that nothing is known of yet, has to wait for the service', async () => {
  const { checker, service, clock } = await setUp();
  const waits = () => Promise.all(['http://unlisted.test/', 'http://listed.test/', 'http://shared.test/bad/'].map((url) => checker.mustAsk(url)));
  assert.deepEqual(await waits(), [false, false, true]);
  assert.deepEqual(service.asked, []);
  await checker.url('http://shared.test/bad/');
  assert.deepEqual(await waits(), [false, false, false]);
  clock.milliseconds += 301_000;
  assert.deepEqual(await waits(), [false, false, true]);
  service.away = true;
  await checker.url('http://shared.test/bad/');
  assert.deepEqual(await waits(), [false, false, false]);
});

test('a page that the service confirmed is held back from then on, a host of the list and a mere warning are not', async () => {
  const { checker } = await setUp();
  const told = [];
  const confirmed = new ConfirmedPages(new FakeStorage(), async (all) => void told.push(all));
  const gate = new Gate(checker, new TabPasses(new FakeStorage(), async () => {}), confirmed);
  for (const page of ['shared.test/good', 'listed.test/', 'casino.test/', 'shared.test/bad/1']) await gate.judge(`http://${page}`, 1);
  await setImmediate();
  assert.deepEqual(told, [['shared.test/bad/']]);
});

test('what was confirmed is held back as long as the lists hold it', async () => {
  const told = [];
  const confirmed = new ConfirmedPages(new FakeStorage(), async (all) => void told.push(all));
  for (const page of ['a.test/1', 'a.test/2', 'a.test/1']) await confirmed.add(page);
  await confirmed.keepListed(new SortedLines(bytesOf(linesOf([(await digestHex('a.test/2')).slice(0, 8)]))));
  await confirmed.forget();
  await confirmed.forget();
  assert.deepEqual(told, [['a.test/1'], ['a.test/1', 'a.test/2'], ['a.test/2'], []]);
});
