import assert from 'node:assert/strict';
import test from 'node:test';
import { PinLock } from '../../extension/background/pin-lock.js';
import { FakeClock, FakeStorage } from './fake-browser.js';

const MINUTE = 60_000;

function made({ forced = false } = {}) {
  const needs = { local: new FakeStorage(), session: new FakeStorage(), clock: new FakeClock(), forced };
  const lock = () => new PinLock({ ...needs, policy: async () => needs.forced, now: needs.clock.now });
  return { ...needs, lock: lock(), again: lock, pass: (milliseconds) => (needs.clock.milliseconds += milliseconds) };
}

test('without a PIN nothing is locked, and none opens anything', async () => {
  const { lock } = made();
  assert.deepEqual(await lock.state(), { on: false, forced: false, open: false, wait: 0 });
  assert.equal((await lock.enter('1234')).outcome, 'never');
  assert.equal(await lock.guard(async () => 'done')(), 'done');
});

test('what the lock guards is refused until the PIN is entered, and again after five minutes', async () => {
  const { lock, pass } = made();
  const guarded = lock.guard(async ({ value }) => value);
  await lock.use('2468');
  assert.deepEqual([(await guarded({ value: 1 })).outcome, await lock.drop(), await lock.use('9999')], ['refused', false, false]);
  assert.equal((await lock.open('2468')).outcome, 'right');
  assert.equal(await guarded({ value: 1 }), 1);
  pass(5 * MINUTE);
  assert.equal((await guarded({ value: 1 })).code, 'locked');
});

test('it can be shut again at once, given another PIN, and turned off', async () => {
  const { lock } = made();
  await lock.use('2468');
  await lock.open('2468');
  await lock.shut();
  assert.equal(await lock.isShut(), true);
  await lock.open('2468');
  assert.equal(await lock.use('another PIN'), true);
  assert.equal(await lock.isShut(), true);
  assert.equal((await lock.open('2468')).outcome, 'wrong');
  await lock.open('another PIN');
  assert.equal(await lock.drop(), true);
  assert.equal((await lock.state()).on, false);
});

test('the PIN is kept nowhere, and two locks of one PIN share nothing', async () => {
  const [one, other] = [made(), made()];
  for (const { lock } of [one, other]) await lock.use('2468');
  const kept = await Promise.all([one, other].map(async ({ local }) => (await local.get('lock')).lock));
  assert.ok(kept.every(({ iterations }) => iterations >= 600_000));
  assert.notEqual(kept[0].hash, kept[1].hash);
  assert.ok(!JSON.stringify(kept).includes('2468'));
});

test('each wrong PIN makes the next wait longer, also after a restart, and a right one is not looked at meanwhile', async () => {
  const { lock, again, pass } = made();
  await lock.use('2468');
  const waits = [];
  for (let failed = 1; failed <= 9; failed += 1) {
    const { outcome, wait } = await again().enter('0000');
    assert.equal(outcome, 'wrong');
    waits.push(wait / MINUTE);
    if (wait) assert.equal((await again().enter('2468')).outcome, 'wait');
    pass(wait);
  }
  assert.deepEqual(waits, [0, 0, 0.5, 1, 5, 15, 60, 60, 60]);
  assert.equal((await lock.enter('2468')).outcome, 'right');
  assert.equal((await lock.enter('0000')).wait, 0);
});

test('many PINs at once are looked at one after the other', async () => {
  const { lock } = made();
  await lock.use('2468');
  const outcomes = await Promise.all(['0', '0000', '1111', '2222', '2468'].map(async (pin) => (await lock.enter(pin)).outcome));
  assert.deepEqual(outcomes, ['wrong', 'wrong', 'wrong', 'wait', 'wait']);
});

test('a clock put back makes nobody wait longer than was meant', async () => {
  const { lock, pass } = made();
  await lock.use('2468');
  for (const pin of ['0000', '0000', '0000']) await lock.enter(pin);
  pass(-1000 * MINUTE);
  assert.equal((await lock.state()).wait, MINUTE / 2);
});

test('a clock put back does not hold the lock open', async () => {
  const { lock, pass } = made();
  await lock.use('2468');
  await lock.open('2468');
  pass(-1000 * MINUTE);
  assert.equal(await lock.isShut(), true);
});

test('what is no PIN is refused, and digits of a wide keyboard are the same digits', async () => {
  const { lock } = made();
  for (const pin of [undefined, null, 1234, '', '123', '    ', ' 12 ', 'x'.repeat(65), { length: 5 }]) assert.equal(await lock.use(pin), false);
  assert.equal(await lock.use(' 2468 '), true);
  assert.equal((await lock.enter('２４６８')).outcome, 'right');
});

test('whoever manages the computer can force it: then no PIN opens it', async () => {
  const { lock } = made({ forced: true });
  assert.deepEqual(await lock.state(), { on: true, forced: true, open: false, wait: 0 });
  assert.deepEqual([await lock.use('2468'), await lock.drop(), (await lock.open('2468')).outcome], [false, false, 'never']);
  assert.equal((await lock.guard(async () => 'done')()).outcome, 'refused');
});
