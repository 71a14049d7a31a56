import assert from 'node:assert/strict';
import test from 'node:test';
import { ListUpdater } from '../../extension/background/list-updater.js';
import { Settings } from '../../extension/common/settings.js';
import { FakeClock, FakeListStore, FakeStorage } from './fake-browser.js';
import { FakeService, SERVER, linesOf, newKeys, time } from './fake-service.js';

const MANY = Array.from({ length: 300 }, (_, at) => `host-${at}.test`);
const DAY = 86_400_000;

/** An updater, what it is given, and how often it said that lists were replaced. */
async function setUp({ key = null } = {}) {
  const clock = new FakeClock();
  const service = await FakeService.start(clock);
  const store = new FakeListStore();
  const settings = new Settings(new FakeStorage(), async () => ({ server: `${SERVER}/`, public_key: key }));
  const changes = [];
  const onChange = async () => void changes.push(store.text('hosts'));
  const updater = new ListUpdater({ store, settings, fetch: service.fetch, now: clock.now, onChange });
  return { clock, service, store, settings, changes, updater };
}

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
