import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { leadsTo } from '../../extension/background/hand-over.js';
import { setUp } from './updating.js';
import { SERVER, handOver, newKeys } from './fake-service.js';

const { now, cases } = JSON.parse(readFileSync(new URL('../vectors/handovers.json', import.meta.url), 'utf8'));
const DAY = 86_400_000;

for (const { what, handovers, pinned, wanted, leads } of cases) {
  test(`${what}: a hand-over leads ${leads ? 'there' : 'nowhere'}`, async () => {
    assert.equal(await leadsTo(handovers, pinned, wanted, now * 1000), leads);
  });
}

/** A browser that knows the first key of a service, and the service with its second. */
async function withTwoKeys(options) {
  const world = await setUp(options);
  const [first, second] = [world.service.keys, await newKeys()];
  await world.service.publish('1', ['a.test']);
  await world.updater.update();
  const handovers = [await handOver(first, second, world.clock.milliseconds, 30)];
  return { ...world, first, second, handovers };
}

test('a manifest of the next key is taken with a hand-over by the pinned one, and the pin moves', async () => {
  const { service, store, settings, updater, first, second, handovers } = await withTwoKeys();
  await service.publish('2', ['b.test'], { changes: { handovers } });
  await updater.update();
  assert.equal((await settings.pin(SERVER)).publicKey, first.publicKey, 'an announcement alone moves nothing');
  await service.publish('3', ['c.test'], { changes: { handovers }, keys: second });
  assert.deepEqual(await updater.update(), { outcome: 'updated' });
  assert.equal(store.text('hosts'), 'c.test\n');
  assert.equal((await settings.pin(SERVER)).publicKey, second.publicKey);
});

test('after the pin has moved the key before is worth nothing, hand-over or not', async () => {
  const { service, store, updater, first, second, handovers } = await withTwoKeys();
  await service.publish('2', ['b.test'], { changes: { handovers }, keys: second });
  await updater.update();
  const third = await newKeys();
  const stolen = [await handOver(first, third, service.clock.milliseconds, 30), await handOver(first, first, service.clock.milliseconds, 30)];
  for (const keys of [first, third]) {
    await service.publish('3', ['evil.test'], { changes: { handovers: stolen }, keys });
    assert.equal((await updater.update()).code, 'key');
  }
  assert.equal(store.text('hosts'), 'b.test\n');
});

test('a hand-over that nobody pinned has signed moves nothing', async () => {
  const { service, settings, updater, first } = await withTwoKeys();
  const thief = await newKeys();
  const own = await handOver(thief, thief, service.clock.milliseconds, 30);
  for (const handovers of [[], [own], [{ ...own, from: first.publicKey }]]) {
    await service.publish('2', ['evil.test'], { changes: { handovers }, keys: thief });
    assert.equal((await updater.update()).code, 'key');
  }
  assert.equal((await settings.pin(SERVER)).publicKey, first.publicKey);
});

test('a browser that was off all the while keeps its lists, and follows once a person has forgotten the old key', async () => {
  const { service, store, settings, updater, clock, second, handovers } = await withTwoKeys();
  clock.milliseconds += 31 * DAY;
  await service.publish('2', ['b.test'], { changes: { handovers }, keys: second });
  assert.equal((await updater.update()).code, 'key');
  assert.equal(store.text('hosts'), 'a.test\n');
  await settings.forgetPin(SERVER);
  assert.deepEqual(await updater.update(), { outcome: 'updated' });
  assert.equal((await settings.pin(SERVER)).publicKey, second.publicKey);
});

test('one that has nothing but the packaged key follows as well, and stays there', async () => {
  const { service, settings, updater, second, handovers } = await withTwoKeys({ packaged: true });
  await service.publish('2', ['b.test'], { changes: { handovers }, keys: second });
  assert.deepEqual(await updater.update(), { outcome: 'updated' });
  await service.publish('3', ['c.test'], { keys: second });
  assert.deepEqual(await updater.update(), { outcome: 'updated' });
  await settings.forgetPin(SERVER);
  assert.equal((await updater.update()).code, 'key');
});

test('a newer package with another key is believed over what hand-overs led to', async () => {
  const { service, settings, defaults, updater, second, handovers } = await withTwoKeys({ packaged: true });
  await service.publish('2', ['b.test'], { changes: { handovers }, keys: second });
  await updater.update();
  defaults.public_key = (await newKeys()).publicKey;
  assert.equal((await settings.pin(SERVER)).publicKey, defaults.public_key);
});
