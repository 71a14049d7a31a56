// @ts-check
/** What the worker answers to content scripts and to our own pages. */
import { MESSAGES } from '../common/messages.js';
import { recognise } from '../common/wallets.js';

/**
 * @typedef {object} Parts
 * @property {import('./gate.js').Gate} gate
 * @property {import('./checker.js').Checker} checker
 * @property {import('./tab-passes.js').TabPasses} passes
 * @property {import('./confirmed-pages.js').ConfirmedPages} confirmed
 * @property {import('./badge.js').Badge} badge
 * @property {import('./list-store.js').ListStore} store
 * @property {import('./update-schedule.js').UpdateSchedule} schedule
 * @property {import('../common/settings.js').Settings} settings
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
  const { checker, passes, schedule, settings, updater } = parts;
  // What a page's content script may ask. The URL is the browser's word, never the message's.
  router.on(MESSAGES.PAGE_OPENED, 'tab', async (_, sender) => {
    return (await checker.mustAsk(sender.url)) ? { hide: true } : pageOpened(parts, sender);
  });
  router.on(MESSAGES.PAGE_ANSWER, 'tab', (_, sender) => pageOpened(parts, sender));
  router.on(MESSAGES.ADDRESSES, 'tab', ({ texts }) => listedAddresses(checker, texts));
  // What our own pages may ask. The warning page can be framed by any page: it learns nothing secret.
  router.on(MESSAGES.SUBJECT, 'page', async ({ url }, sender) => ({ finding: await subject(parts, url, sender), list: await listState(parts) }));
  router.on(MESSAGES.DETAILS, 'page', ({ expression }) => checker.details(expression));
  router.on(MESSAGES.SITE, 'page', ({ url, tabId }) => parts.gate.judge(url, tabId));
  router.on(MESSAGES.STATE, 'page', () => listState(parts));
  // What changes something. No page can be embedded that asks for these, but for the warning page.
  router.on(MESSAGES.UPDATE, 'page', () => schedule.run());
  router.on(MESSAGES.USE_SERVER, 'page', async ({ server }) => {
    await settings.useServer(server);
    return schedule.run();
  });
  router.on(MESSAGES.FORGET_KEY, 'page', async () => settings.forgetPin(await settings.server()));
  router.on(MESSAGES.TAKE_SMALLER, 'page', () => schedule.run({ smaller: true }));
  router.on(MESSAGES.USE_MIRROR, 'page', async ({ mirror }) => {
    await settings.useMirror(mirror);
    return schedule.run();
  });
  router.on(MESSAGES.LOG_READ, 'page', () => updater.logWasRead());
  router.on(MESSAGES.GO_ON, 'warning', async ({ url }, sender) => {
    const finding = await checker.url(url);
    if (finding.status === 'listed') await passes.add(sender.tab.id, finding.expression);
  });
}

/**
 * What a page that has just been opened is to do: show a bar, leave, or nothing.
 * @param {Parts} parts
 * @param {{url: string, frameId: number, tab: {id: number}}} sender
 */
async function pageOpened({ gate, badge, warningUrl }, { url, frameId, tab }) {
  const judgement = await gate.judge(url, tab.id);
  if (frameId === 0) await badge.show(tab.id, judgement);
  if (judgement.action === 'block') return { leaveFor: `${warningUrl}#${url}` };
  const { finding } = judgement;
  const warns = judgement.action === 'warn' && frameId === 0 && finding.status === 'listed';
  const { category, unchecked } = Object(warns && finding.match);
  return { bar: warns ? { category, unchecked: unchecked === true } : null };
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
 * Which of the texts are listed wallet addresses.
 * @param {import('./checker.js').Checker} checker
 * @param {string[]} texts
 */
async function listedAddresses(checker, texts) {
  const found = await Promise.all(texts.map((text) => listedAddress(checker, text)));
  return found.filter((answer) => answer !== null);
}

/**
 * @param {import('./checker.js').Checker} checker
 * @param {string} text
 */
async function listedAddress(checker, text) {
  const addresses = recognise(text);
  if (!addresses.length) return null;
  const finding = await checker.any(addresses.map(({ chain, canonical }) => `${chain}:${canonical}`));
  return finding.status === 'listed' ? { text, category: finding.match?.category } : null;
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
