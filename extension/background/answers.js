// @ts-check
/** What the worker answers to content scripts and to our own pages. */
import { answerChoices } from './answers-choices.js';
import { MESSAGES } from '../common/messages.js';
import { chosenWords } from '../common/words.js';
import { barWords } from './bar-words.js';

/**
 * @typedef {object} Parts
 * @property {import('./gate.js').Gate} gate
 * @property {import('./checker.js').Checker} checker
 * @property {import('./tab-passes.js').TabPasses} passes
 * @property {import('./tab-passes.js').TabPasses} closedBars
 * @property {import('./confirmed-pages.js').ConfirmedPages} confirmed
 * @property {import('./badge.js').Badge} badge
 * @property {import('./list-store.js').ListStore} store
 * @property {import('./update-schedule.js').UpdateSchedule} schedule
 * @property {import('../common/settings.js').Settings} settings
 * @property {import('./pin-lock.js').PinLock} lock
 * @property {import('./exemptions.js').Exemptions} exemptions
 * @property {import('./strict.js').Strict} strict
 * @property {import('./outbox.js').Outbox} outbox
 * @property {import('./download.js').Fetch} fetch
 * @property {() => Promise<void>} useSettings
 * @property {import('./wallet-calls.js').WalletCalls} walletCalls
 * @property {import('./list-updater.js').ListUpdater} updater
 * @property {() => number} now in milliseconds
 * @property {string} warningUrl
 */

/**
 * Give each message its handler.
 * @param {import('../common/messages.js').Router} router
 * @param {Parts} parts
 */
export function answerMessages(router, parts) {
  const { checker, lock, passes, schedule, settings, updater } = parts;
  // What a page's content script may ask. The URL is the browser's word, never the message's.
  router.on(MESSAGES.PAGE_OPENED, 'tab', async (_, sender) => {
    return (await parts.gate.mustAsk(sender.url, sender.tab.id)) ? { hide: true } : pageOpened(parts, sender);
  });
  router.on(MESSAGES.PAGE_AGAIN, 'tab', (_, sender) => pageOpened(parts, { ...sender, url: rewritten(sender) }));
  router.on(MESSAGES.PAGE_ANSWER, 'tab', (_, sender) => pageOpened(parts, sender));
  router.on(MESSAGES.BAR_CLOSED, 'tab', (_, sender) => barClosed(parts, { ...sender, url: rewritten(sender) }));
  router.on(MESSAGES.WALLET_CALL, 'tab', async ({ calls }, sender) => {
    return (await parts.exemptions.checks(sender)).walletCalls ? parts.walletCalls.look(calls) : 'pass';
  });
  router.on(MESSAGES.WALLET_ASK, 'tab', ({ calls }, sender) => parts.walletCalls.ask(calls, sender));
  // What our own pages may ask. The warning page can be framed by any page: it learns nothing secret.
  router.on(MESSAGES.SUBJECT, 'page', async ({ url }, sender) => ({
    finding: await subject(parts, url, sender), list: await listState(parts), lock: await lock.state(),
  }));
  router.on(MESSAGES.DETAILS, 'page', ({ expression }) => checker.details(expression));
  router.on(MESSAGES.SITE, 'page', ({ url, tabId }) => parts.gate.judge(url, tabId));
  router.on(MESSAGES.STATE, 'page', () => listState(parts));
  // What changes something. No page can be embedded that asks for these, but for the warning page.
  router.on(MESSAGES.UPDATE, 'page', () => schedule.run());
  router.on(MESSAGES.FORGET_KEY, 'page', lock.guard(async () => settings.forgetPin(await settings.server())));
  router.on(MESSAGES.TAKE_SMALLER, 'page', lock.guard(() => schedule.run({ smaller: true })));
  router.on(MESSAGES.USE_MIRROR, 'page', lock.guard(async ({ mirror }) => {
    await settings.useMirror(mirror);
    return schedule.run();
  }));
  router.on(MESSAGES.LOG_READ, 'page', () => updater.logWasRead());
  answerChoices(router, parts);
  router.on(MESSAGES.LOCK_STATE, 'page', () => lock.state());
  router.on(MESSAGES.LOCK_OPEN, 'page', ({ pin }) => lock.open(pin));
  router.on(MESSAGES.LOCK_SHUT, 'page', () => lock.shut());
  router.on(MESSAGES.LOCK_USE, 'page', ({ pin }) => lock.use(pin));
  router.on(MESSAGES.LOCK_DROP, 'page', () => lock.drop());
  router.on(MESSAGES.GO_ON, 'warning', async ({ url, pin }, sender) => {
    const finding = await checker.url(url);
    if (finding.status !== 'listed') return { outcome: 'right', wait: 0 }; // no pass is needed
    const entered = (await lock.state()).on ? await lock.enter(pin) : { outcome: 'right', wait: 0 };
    if (entered.outcome === 'right') await passes.add(sender.tab.id, finding.expression);
    return entered;
  });
}

/**
 * What a page that has just been opened is to do: show a bar, leave, or nothing.
 * @param {Parts} parts
 * @param {{url: string, frameId: number, tab: {id: number}}} sender
 */
async function pageOpened({ gate, badge, closedBars, settings, warningUrl }, { url, frameId, tab }) {
  const judgement = await gate.judge(url, tab.id);
  if (frameId === 0) await badge.show(tab.id, judgement);
  if (judgement.action === 'block') return { leaveFor: `${warningUrl}#${url}` };
  const { finding } = judgement;
  const { match, expression } = Object(judgement.action === 'warn' && frameId === 0 && finding);
  if (!match || (await closedBars.has(tab.id, expression))) return { bar: null };
  return { bar: barWords(await chosenWords(), match, expression, await settings.server()) };
}

/**
 * The address of a page that may have written another for itself since it was opened, which only its tab knows
 * then. It cannot have written one of another origin.
 * @param {{url: string, frameId: number, tab: {url?: string}}} sender
 */
function rewritten({ url, frameId, tab }) {
  const now = frameId === 0 && URL.canParse(tab.url ?? '') ? new URL(/** @type {string} */ (tab.url)) : null;
  return now?.origin === new URL(url).origin ? now.href : url;
}

/**
 * A person closed the bar: it stays away from this entry in this tab.
 * @param {Parts} parts
 * @param {{url: string, frameId: number, tab: {id: number}}} sender
 */
async function barClosed({ checker, closedBars }, { url, frameId, tab }) {
  const finding = await checker.url(url);
  if (frameId === 0 && finding.status === 'listed') await closedBars.add(tab.id, finding.expression);
}

/**
 * What the warning page is to say of a URL. A page that was held back and is not listed any more is let go,
 * though not for a warning page in a frame, which any page could put there.
 * @param {Pick<Parts, 'checker' | 'confirmed'>} parts
 * @param {string} url
 * @param {{frameId?: number}} sender
 */
async function subject({ checker, confirmed }, url, { frameId }) {
  const finding = await checker.url(url);
  if (finding.status !== 'listed' && frameId === 0) await confirmed.forget();
  return finding;
}

/**

 * What our pages say of the lists: where from, how old, how long. `old`: past the day that the service
 * signed for, so that warnings have to say so. `logTrouble`: see log-witness.js.
 * @param {Pick<Parts, 'settings' | 'store' | 'schedule' | 'now'>} parts
 */
async function listState({ settings, store, schedule, now }) {
  const server = await settings.server();
  const held = await store.held();
  const old = held !== null && Date.parse(held.expiresAt) <= now();
  const more = { mirror: await settings.mirror(), old, logTrouble: held?.logTrouble ?? null };
  return { server, pin: await settings.pin(server), held, last: await schedule.last(), ...more };
}
