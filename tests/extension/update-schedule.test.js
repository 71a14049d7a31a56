import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ALARM, UpdateSchedule } from '../../extension/background/update-schedule.js';
import { FakeAlarms, FakeClock, FakeStorage } from './fake-browser.js';

function setUp(outcomes, { seconds = 900, random = 0.5 } = {}) {
  const { alarms, storage, clock } = { alarms: new FakeAlarms(), storage: new FakeStorage(), clock: new FakeClock() };
  const update = async () => {
    const outcome = outcomes.shift();
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const updater = { update };
  const needs = { updater, alarms, storage, seconds: async () => seconds, now: clock.now, random: () => random };
  return { schedule: new UpdateSchedule(needs), minutes: () => alarms.alarms.get(ALARM)?.delayInMinutes, clock, alarms, storage };
}

test('the next update comes when the service asked for it', async () => {
  const { schedule, minutes, clock } = setUp([{ outcome: 'updated' }]);
  await schedule.run();
  assert.equal(minutes(), 15);
  assert.deepEqual(await schedule.last(), { outcome: 'updated', at: clock.milliseconds, failures: 0 });
});

test('browsers are spread over a tenth of the time on either side', async () => {
  for (const [random, expected] of [[0, 13.5], [1, 16.5]]) {
    const { schedule, minutes } = setUp([{ outcome: 'unchanged' }], { random });
    await schedule.run();
    assert.equal(minutes(), expected);
  }
});

test('after failures the pause doubles up to an hour, and a success ends that', async () => {
  const failures = Array.from({ length: 8 }, () => ({ outcome: 'unreachable' }));
  const { schedule, minutes } = setUp([...failures, { outcome: 'unchanged' }]);
  const seen = [];
  for (let at = 0; at < 9; at += 1) {
    await schedule.run();
    seen.push(minutes());
  }
  assert.deepEqual(seen, [2, 4, 8, 16, 32, 60, 60, 60, 15]);
});

test('a service can ask neither for no pause nor for an endless one', async () => {
  for (const [seconds, expected] of [[0, 1], [1e12, 1440]]) {
    const { schedule, minutes } = setUp([{ outcome: 'updated' }], { seconds });
    await schedule.run();
    assert.equal(minutes(), expected);
  }
});

test('an alarm that the browser dropped is set again, and one that is there is left alone', async () => {
  const { schedule, minutes } = setUp([{ outcome: 'updated' }]);
  await schedule.resume();
  assert.equal(minutes(), 1);
  await schedule.run();
  await schedule.resume();
  assert.equal(minutes(), 15);
});

test('whatever an update throws is a failure, and the next one is planned', async () => {
  const { schedule, minutes, clock } = setUp([{ outcome: 'unreachable' }, new RangeError('too deep')]);
  await schedule.run();
  assert.deepEqual(await schedule.run(), { outcome: 'failed', detail: 'RangeError: too deep', at: clock.milliseconds, failures: 2 });
  assert.equal(minutes(), 4);
});

test('with a disk that takes nothing the next update is planned all the same', async () => {
  for (const outcome of ['updated', 'unreachable']) {
    const { schedule, minutes, storage } = setUp([{ outcome }]);
    storage.set = async () => { throw new DOMException('full', 'QuotaExceededError'); };
    await assert.rejects(schedule.run(), { name: 'QuotaExceededError' });
    assert.equal(minutes(), outcome === 'updated' ? 15 : 2);
  }
});

test('an update that never ends has an alarm behind it', async () => {
  const { schedule, minutes } = setUp([new Promise(() => {})]);
  void schedule.run();
  await setImmediate();
  assert.equal(minutes(), 60);
});

test('an alarm that was set while the clock was a year fast is set anew, and none other', async () => {
  const { schedule, minutes, clock, alarms } = setUp([{ outcome: 'updated' }]);
  alarms.alarms.set(ALARM, { delayInMinutes: 15, scheduledTime: clock.milliseconds + 900_000 });
  await schedule.putRight();
  assert.equal(minutes(), 15);
  for (const mend of [() => schedule.putRight(), () => schedule.resume()]) {
    alarms.alarms.set(ALARM, { delayInMinutes: 15, scheduledTime: clock.milliseconds + 365 * 86_400_000 });
    await mend();
    assert.equal(minutes(), 1);
  }
  alarms.alarms.clear(ALARM);
  await schedule.putRight();
  assert.equal(minutes(), undefined, 'the one that has just come is not set again');
});
