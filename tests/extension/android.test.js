/** The worker where parts of the browser's interface are missing, as in Firefox for Android. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { FakeAlarms, FakeStorage } from './fake-browser.js';

const ROOT = 'moz-extension://abc/';

class FakeEvent {
  listeners = [];
  addListener = (...all) => void this.listeners.push(all);
}

/** As much as Firefox for Android has, and not a namespace more. */
function androidBrowser() {
  const [alarms, areas] = [new FakeAlarms(), { local: new FakeStorage(), session: new FakeStorage() }];
  return {
    runtime: { id: 'abc', getURL: (path) => ROOT + path, onMessage: new FakeEvent(), onConnect: new FakeEvent(), onInstalled: new FakeEvent(), onStartup: new FakeEvent(), getPlatformInfo: async () => ({ os: 'android' }) },
    storage: { ...areas, onChanged: new FakeEvent() },
    alarms: { get: (name) => alarms.get(name), create: (name, info) => alarms.create(name, info), onAlarm: new FakeEvent() },
    tabs: { onRemoved: new FakeEvent(), onCreated: new FakeEvent(), onUpdated: new FakeEvent(), onActivated: new FakeEvent(), query: async () => [], update: async () => ({}), create: async () => ({}), sendMessage: async () => {} },
    webNavigation: { onBeforeNavigate: new FakeEvent(), onHistoryStateUpdated: new FakeEvent(), onCommitted: new FakeEvent() },
    webRequest: { onBeforeRequest: new FakeEvent(), onBeforeRedirect: new FakeEvent() },
    action: { setBadgeText: async () => {}, setBadgeBackgroundColor: async () => {}, setTitle: async () => {} },
    i18n: { getMessage: (name) => name, getUILanguage: () => 'en' },
  };
}

test('the worker starts, holds requests back and answers without windows, menus and a rule engine', async () => {
  const browser = androidBrowser();
  Object.assign(globalThis, { browser, chrome: browser, self: globalThis });
  await browser.storage.local.set({ 'last-update': { outcome: 'unchanged', at: 0, failures: 0 } }); // no first start
  globalThis.fetch = async (url) => {
    const known = { 'options/server.json': '{"server": "http://127.0.0.1:9", "public_key": null}', 'vendor/public-suffix-list/suffixes.txt': 'com\n' };
    const body = known[String(url).replace(ROOT, '')];
    if (body === undefined) throw new TypeError('network error');
    return new Response(body);
  };
  await import('../../extension/background/service-worker.js');
  const [[, filter, extra]] = browser.webRequest.onBeforeRequest.listeners;
  assert.deepEqual([filter.types, extra], [['main_frame', 'sub_frame', 'object'], ['blocking']]);
  const [[receive]] = browser.runtime.onMessage.listeners;
  await receive({ name: 'use-mirror', mirror: 'http://127.0.0.1:9/' }, { id: 'abc', url: `${ROOT}options/options.html` });
  assert.equal((await browser.storage.local.get('mirror')).mirror, 'http://127.0.0.1:9');
});
