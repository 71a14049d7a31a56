// @ts-check
/**
 * The worker's table of contents: builds the parts, and registers every listener in the first turn, as
 * browsers demand that wake a sleeping worker for an event.
 */
import { hasShape } from '../common/message-shapes.js';
import { Router } from '../common/messages.js';
import { FIELDS } from '../common/setting-fields.js';
import { Settings } from '../common/settings.js';
import { chosenWords } from '../common/words.js';
import { answerAboutAddresses } from './address-answers.js';
import { AddressJudge } from './address-judge.js';
import { answerMessages } from './answers.js';
import { Asking } from './asking.js';
import { Badge } from './badge.js';
import { blockerFor, holdsRequests } from './blocker.js';
import { BroadNames } from './broad-names.js';
import { Buckets } from './buckets.js';
import { Checker } from './checker.js';
import { ClipboardWatch } from './clipboard-watch.js';
import { ConfirmedPages } from './confirmed-pages.js';
import { Exemptions } from './exemptions.js';
import { Gate } from './gate.js';
import { ListStore } from './list-store.js';
import { ListUpdater } from './list-updater.js';
import { Lists } from './lists.js';
import { Navigation } from './navigation.js';
import { ALARM as OUTBOX_ALARM, Outbox } from './outbox.js';
import { PinLock } from './pin-lock.js';
import { Policy } from './policy.js';
import { PrivateTraces } from './private-traces.js';
import { readCodes } from './qr-code.js';
import { QrReader, threadFor } from './qr-reader.js';
import { Strict } from './strict.js';
import { TabPasses } from './tab-passes.js';
import { ALARM, UpdateSchedule } from './update-schedule.js';
import { WalletCalls } from './wallet-calls.js';

const { local, session } = browser.storage;
const warningUrl = browser.runtime.getURL('warning/warning.html');
const usualSeconds = 900;
const PAUSE_ALARM = 'end-pause';
const WELCOMED = 'welcomed';
const fetchHere = fetch.bind(globalThis);
const now = () => Date.now();

const policy = new Policy({ managed: browser.storage.managed, local, onChange: useSettings });
const settings = new Settings(local, async () => (await fetch(browser.runtime.getURL('options/server.json'))).json(), () => policy.read());
const store = new ListStore();
const lists = new Lists(store);
const buckets = new Buckets({ fetch: fetchHere, storage: session, server: () => settings.server(), now });
const strict = new Strict({ settings, session, fetch: fetchHere, now, isPrivate });
const broad = new BroadNames(async () => (await fetch(browser.runtime.getURL('vendor/public-suffix-list/suffixes.txt'))).text());
const checker = new Checker(lists, buckets, broad, strict);
const lock = new PinLock({ local, session, policy: lockedByPolicy, now });
const passes = new TabPasses(session, (all) => blocker.letThrough(all));
const closedBars = new TabPasses(session, async () => {}, 'closed-bars');
const confirmed = new ConfirmedPages(session, (all) => blocker.holdBack(all));
const exemptions = new Exemptions({ settings, session, onChange: (all) => blocker.exempt(all), now });
const gate = new Gate(checker, passes, confirmed, exemptions);
const blocker = blockerFor(browser, (url, tabId) => gate.judge(url, tabId), warningUrl, broad);
const navigation = new Navigation(browser, (url, tabId) => gate.judgeDeep(url, tabId), warningUrl);
const badge = new Badge(browser.action, chosenWords);
const asking = new Asking({ browser, awake, lock, now });
const walletCalls = new WalletCalls({ checker, store, settings, asking });
const judge = new AddressJudge(checker, now);
const clipboard = new ClipboardWatch({ judge, asking, storage: session, now });
const codes = threadFor(readCodes, browser.runtime.getURL('background/qr-worker.js'));
const qrReader = new QrReader({ readCodes: codes, tabs: browser.tabs, now });
const updater = new ListUpdater({ store, settings, fetch: fetchHere, now, onChange: useLists });
const schedule = new UpdateSchedule({
  updater: { update: (allowed) => awake(() => update(allowed)) },
  alarms: browser.alarms,
  storage: local,
  seconds: () => store.held().then((held) => held?.nextUpdateSeconds ?? usualSeconds, () => usualSeconds),
  now,
  random: Math.random,
});

const outbox = new Outbox({
  storage: local, alarms: browser.alarms, fetch: fetchHere, now, random: Math.random, newKey: () => crypto.randomUUID(), awake,
});

const router = new Router(browser.runtime, hasShape);
answerMessages(router, {
  gate, checker, passes, closedBars, confirmed, badge, store, schedule, settings, lock, walletCalls, updater, exemptions, strict, outbox, fetch: fetchHere, now, useSettings, warningUrl,
});
answerAboutAddresses(router, { judge, clipboard, qrReader, badge, exemptions, strict, words: chosenWords });

blocker.listen();
navigation.listen(holdsRequests(browser));
asking.listen();
new PrivateTraces(browser.tabs, session, () =>
  Promise.all([buckets, confirmed, strict, clipboard].map((kept) => kept.forget()).concat(exemptions.endAll())),
).listen();
browser.runtime.onMessage.addListener((message, sender) => /** @type {any} */ (router.receive(message, sender)));
browser.tabs.onRemoved.addListener((tabId) => void Promise.all([passes, closedBars, exemptions].map((kept) => kept.drop(tabId))));
browser.webNavigation.onCommitted.addListener(({ frameId, tabId, url }) => {
  if (frameId === 0) void passes.keepFor(tabId, url);
  if (frameId === 0) void askStrictly(url, tabId);
});
browser.alarms.onAlarm.addListener(({ name }) => {
  if (name === ALARM) void schedule.run();
  if (name === OUTBOX_ALARM) void outbox.send();
  if (name === PAUSE_ALARM) void useSettings();
});
browser.storage.onChanged.addListener((changes, area) => {
  if (area === 'managed') void policy.changed();
  if (area !== 'local') return;
  if ('lock' in changes) void exemptions.endAll();
  if (Object.keys(changes).some((name) => name in FIELDS)) void useSettings();
});
// Also fires when an unpacked extension is loaded again: nothing held may be overwritten here.
browser.runtime.onInstalled.addListener(({ reason }) => {
  void begin();
  if (reason === 'install') void welcome();
});
browser.runtime.onStartup.addListener(() => void resume());
// The first start may have been cut short: nothing says so when the worker is woken the next time. Nor does
// anything say that the clock was put right.
void schedule.last().then((last) => (last ? schedule.putRight() : begin()));

/** @type {Promise<void> | null} */
let beginning = null;

/** The first start: the packaged lists, then what the service has. Calls that come meanwhile share it. */
function begin() {
  beginning ??= takeFirstLists().finally(() => (beginning = null));
  return beginning;
}

async function takeFirstLists() {
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
  await outbox.resume();
  await useSettings();
  await installHosts();
}

/** Whether whoever manages the computer forces the lock. */
async function lockedByPolicy() {
  return /** @type {{lock?: unknown}} */ (await policy.read()).lock === true;
}

/** Settings were changed, or a pause is over. */
async function useSettings() {
  if ((await settings.managed()).pause === false) await exemptions.endAll();
  if (!(await settings.get('strict'))) await strict.forget();
  const ends = await exemptions.renew();
  if (ends !== null) await browser.alarms.create(PAUSE_ALARM, { when: ends + 1 });
}

/**
 * Strict mode: the page is there, and has to be looked at again should the service list it.
 * @param {string} url
 * @param {number} tabId
 */
async function askStrictly(url, tabId) {
  if (!(await settings.get('strict')) || (await gate.judge(url, tabId)).finding.status !== 'unlisted') return;
  if (!(await strict.page(url, tabId))) return;
  await browser.tabs.sendMessage(tabId, { name: 'look-again' }, { frameId: 0 }).catch(() => {}); // it was left meanwhile
}

/** @param {number} tabId */
async function isPrivate(tabId) {
  return (await browser.tabs.get(tabId).catch(() => ({ incognito: true }))).incognito;
}

/** The first page, once: not after an update, and not when an unpacked extension is loaded again. */
async function welcome() {
  if ((await local.get(WELCOMED))[WELCOMED] || Object(await policy.fresh()).welcome === false) return;
  try {
    await browser.tabs.create({ url: browser.runtime.getURL('welcome/welcome.html') });
    await local.set({ [WELCOMED]: true });
  } catch {
    // Installed by a policy, say, before there is a window.
    const again = () => {
      browser.tabs.onCreated.removeListener(again);
      void welcome();
    };
    browser.tabs.onCreated.addListener(again);
  }
}

/**
 * Fetch what is new; and where nothing is, see that the lists held are at work: the worker may have been ended
 * between the one and the other.
 * @param {{smaller?: boolean}} [allowed]
 */
async function update(allowed) {
  const outcome = await updater.update(allowed);
  if (outcome.outcome === 'unchanged') await installHosts();
  return outcome;
}

async function installHosts() {
  const hosts = await store.list('hosts');
  if (hosts) await blocker.install(hosts);
}

/** New lists were stored. */
async function useLists() {
  lists.forget();
  await buckets.forget();
  await confirmed.keepListed(await lists.prefixes());
  await installHosts();
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
