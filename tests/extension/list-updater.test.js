import assert from 'node:assert/strict';
import test from 'node:test';
import { FakeService, SERVER, linesOf, newKeys, time } from './fake-service.js';
import { setUp } from './updating.js';

const MANY = Array.from({ length: 300 }, (_, at) => `host-${at}.test`);
const DAY = 86_400_000;

test('the first list is taken, put to work, and its key pinned', async () => {
  const { service, store, settings, changes, updater, clock } = await setUp();
  await service.publish('1', ['b.test', 'a.test'], { prefixes: ['0badcafe'] });
  assert.deepEqual(await updater.update(), { outcome: 'updated' });
  assert.deepEqual(changes, ['a.test\nb.test\n']);
  assert.equal(store.text('prefixes'), '0badcafe\n');
  assert.deepEqual(await settings.pin(SERVER), { publicKey: service.keys.publicKey, since: clock.milliseconds });
});

test('what the service signed of its log is kept with the lists: a witness', async () => {
  const { service, store, updater } = await setUp();
  const log = { length: 3, head: 'ab'.repeat(32) };
  await service.publish('1', ['a.test'], { changes: { log } });
  await updater.update();
  assert.deepEqual((await store.held()).log, log);
});

test('nothing new replaces nothing, but says that the list was confirmed', async () => {
  const { service, store, changes, updater, clock } = await setUp();
  await service.publish('1', ['a.test']);
  await updater.update();
  clock.milliseconds += DAY;
  await service.publish('1', ['a.test']);
  service.asked.length = 0;
  assert.deepEqual(await updater.update(), { outcome: 'unchanged' });
  assert.deepEqual(service.asked, ['/v1/lists']);
  assert.equal(changes.length, 1);
  assert.equal((await store.held()).confirmedAt, clock.milliseconds);
});

test('a delta is used where there is one for the held version', async () => {
  const { service, store, updater } = await setUp();
  await service.publish('1', ['a.test', 'b.test']);
  await updater.update();
  await service.publish('2', ['b.test', 'c.test'], { from: { version: '1', delta: '-a.test\n+c.test\n' } });
  await updater.update();
  assert.equal(store.text('hosts'), 'b.test\nc.test\n');
  assert.equal(service.asked.includes('/v1/lists/hosts/2'), false);
});

for (const [why, delta] of [['does not fit', '-never.test\n'], ['ends in another list', '+z.test\n'], ['is cut off', '-a.te']]) {
  test(`a delta that ${why} is replaced by the whole list`, async () => {
    const { service, store, updater } = await setUp();
    await service.publish('1', ['a.test']);
    await updater.update();
    await service.publish('2', ['b.test'], { from: { version: '1', delta } });
    assert.deepEqual(await updater.update(), { outcome: 'updated' });
    assert.equal(store.text('hosts'), 'b.test\n');
  });
}

/** Each publishes something bad after a good list of MANY hosts, and is the code of the refusal. */
const BAD = {
  signature: (service) => {
    const changed = { ...service.manifest, next_update_seconds: 1 };
    service.bodies.set('/v1/lists', JSON.stringify(changed));
  },
  key: async (service) => service.publish('2', MANY.slice(1), { keys: await newKeys() }),
  checksum: async (service) => {
    await service.publish('2', MANY.slice(1));
    service.bodies.set('/v1/lists/hosts/2', 'harmless.test\n');
  },
  size: async (service) => {
    await service.publish('2', MANY.slice(1));
    service.bodies.set('/v1/lists/hosts/2', 'x'.repeat(1_000_000));
  },
  expired: (service) => service.publish('2', MANY.slice(1), { changes: { expires_at: time(service.clock.milliseconds) } }),
  older: (service) => service.publish('2', MANY.slice(1), { changes: { published_at: time(service.clock.milliseconds - 1000) } }),
  shrunk: (service) => service.publish('2', MANY.slice(0, 149)),
  'malformed, without a form to sign': (service) => service.bodies.set('/v1/lists', JSON.stringify({ ...service.manifest, extra: 1e300 })),
  malformed: (service) => service.bodies.set('/v1/lists', '<html>All is well</html>'),
};

for (const [code, spoil] of Object.entries(BAD)) {
  test(`a bad list (${code}) is refused, and the last good one stays whole`, async () => {
    const { service, store, changes, updater } = await setUp();
    await service.publish('1', MANY);
    await updater.update();
    const held = await store.held();
    await spoil(service);
    const { outcome, code: found } = await updater.update();
    assert.deepEqual([outcome, found], ['refused', code.split(',')[0]]);
    assert.equal(store.text('hosts'), linesOf(MANY));
    assert.deepEqual(await store.held(), held);
    assert.equal(changes.length, 1);
  });
}

test('a list of less than half is taken once the held one has expired', async () => {
  const { service, store, updater, clock } = await setUp();
  await service.publish('1', MANY);
  await updater.update();
  clock.milliseconds += 8 * DAY;
  await service.publish('2', ['a.test']);
  assert.deepEqual(await updater.update(), { outcome: 'updated' });
  assert.equal(store.text('hosts'), 'a.test\n');
});

test('a service that is away, or answers with an error, changes nothing', async () => {
  const { service, store, updater } = await setUp();
  await service.publish('1', ['a.test']);
  await updater.update();
  service.away = true;
  assert.equal((await updater.update()).outcome, 'unreachable');
  service.away = false;
  service.bodies.delete('/v1/lists');
  assert.equal((await updater.update()).outcome, 'unreachable');
  assert.equal(store.text('hosts'), 'a.test\n');
});

test('the key that the extension was packaged with is asked for from the first meeting', async () => {
  const { service, store, updater } = await setUp({ key: (await newKeys()).publicKey });
  await service.publish('1', ['a.test']);
  assert.equal((await updater.update()).code, 'key');
  assert.equal(await store.held(), null);
});

test('another service is met anew: its key, its times and its sizes', async () => {
  const { service, store, settings, updater } = await setUp();
  await service.publish('1', MANY);
  await updater.update();
  await settings.useServer('https://other.example/');
  const other = await FakeService.start(service.clock);
  await other.publish('1', ['a.test'], { changes: { published_at: '2020-01-01T00:00:00Z' } });
  service.bodies.set('https://other.example/v1/lists', JSON.stringify(other.manifest));
  for (const [path, body] of other.bodies) if (path !== '/v1/lists') service.bodies.set(path, body);
  assert.deepEqual(await updater.update(), { outcome: 'updated' });
  assert.equal(store.text('hosts'), 'a.test\n');
});

test('calls at the same time are one attempt', async () => {
  const { service, updater } = await setUp();
  await service.publish('1', ['a.test']);
  await Promise.all([updater.update(), updater.update()]);
  assert.equal(service.asked.filter((path) => path === '/v1/lists').length, 1);
});

test('packaged lists are taken when nothing is held, and only then', async () => {
  const { service, store, changes, updater } = await setUp();
  await updater.takePackaged('/lists/');
  assert.equal(await store.held(), null);
  await service.publish('1', ['packaged.test'], { changes: { expires_at: '2020-01-01T00:00:00Z' } });
  service.bodies.set('/lists/manifest.json', JSON.stringify(service.manifest));
  service.bodies.set('/lists/hosts.txt', 'packaged.test\n').set('/lists/prefixes.txt', '');
  await updater.takePackaged('/lists/');
  await updater.takePackaged('/lists/');
  assert.deepEqual(changes, ['packaged.test\n']);
});

const without = (value, names) => Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

test('packaged lists need no signature, and their checksums are held to', async () => {
  const { service, store, updater } = await setUp();
  await service.publish('1', ['packaged.test']);
  const announced = without(service.manifest, ['signature', 'public_key', 'key_id']);
  service.bodies.set('/lists/manifest.json', JSON.stringify(announced));
  service.bodies.set('/lists/hosts.txt', 'another.test\n').set('/lists/prefixes.txt', '');
  await assert.rejects(updater.takePackaged('/lists/'), { code: 'checksum' });
  service.bodies.set('/lists/hosts.txt', 'packaged.test\n');
  await updater.takePackaged('/lists/');
  assert.equal(store.text('hosts'), 'packaged.test\n');
});

test('either list may not halve; a person can take the smaller one all the same', async () => {
  const { service, store, updater } = await setUp();
  const prefixes = Array.from({ length: 200 }, (_, at) => at.toString(16).padStart(8, '0'));
  await service.publish('1', MANY, { prefixes });
  await updater.update();
  await service.publish('2', MANY, { prefixes: prefixes.slice(0, 99) });
  assert.equal((await updater.update()).code, 'shrunk');
  assert.equal(store.text('prefixes'), linesOf(prefixes));
  assert.deepEqual(await updater.update({ smaller: true }), { outcome: 'updated' });
  assert.equal(store.text('prefixes'), linesOf(prefixes.slice(0, 99)));
});

test('a person who takes a smaller list takes none that is wrong otherwise', async () => {
  const { service, updater } = await setUp();
  await service.publish('1', MANY);
  await updater.update();
  await service.publish('2', ['evil.test'], { keys: await newKeys() });
  assert.equal((await updater.update({ smaller: true })).code, 'key');
});

const TIPS = { five: { length: 5, head: 'a'.repeat(64) }, six: { length: 6, head: 'b'.repeat(64) }, forged: { length: 5, head: 'c'.repeat(64) } };

/** What is said of the log after manifests that named these tips, each a minute after the one before. */
async function afterTips(tips, { minutes = 1 } = {}) {
  const world = await setUp();
  for (const tip of tips) {
    world.clock.milliseconds += minutes * 60_000;
    await world.service.publish('1', ['a.test'], { changes: tip ? { log: tip } : {} });
    assert.notEqual((await world.updater.update()).outcome, 'refused');
  }
  return world;
}

test('a log that grows, or is not named, is no trouble; the last tip is kept', async () => {
  const { store } = await afterTips([null, TIPS.five, null, TIPS.six]);
  assert.equal((await store.held()).logTrouble, undefined);
  assert.deepEqual((await store.held()).log, TIPS.six);
});

for (const [what, kept, seen] of [['shorter', TIPS.six, TIPS.five], ['another of the same length', TIPS.five, TIPS.forged]]) {
  test(`a log that is ${what} is told of until somebody has read it, and the lists are taken`, async () => {
    const { store, updater, clock, service } = await afterTips([kept, seen]);
    const trouble = { kept, seen, at: clock.milliseconds };
    assert.deepEqual((await store.held()).logTrouble, trouble);
    clock.milliseconds += 60_000;
    await service.publish('1', ['a.test'], { changes: { log: TIPS.six } });
    await updater.update();
    assert.deepEqual((await store.held()).logTrouble, trouble);
    await updater.logWasRead();
    assert.equal((await store.held()).logTrouble, undefined);
    assert.deepEqual((await store.held()).log, TIPS.six);
  });
}

test('a copy of the same moment that is a few lines behind is no trouble, and not what is kept', async () => {
  const { store } = await afterTips([TIPS.six, TIPS.five], { minutes: 0 });
  assert.equal((await store.held()).logTrouble, undefined);
  assert.deepEqual((await store.held()).log, TIPS.six);
});

const MIRROR = 'https://mirror.example';

test('a mirror is asked first, and the service for nothing that the mirror has', async () => {
  const { service, settings, store, updater } = await setUp();
  await service.publish('1', ['a.test']);
  await settings.useMirror(`${MIRROR}/`);
  for (const [path, body] of [...service.bodies]) service.bodies.set(MIRROR + path, body);
  assert.deepEqual(await updater.update(), { outcome: 'updated' });
  assert.equal(store.text('hosts'), 'a.test\n');
  assert.deepEqual(service.asked, ['', '/hosts/1', '/prefixes/1'].map((path) => `${MIRROR}/v1/lists${path}`));
});

/** What a mirror may do to a new list of hosts. */
const UNTRUE = {
  'is away': () => {},
  'has another list': (bodies) => bodies.set(`${MIRROR}/v1/lists/hosts/2`, 'evil.test\n'),
  'has a manifest of its own': async (bodies, service) => bodies.set(`${MIRROR}/v1/lists`, await otherManifest(service)),
  'has changed the manifest': (bodies, { manifest }) => bodies.set(`${MIRROR}/v1/lists`, JSON.stringify({ ...manifest, next_update_seconds: 1 })),
  'answers with a page': (bodies) => bodies.set(`${MIRROR}/v1/lists`, '<script>alert(1)</script>'),
};

async function otherManifest(service) {
  const other = await FakeService.start(service.clock);
  await other.publish('9', ['evil.test']);
  return JSON.stringify(other.manifest);
}

for (const [what, spoil] of Object.entries(UNTRUE)) {
  test(`where a mirror ${what}, the list comes from the service`, async () => {
    const { service, settings, store, updater } = await setUp();
    await service.publish('1', ['a.test']);
    await updater.update();
    await service.publish('2', ['b.test']);
    await settings.useMirror(MIRROR);
    await spoil(service.bodies, service);
    assert.deepEqual(await updater.update(), { outcome: 'updated' });
    assert.equal(store.text('hosts'), 'b.test\n');
  });
}

test('a list that is announced as larger than any is refused before a byte is asked for', async () => {
  const { service, updater } = await setUp();
  await service.publish('1', ['a.test']);
  const lists = service.manifest.lists.map((list) => ({ ...list, bytes: 1_000_000_000 }));
  await service.present({ ...without(service.manifest, ['signature']), lists });
  service.asked.length = 0;
  assert.equal((await updater.update()).code, 'size');
  assert.deepEqual(service.asked, ['/v1/lists']);
});
