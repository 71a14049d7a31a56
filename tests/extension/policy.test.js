import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Policy } from '../../extension/background/policy.js';
import { FakeStorage } from './fake-browser.js';

function setUp(get) {
  const [local, told] = [new FakeStorage(), []];
  const make = () => new Policy({ managed: { get }, local, onChange: async () => void told.push(1), after: () => setImmediate() });
  return { policy: make(), make, local, told };
}

test('a policy holds, and is told of once', async () => {
  const { policy, make, told } = setUp(async () => ({ strict: true }));
  assert.deepEqual(await policy.read(), { strict: true });
  await setImmediate();
  await make().read();
  await setImmediate();
  assert.equal(told.length, 1);
});

test('nobody waits for a browser that has no time: what was set before holds', async () => {
  let answer;
  const { make, local, told } = setUp(() => new Promise((resolve) => (answer = resolve)));
  await local.set({ policy: { lock: true } });
  const policy = make();
  assert.deepEqual(await policy.read(), { lock: true });
  answer({ lock: false });
  assert.deepEqual(await policy.fresh(), { lock: false });
  await setImmediate();
  assert.deepEqual([await policy.read(), told.length], [{ lock: false }, 1]);
});

test('without any policy Firefox refuses to answer, and nothing is set', async () => {
  const { policy, told } = setUp(async () => { throw new Error('Managed storage manifest not found'); });
  assert.deepEqual([await policy.read(), told.length], [{}, 0]);
});

test('a policy that was taken back holds no longer', async () => {
  const answers = [{ strict: true }, {}];
  const { policy } = setUp(async () => answers.shift());
  await policy.read();
  await policy.changed();
  assert.deepEqual(await policy.read(), {});
});
