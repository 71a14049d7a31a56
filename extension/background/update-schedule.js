// @ts-check
/** When the lists are fetched: by one alarm, spread out so that not every browser comes at once. */

/** @typedef {import('./list-updater.js').Outcome & {at: number, failures: number}} LastUpdate */

export const ALARM = 'update-lists';
const LAST = 'last-update';
/** @type {import('./list-updater.js').Outcome['outcome'][]} */
const FAILED = ['refused', 'unreachable', 'failed'];
const MOST_MINUTES = 24 * 60;
const MOST_MINUTES_AFTER_FAILURE = 60;
const LONGEST_MILLISECONDS = 1.1 * MOST_MINUTES * 60_000;

export class UpdateSchedule {
  #updater;
  #alarms;
  #storage;
  #seconds;
  #now;
  #random;

  /**
   * @param {object} needs
   * @param {{update(allowed?: {smaller?: boolean}): Promise<import('./list-updater.js').Outcome>}} needs.updater
   * @param {{get(name: string): Promise<any>, create(name: string, info: object): Promise<void>}} needs.alarms
   * @param {{get(key: string): Promise<any>, set(items: object): Promise<void>}} needs.storage
   * @param {() => Promise<number>} needs.seconds that the service asks to wait
   * @param {() => number} needs.now
   * @param {() => number} needs.random from 0 to 1
   */
  constructor({ updater, alarms, storage, seconds, now, random }) {
    this.#updater = updater;
    this.#alarms = alarms;
    this.#storage = storage;
    this.#seconds = seconds;
    this.#now = now;
    this.#random = random;
  }

  /**
   * Fetch now, note what came of it, and plan the next time, whatever happens: without an alarm no list
   * would come until the browser is started again.
   * @param {{smaller?: boolean}} [allowed] see `ListUpdater.update`
   */
  async run(allowed) {
    let failures = 1;
    try {
      const outcome = await this.#attempt(allowed);
      const failed = FAILED.includes(outcome.outcome);
      failures = failed ? ((await this.last())?.failures ?? 0) + 1 : 0;
      /** @type {LastUpdate} */
      const last = { ...outcome, at: this.#now(), failures };
      await this.#storage.set({ [LAST]: last });
      return last;
    } finally {
      await this.#plan(failures);
    }
  }

  /** Set the alarm where there is none: browsers may drop alarms when they end. */
  async resume() {
    await this.putRight();
    if (!(await this.#alarms.get(ALARM))) await this.#alarms.create(ALARM, { delayInMinutes: 0.5 + this.#random() });
  }

  /** An alarm that is further ahead than any was set by a clock that was fast: it would not come for years. */
  async putRight() {
    const { scheduledTime = 0 } = (await this.#alarms.get(ALARM)) ?? {};
    if (scheduledTime - this.#now() > LONGEST_MILLISECONDS) await this.#alarms.create(ALARM, { delayInMinutes: 0.5 + this.#random() });
  }

  /**
   * What came of the last attempt.
   * @returns {Promise<LastUpdate | null>}
   */
  async last() {
    return (await this.#storage.get(LAST))[LAST] ?? null;
  }

  /**
   * Nothing may stop the updates for good: neither a full disk nor an answer that nobody thought of.
   * @param {{smaller?: boolean}} [allowed]
   * @returns {Promise<import('./list-updater.js').Outcome>}
   */
  async #attempt(allowed) {
    try {
      // Should the worker be ended in the middle.
      await this.#alarms.create(ALARM, { delayInMinutes: MOST_MINUTES_AFTER_FAILURE });
      return await this.#updater.update(allowed);
    } catch (error) {
      return { outcome: 'failed', detail: String(error) };
    }
  }

  /** @param {number} failures in a row */
  async #plan(failures) {
    const seconds = failures ? 0 : await this.#seconds();
    const asked = Math.min(seconds / 60, MOST_MINUTES);
    const minutes = failures ? Math.min(2 ** failures, MOST_MINUTES_AFTER_FAILURE) : asked;
    const delayInMinutes = Math.max(1, minutes) * (0.9 + 0.2 * this.#random());
    await this.#alarms.create(ALARM, { delayInMinutes });
  }
}
