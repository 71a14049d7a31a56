// @ts-check
/**
 * The worker's table of contents: builds the parts, and registers every listener in the first turn, as
 * browsers demand that wake a sleeping worker for an event.
 */
import { Router } from '../common/messages.js';
import { Settings } from '../common/settings.js';
import { chosenWords } from '../common/words.js';
import { answerMessages } from './answers.js';
import { Asking } from './asking.js';
import { Badge } from './badge.js';
import { blockerFor, holdsRequests } from './blocker.js';
import { Buckets } from './buckets.js';
import { Checker } from './checker.js';
import { ConfirmedPages } from './confirmed-pages.js';
import { Gate } from './gate.js';
import { ListStore } from './list-store.js';
import { ListUpdater } from './list-updater.js';
import { Lists } from './lists.js';
import { Navigation } from './navigation.js';
import { PinLock } from './pin-lock.js';
import { TabPasses } from './tab-passes.js';
import { ALARM, UpdateSchedule } from './update-schedule.js';
import { WalletCalls } from './wallet-calls.js';

const { local, session } = browser.storage;
const warningUrl = browser.runtime.getURL('warning/warning.html');
const usualSeconds = 900;
const fetchHere = fetch.bind(globalThis);
const now = () => Date.now();

const settings = new Settings(local, async () => (await fetch(browser.runtime.getURL('options/server.json'))).json());
const store = new ListStore();
const lists = new Lists(store);
const buckets = new Buckets({ fetch: fetchHere, storage: session, server: () => settings.server(), now });
const checker = new Checker(lists, buckets);
const lock = new PinLock({ local, session, policy: lockedByPolicy, now });
const passes = new TabPasses(session, (all) => blocker.letThrough(all));
const closedBars = new TabPasses(session, async () => {}, 'closed-bars');
const confirmed = new ConfirmedPages(session, (all) => blocker.holdBack(all));
const gate = new Gate(checker, passes, confirmed);
const blocker = blockerFor(browser, (url, tabId) => gate.judge(url, tabId), warningUrl);
const navigation = new Navigation(browser, (url, tabId) => gate.judgeDeep(url, tabId), warningUrl);
const badge = new Badge(browser.action, chosenWords);
const asking = new Asking({ browser, awake, lock, now });
const walletCalls = new WalletCalls({ checker, store, settings, asking });
const updater = new ListUpdater({ store, settings, fetch: fetchHere, now, onChange: useLists });
const schedule = new UpdateSchedule({
  updater: { update: () => awake(() => updater.update()) },
  alarms: browser.alarms,
  storage: local,
  seconds: () => store.held().then((held) => held?.nextUpdateSeconds ?? usualSeconds, () => usualSeconds),
  now,
  random: Math.random,
});

const router = new Router(browser.runtime);
answerMessages(router, { gate, checker, passes, closedBars, confirmed, badge, store, schedule, settings, lock, walletCalls, warningUrl });

blocker.listen();
navigation.listen(holdsRequests(browser));
asking.listen();
browser.runtime.onMessage.addListener((message, sender) => /** @type {any} */ (router.receive(message, sender)));
browser.tabs.onRemoved.addListener((tabId) => Promise.all([passes.drop(tabId), closedBars.drop(tabId)]));
browser.webNavigation.onCommitted.addListener(({ frameId, tabId, url }) => {
  if (frameId === 0) void passes.keepFor(tabId, url);
});
browser.alarms.onAlarm.addListener(({ name }) => {
  if (name === ALARM) void schedule.run();
});
// Also fires when an unpacked extension is loaded again: nothing held may be overwritten here.
browser.runtime.onInstalled.addListener(() => void begin());
browser.runtime.onStartup.addListener(() => void resume());

/** The first start: the packaged lists, then what the service has. */
async function begin() {
  try {
    await awake(() => updater.takePackaged(browser.runtime.getURL('lists/')));
    await resume();
  } finally {
    await schedule.run();
  }
}

/** After a restart: put the held list to work, should the browser have ended before it was. */
async function resume() {
  await schedule.resume();
  const hosts = await store.list('hosts');
  if (hosts) await blocker.install(hosts);
}

/** Whether whoever manages the computer forces the lock. Without any policy Firefox throws. */
async function lockedByPolicy() {
  const { lock } = await browser.storage.managed.get('lock').catch(() => ({ lock: false }));
  return lock === true;
}

/** New lists were stored. */
async function useLists() {
  lists.forget();
  await buckets.forget();
  await confirmed.keepListed(await lists.prefixes());
  const hosts = await store.list('hosts');
  if (hosts) await blocker.install(hosts);
}

/**
 * Keep the worker from being ended for idleness while it works. Neither a download nor a message that waits
 * for its answer counts as work, in Firefox at least; a call of the browser's interface does.
 * @template T
 * @param {() => Promise<T>} work
 */
async function awake(work) {
  const timer = setInterval(() => void browser.runtime.getPlatformInfo(), 1_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
