// @ts-check
/** What the worker answers to the popup and the options: what a person chooses, reports and pauses. */
import { MESSAGES } from '../common/messages.js';
import { Unfit } from '../common/setting-fields.js';
import { MOST_BYTES, readSettings, settingsText } from '../common/settings-file.js';
import { lookAt } from './server-probe.js';

/**
 * What came of a change. `field` and `accepts` name what was not as it may be.
 * `server`: another service that a file names, for a person to look at first.
 * @typedef {{outcome: 'done', server?: string} | {outcome: 'unfit', field: string, accepts: import('../common/setting-fields.js').Accepts}
 *   | {outcome: 'refused', code: string}} Changed
 * @typedef {import('./answers.js').Parts} Parts
 */

/** Of the settings, those that take no protection away. */
const HARMLESS = ['language'];

/**
 * @param {import('../common/messages.js').Router} router
 * @param {Parts} parts
 */
export function answerChoices(router, parts) {
  const { exemptions, lock, now, outbox, schedule, settings, useSettings } = parts;
  router.on(MESSAGES.SETTINGS, 'page', async () => ({ values: await settings.all(), managed: await settings.managed(), server: await settings.server() }));
  router.on(MESSAGES.LOOK_UP_SERVER, 'page', ({ server }) => lookAt(parts.fetch, server));
  router.on(MESSAGES.USE_SERVER, 'page', lock.guard(async ({ server, publicKey }) => {
    await settings.useServer(server, publicKey ? { publicKey, now: now() } : undefined);
    return schedule.run();
  }));
  const choose = (/** @type {{changes: unknown}} */ { changes }) => changed(async () => {
    await settings.choose(Object(changes));
    await useSettings();
  });
  router.on(MESSAGES.CHOOSE, 'page', (message, sender) => {
    const isHarmless = Object.keys(Object(message.changes)).every((name) => HARMLESS.includes(name));
    return isHarmless ? choose(message) : lock.guard(choose)(message, sender);
  });
  router.on(MESSAGES.EXPORT, 'page', async ({ reports }) => settingsText({
    settings: await settings.all(), pins: await settings.pins(), ...(reports === true && { reports: await outbox.receipts() }),
  }, now()));
  router.on(MESSAGES.IMPORT, 'page', lock.guard(({ text }) => changed(() => takeFile(parts, text))));
  router.on(MESSAGES.PAUSE, 'page', lock.guard(({ url, tabId, until }) => pause(parts, url, tabId, until)));
  router.on(MESSAGES.RESUME, 'page', ({ url, tabId }) => exemptions.end(url, tabId));
  answerReports(router, parts);
}

/**
 * @param {import('../common/messages.js').Router} router
 * @param {Parts} parts
 */
function answerReports(router, { outbox, settings }) {
  router.on(MESSAGES.REPORT, 'page', async ({ report }) => {
    const { targets, shown, category, note, language, picture } = report;
    const isKept = await outbox.add({ targets, shown, category, note, language, picture, server: await settings.server() });
    if (isKept) void outbox.send();
    return isKept;
  });
  router.on(MESSAGES.REPORTS, 'page', async ({ ask }) => {
    if (ask === true) {
      void outbox.send({ eager: true });
      await outbox.ask();
    }
    return outbox.list();
  });
  router.on(MESSAGES.REPORT_AGAIN, 'page', ({ key }) => outbox.again(String(key)));
  router.on(MESSAGES.REPORT_FORGET, 'page', ({ which }) => outbox.forget(which === undefined ? undefined : String(which)));
}

/**
 * @param {() => Promise<{server?: string} | void>} change
 * @returns {Promise<Changed>}
 */
async function changed(change) {
  try {
    return { outcome: 'done', ...(await change()) };
  } catch (error) {
    if (error instanceof Unfit) return { outcome: 'unfit', field: error.field, accepts: error.accepts };
    throw error;
  }
}

/**
 * Take all of a file, or nothing; but for the service it names. Whoever wrote the file would choose what is warned of
 * and who is asked: a person compares that service's key first. For the same reason a key that is known stays.
 * @param {Parts} parts
 * @param {unknown} text
 */
async function takeFile({ settings, outbox, useSettings }, text) {
  if (typeof text !== 'string' || text.length > MOST_BYTES) throw new Unfit('file', 'json');
  const file = readSettings(text);
  const { server, ...rest } = file.settings;
  await settings.choose(rest, { pins: { ...file.pins, ...(await settings.pins()) } });
  await outbox.take(file.reports);
  await useSettings();
  return server && server !== (await settings.server()) ? { server } : {};
}

/**
 * Pause on a site, but on none that is held back: the way past a warning is on the warning.
 * @param {Parts} parts
 * @param {string} url
 * @param {number} tabId
 * @param {unknown} until
 */
async function pause({ exemptions, gate, settings }, url, tabId, until) {
  if ((await settings.managed()).pause === false) return { outcome: 'refused', code: 'managed' };
  if ((await gate.judge(url, tabId)).action === 'block') return { outcome: 'refused', code: 'reported' };
  await exemptions.begin(url, tabId, until);
  return { outcome: 'done' };
}
