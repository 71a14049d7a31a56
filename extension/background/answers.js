// @ts-check
/** What the worker answers to content scripts and to our own pages. */
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
 * @property {string} warningUrl
 */

/**
 * Give each message its handler.
 * @param {import('../common/messages.js').Router} router
 * @param {Parts} parts
 */
export function answerMessages(router, parts) {
  const { checker, lock, passes, schedule, settings } = parts;
  // What a page's content script may ask. The URL is the browser's word, never the message's.
  router.on(MESSAGES.PAGE_OPENED, 'tab', async (_, sender) => {
    return (await checker.mustAsk(sender.url)) ? { hide: true } : pageOpened(parts, sender);
  });
  router.on(MESSAGES.PAGE_ANSWER, 'tab', (_, sender) => pageOpened(parts, sender));
  router.on(MESSAGES.BAR_CLOSED, 'tab', (_, sender) => barClosed(parts, sender));
  // What our own pages may ask. The warning page can be framed by any page: it learns nothing secret.
  router.on(MESSAGES.SUBJECT, 'page', async ({ url }, sender) => ({
    finding: await subject(parts, url, sender), list: await listState(parts), lock: await lock.state(),
  }));
  router.on(MESSAGES.DETAILS, 'page', ({ expression }) => checker.details(expression));
  router.on(MESSAGES.SITE, 'page', ({ url, tabId }) => parts.gate.judge(url, tabId));
  router.on(MESSAGES.STATE, 'page', () => listState(parts));
  // What changes something. No page can be embedded that asks for these, but for the warning page.
  router.on(MESSAGES.UPDATE, 'page', () => schedule.run());
  router.on(MESSAGES.USE_SERVER, 'page', lock.guard(async ({ server }) => {
    await settings.useServer(server);
    return schedule.run();
  }));
  router.on(MESSAGES.FORGET_KEY, 'page', lock.guard(async () => settings.forgetPin(await settings.server())));
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
 * What our pages say of the lists: where from, how old, how long.
 * @param {Pick<Parts, 'settings' | 'store' | 'schedule'>} parts
 */
async function listState({ settings, store, schedule }) {
  const server = await settings.server();
  return { server, pin: await settings.pin(server), held: await store.held(), last: await schedule.last() };
}
