// @ts-check
/** When the lists are fetched: by one alarm, spread out so that not every browser comes at once. */

/** @typedef {import('./list-updater.js').Outcome & {at: number, failures: number}} LastUpdate */

export const ALARM = 'update-lists';
const LAST = 'last-update';
const MOST_MINUTES = 24 * 60;
const MOST_MINUTES_AFTER_FAILURE = 60;

export class UpdateSchedule {
  #updater;
  #alarms;
  #storage;
  #seconds;
  #now;
  #random;

  /**
   * @param {object} needs
   * @param {{update(): Promise<import('./list-updater.js').Outcome>}} needs.updater
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

  /** Fetch now, note what came of it, and plan the next time. */
  async run() {
    const outcome = await this.#updater.update();
    const failed = outcome.outcome === 'refused' || outcome.outcome === 'unreachable';
    const failures = failed ? ((await this.last())?.failures ?? 0) + 1 : 0;
    /** @type {LastUpdate} */
    const last = { ...outcome, at: this.#now(), failures };
    await this.#storage.set({ [LAST]: last });
    await this.#plan(failures);
    return last;
  }

  /** Set the alarm where there is none: browsers may drop alarms when they end. */
  async resume() {
    if (!(await this.#alarms.get(ALARM))) await this.#alarms.create(ALARM, { delayInMinutes: 0.5 + this.#random() });
  }

  /**
   * What came of the last attempt.
   * @returns {Promise<LastUpdate | null>}
   */
  async last() {
    return (await this.#storage.get(LAST))[LAST] ?? null;
  }

  /** @param {number} failures in a row */
  async #plan(failures) {
    const asked = Math.min((await this.#seconds()) / 60, MOST_MINUTES);
    const minutes = failures ? Math.min(2 ** failures, MOST_MINUTES_AFTER_FAILURE) : asked;
    const delayInMinutes = Math.max(1, minutes) * (0.9 + 0.2 * this.#random());
    await this.#alarms.create(ALARM, { delayInMinutes });
  }
}
