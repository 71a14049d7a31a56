/** What a hostile service, or a hostile mirror, can send: by a real server and the platform's own fetch. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { Buckets } from '../../extension/background/buckets.js';
import { Checker } from '../../extension/background/checker.js';
import { Away, download, downloadJson } from '../../extension/background/download.js';
import { HostRules } from '../../extension/background/host-rules.js';
import { readManifest, verifySignature } from '../../extension/background/signed-manifest.js';
import { SortedLines } from '../../extension/background/sorted-lines.js';
import { digestHex } from '../../extension/common/hash.js';
import { BROAD, FakeClock, FakeRules, FakeStorage } from './fake-browser.js';
import { FakeService, SERVER, bytesOf, linesOf } from './fake-service.js';
import { setUp } from './updating.js';

const LIMIT = { bytes: 1000, milliseconds: 20_000 };
const CHUNK = Buffer.alloc(64 * 1024, 'x');

/**
 * Serve every request in this way while the work is done, which is given the address.
 * @param {import('node:http').RequestListener} listener
 * @param {(url: string) => Promise<void>} work
 */
async function serving(listener, work) {
  const server = createServer(listener);
  await new Promise((go) => server.listen(0, '127.0.0.1', go));
  try {
    await work(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Write without end, and count; the promise is kept when the other side hangs up. */
function endless() {
  let hungUp;
  const sent = { bytes: 0, hungUp: new Promise((resolve) => (hungUp = resolve)) };
  const listener = (_, response) => {
    response.on('close', hungUp);
    const more = () => {
      while (!response.destroyed && response.write(CHUNK)) sent.bytes += CHUNK.length;
    };
    response.on('drain', more);
    more();
  };
  return { sent, listener };
}

test('a body without end is read to its limit, and the line is cut', async () => {
  const { sent, listener } = endless();
  await serving(listener, async (url) => {
    await assert.rejects(download(fetch, url, LIMIT), { code: 'size' });
    await sent.hungUp;
    assert.ok(sent.bytes < 100_000_000);
  });
});

test('a small body that unpacks to a gigabyte is unpacked to its limit', async () => {
  const bomb = gzipSync(Buffer.alloc(100_000_000));
  const listener = (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb);
  await serving(listener, async (url) => {
    assert.ok(bomb.length < 200_000);
    await assert.rejects(download(fetch, url, LIMIT), { code: 'size' });
  });
});

test('a body that never comes, and one that stops in the middle, are given up', async () => {
  for (const begin of [() => {}, (response) => response.write('{"lists":')]) {
    await serving((_, response) => void begin(response), async (url) => {
      await assert.rejects(download(fetch, url, { bytes: 1000, milliseconds: 50 }), Away);
    });
  }
});

test('a body that is cut off is no answer', async () => {
  const listener = (_, response) => {
    response.writeHead(200, { 'Content-Length': '100' }).write('{"lists": []}');
    response.socket.end();
  };
  await serving(listener, (url) => assert.rejects(download(fetch, url, LIMIT), Away));
});

test('nobody is sent on to another place: neither the address that was asked nor the question goes there', async () => {
  const asked = [];
  await serving((request, response) => response.end(asked.push(request.url)), async (elsewhere) => {
    for (const status of [301, 302, 303, 307, 308]) {
      const listener = (_, response) => response.writeHead(status, { Location: `${elsewhere}/tell` }).end();
      await serving(listener, (url) => assert.rejects(downloadJson(fetch, url, LIMIT), Away));
    }
  });
  assert.deepEqual(asked, []);
});

test('the kind that an answer says it is of does not matter: it is data, whatever it says', async () => {
  for (const kind of ['text/html', 'application/javascript', 'image/svg+xml', 'x']) {
    const listener = (_, response) => response.writeHead(200, { 'Content-Type': kind, Refresh: '0; url=/x' }).end('{"a": 1}');
    await serving(listener, async (url) => assert.deepEqual(await downloadJson(fetch, url, LIMIT), { a: 1 }));
  }
});

test('no request says who asks: no cookie is sent, none is taken, no page is named', async () => {
  const heads = [];
  const listener = (request, response) => {
    heads.push(Object.keys(request.headers));
    response.writeHead(200, { 'Set-Cookie': 'id=7', ETag: '"id-7"', 'Last-Modified': 'Tue, 24 Nov 2026 00:00:00 GMT' }).end('{}');
  };
  await serving(listener, async (url) => {
    for (let at = 0; at < 3; at += 1) await downloadJson(fetch, url, LIMIT);
  });
  const known = ['host', 'connection', 'accept', 'accept-language', 'sec-fetch-mode', 'user-agent', 'accept-encoding', 'pragma', 'cache-control'];
  for (const names of heads) assert.deepEqual(names.filter((name) => !known.includes(name)), []);
});

/** A signed manifest with one thing put into its text on the way. */
async function onTheWay(change) {
  const service = await FakeService.start(new FakeClock());
  await service.publish('1', ['a.test']);
  const value = JSON.parse(change(JSON.stringify(service.manifest)));
  await verifySignature(readManifest(value), service.keys.publicKey);
}

test('of two members of one name the last counts, and that is the one that was signed', async () => {
  await onTheWay((text) => text.replace('{', '{"next_update_seconds":1,'));
  await assert.rejects(onTheWay((text) => `${text.slice(0, -1)},"next_update_seconds":1}`), { code: 'signature' });
});

test('a member named like a part of the language is a member like any other', async () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    await assert.rejects(onTheWay((text) => text.replace('{', `{"${name}":{"public_key":"x"},`)), { code: 'signature' }, name);
  }
  assert.equal({}.public_key, undefined);
});

test('a manifest that is huge or deep is refused, and the updater is ready for the next', async () => {
  const { service, store, updater } = await setUp();
  await service.publish('1', ['a.test']);
  const good = service.bodies.get('/v1/lists');
  const deep = `${good.slice(0, -1)},"deep":${'['.repeat(300_000)}${']'.repeat(300_000)}}`;
  const wide = `${good.slice(0, -1)},"wide":"${'x'.repeat(2_000_000)}"}`;
  const many = good.replace('"lists":[', `"lists":[${'{"name":"x"},'.repeat(5000)}`);
  for (const [body, code] of [[deep, 'malformed'], [wide, 'size'], [many, 'malformed'], ['null', 'malformed'], ['', 'malformed'], ['\u0000', 'malformed']]) {
    service.bodies.set('/v1/lists', body);
    assert.equal((await updater.update()).code, code);
  }
  service.bodies.set('/v1/lists', good);
  assert.deepEqual(await updater.update(), { outcome: 'updated' });
  assert.equal(store.text('hosts'), 'a.test\n');
});

test('a service cannot have files fetched from what is no web address', async () => {
  for (const url of ['file:///etc/passwd', 'data:text/plain,a.test%0A', 'javascript:alert(1)', 'blob:https://a.test/1', 'chrome://version']) {
    const { service, updater } = await setUp();
    await service.publish('1', ['a.test']);
    const lists = service.manifest.lists.map((list) => ({ ...list, url }));
    const { published_at, expires_at, next_update_seconds } = service.manifest;
    await service.present({ lists, published_at, expires_at, next_update_seconds });
    service.asked.length = 0;
    assert.equal((await updater.update()).code, 'malformed', url);
    assert.deepEqual(service.asked, ['/v1/lists']);
  }
});

/** What is said of pages where the list and the buckets hold these. */
async function checkerOver(hosts, matches = [], prefixes = []) {
  const lines = (items) => new SortedLines(bytesOf(linesOf(items)));
  const lists = { hosts: async () => lines(hosts), prefixes: async () => lines(prefixes) };
  const storage = new FakeStorage();
  const buckets = new Buckets({ fetch: async () => Response.json({ ttl_seconds: 1e12, matches }), storage, server: async () => SERVER, now: () => 0 });
  return { checker: new Checker(lists, buckets, BROAD), storage };
}

const BROAD_LINES = ['com', 'co.uk', 'uk', 'github.io', 's3.amazonaws.com', 'amazonaws.com', 'unknowntld', ''];

test('a line that would hold back the sites of many holds back none, in either browser', async () => {
  const { checker } = await checkerOver([...BROAD_LINES, 'bad.com']);
  for (const host of ['google.com', 'bbc.co.uk', 'me.github.io', 'x.s3.amazonaws.com', 'a.unknowntld', 'github.io']) {
    assert.equal((await checker.url(`http://${host}/`)).status, 'unlisted', host);
  }
  assert.equal((await checker.url('http://www.bad.com/')).status, 'listed');
  const rules = new FakeRules();
  const list = { sha256: '1', bytes: bytesOf(linesOf([...BROAD_LINES, 'bad.com'])) };
  await new HostRules(rules, new FakeStorage(), 'x', BROAD).install(list);
  assert.deepEqual(rules.dynamic.get(1).condition.requestDomains, ['bad.com']);
});

test('a list of nothing but such lines is no rule at all', async () => {
  const rules = new FakeRules();
  await new HostRules(rules, new FakeStorage(), 'x', BROAD).install({ sha256: '1', bytes: bytesOf(linesOf(BROAD_LINES)) });
  assert.equal(rules.dynamic.size, 0);
});

test('a bucket can list no such name either, but a page of one', async () => {
  const entries = ['com/', 'github.io/', 's3.amazonaws.com/', 's3.amazonaws.com/bucket/', 'github.io/x/'];
  const digests = await Promise.all(entries.map(digestHex));
  const matches = digests.map((hash) => ({ hash, severity: 'block', category: 'scam', sources: [] }));
  const { checker } = await checkerOver([], matches, digests.map((digest) => digest.slice(0, 8)));
  for (const url of ['http://google.com/', 'http://me.github.io/x/', 'http://s3.amazonaws.com/other/', 'http://x.s3.amazonaws.com/bucket/']) {
    assert.equal((await checker.url(url)).status, 'unlisted', url);
  }
  assert.equal((await checker.url('http://s3.amazonaws.com/bucket/page')).status, 'listed');
});

test('lines that are no hosts match no site and cost none of the others', async () => {
  const lines = ['*', '*.com', 'http://a.test/', '.', '..', '%', 'a b', '\u0000', '<script>', '../x', '||x^', 'x'.repeat(100_000), '::', '[', 'bad.test'];
  const { checker } = await checkerOver(lines);
  assert.equal((await checker.url('http://google.com/')).status, 'unlisted');
  assert.equal((await checker.url('http://bad.test/')).status, 'listed');
  const rules = new FakeRules();
  await new HostRules(rules, new FakeStorage(), 'x', BROAD).install({ sha256: '1', bytes: bytesOf(linesOf(lines)) });
  const { requestDomains } = rules.dynamic.get(1).condition;
  assert.ok(requestDomains.includes('bad.test'));
  assert.ok(requestDomains.every((host) => /^[a-z0-9_.:[\]-]+$/.test(host)));
});

const SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>';

test('of an entry only what is known is kept, whatever stands in it', async () => {
  const hash = await digestHex('a.test/x');
  const source = { id: SCRIPT, name: SCRIPT, homepage: 'javascript:alert(1)', first_seen: SCRIPT, last_seen: 7, extra: SCRIPT };
  const match = { hash, severity: SCRIPT, category: SCRIPT, sources: [source, null, 7, { id: {} }], first_seen: {}, unchecked: 'yes', extra: [] };
  const { checker, storage } = await checkerOver([], [match], [hash.slice(0, 8)]);
  const finding = await checker.url('http://a.test/x');
  const kept = { hash, severity: SCRIPT, category: SCRIPT, sources: [{ id: SCRIPT, name: SCRIPT, first_seen: SCRIPT }] };
  assert.deepEqual(finding, { status: 'listed', severity: SCRIPT, expression: 'a.test/x', match: kept });
  const bucket = (await storage.get(`bucket:${hash.slice(0, 4)}`))[`bucket:${hash.slice(0, 4)}`];
  assert.equal(bucket.until, 86_400_000, 'no answer is kept for longer than a day');
});

test('a bucket that is no bucket says nothing of a page', async () => {
  const hash = await digestHex('a.test/x');
  const right = { hash, severity: 'block', category: 'scam', sources: [] };
  const odd = [{}, null, 'x', [right], { matches: {} }, { matches: [null] }, { matches: [{ ...right, hash: 'x' }] }, { matches: [{ ...right, category: 7 }] }];
  odd.push({ matches: [{ ...right, severity: 'x'.repeat(300) }] }, { matches: Array(10_001).fill(right) }, { matches: [{ ...right, sources: 7 }] });
  for (const answer of odd) {
    const buckets = new Buckets({ fetch: async () => Response.json(answer), storage: new FakeStorage(), server: async () => SERVER, now: () => 0 });
    assert.equal(await buckets.matches(hash.slice(0, 4)), null, JSON.stringify(answer).slice(0, 80));
  }
});
