import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Buckets } from '../../extension/background/buckets.js';
import { PrivateTraces } from '../../extension/background/private-traces.js';
import { FakeStorage } from './fake-browser.js';

/** Tabs that are opened and closed as told, and how often everything was forgotten. */
function setUp() {
  const [opened, closed, open, storage] = [[], [], [], new FakeStorage()];
  const tabs = { onCreated: { addListener: (l) => opened.push(l) }, onRemoved: { addListener: (l) => closed.push(l) }, query: async () => [...open] };
  const forgotten = [];
  new PrivateTraces(tabs, storage, async () => void forgotten.push(open.length)).listen();
  const openTab = async (id, incognito) => {
    open.push({ id, incognito });
    for (const listener of opened) listener({ id, incognito });
    await setImmediate();
  };
  const closeTab = async (id) => {
    open.splice(open.findIndex((tab) => tab.id === id), 1);
    for (const listener of closed) listener(id);
    await setImmediate();
  };
  return { openTab, closeTab, forgotten, storage };
}

test('with the last private tab everything is forgotten, and not before', async () => {
  const { openTab, closeTab, forgotten, storage } = setUp();
  for (const [id, incognito] of [[1, false], [2, true], [3, true]]) await openTab(id, incognito);
  await closeTab(2);
  assert.deepEqual(forgotten, []);
  await closeTab(3);
  assert.equal(forgotten.length, 1);
  assert.deepEqual(storage.keys(), []);
  await closeTab(1);
  assert.equal(forgotten.length, 1);
});

test('where there was no private tab nothing is forgotten', async () => {
  const { openTab, closeTab, forgotten } = setUp();
  await openTab(1, false);
  await closeTab(1);
  assert.deepEqual(forgotten, []);
});

test('answers that come at once are all kept, and all forgotten; one that comes after that is not kept', async () => {
  const [storage, waiting] = [new FakeStorage(), []];
  const answer = () => Response.json({ ttl_seconds: 300, matches: [] });
  const fetch = (url) => (url.endsWith('ffff') ? new Promise((resolve) => waiting.push(() => resolve(answer()))) : Promise.resolve(answer()));
  const buckets = new Buckets({ fetch, storage, server: async () => 'https://a.test', now: () => 0 });
  await Promise.all(['0000', '1111', '2222'].map((name) => buckets.matches(name)));
  assert.equal(storage.keys().length, 4);
  const late = buckets.matches('ffff');
  await setImmediate();
  await buckets.forget();
  waiting[0]();
  assert.deepEqual(await late, []);
  assert.deepEqual(storage.keys(), []);
});
