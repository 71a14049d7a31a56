// @ts-check
/**
 * Where nothing is looked at because a person or a policy said so: hosts that are always allowed, sites where the
 * extension is paused, and what is switched off. A pause is forgotten when the browser ends, at the latest.
 */
import { CHECK_NAMES } from '../common/setting-fields.js';
import { canonicalUrlOrNull } from '../common/canonical-url.js';

/**
 * `until`: the tab is closed, an hour is over, or the browser is closed.
 * @typedef {'tab' | 'hour' | 'restart'} Until
 * @typedef {{host: string, until: Until, tabId: number | null, endsAt: number | null}} Pause
 * @typedef {'off' | 'allowed' | 'paused'} Reason
 * @typedef {{off: boolean, allowedHosts: string[], pauses: Pause[]}} All
 * @typedef {import('../common/setting-fields.js').Checks} Checks
 * @typedef {{get(key: string): Promise<any>, set(items: object): Promise<void>}} Storage
 */

const KEY = 'pauses';
const MOST_KEPT = 50;
const HOUR = 3_600_000;
const UNTILS = ['tab', 'hour', 'restart'];

export class Exemptions {
  /** Each page asks; the storage is read once. @type {Promise<All & {checks: Checks}> | null} */
  #read = null;
  #settings;
  #session;
  #onChange;
  #now;

  /**
   * @param {object} needs
   * @param {Pick<import('../common/settings.js').Settings, 'get'>} needs.settings
   * @param {Storage} needs.session
   * @param {(all: All) => Promise<void>} needs.onChange
   * @param {() => number} needs.now in milliseconds
   */
  constructor({ settings, session, onChange, now }) {
    this.#settings = settings;
    this.#session = session;
    this.#onChange = onChange;
    this.#now = now;
  }

  /**
   * Why a page is not looked at; null where it is.
   * @param {string} url
   * @param {number} tabId
   * @returns {Promise<Reason | null>}
   */
  async of(url, tabId) {
    const all = await this.#all();
    if (all.off) return 'off';
    const host = canonicalUrlOrNull(url)?.host;
    if (host === undefined) return null;
    if (await this.#pauseOf(host, tabId)) return 'paused';
    return all.allowedHosts.some((allowed) => isWithin(host, allowed)) ? 'allowed' : null;
  }

  /**
   * What to look at on a page that asks: nothing where the extension is paused, on the page or on the one around it.
   * @param {{url?: string, tab?: {id?: number, url?: string}}} sender
   * @returns {Promise<Checks>}
   */
  async checks({ url = '', tab = {} }) {
    const hosts = [url, tab.url ?? ''].map((text) => canonicalUrlOrNull(text)?.host).filter((host) => host !== undefined);
    const pauses = await Promise.all(hosts.map((host) => this.#pauseOf(host, tab.id ?? -1)));
    const { checks } = await this.#all();
    if (!pauses.some(Boolean)) return checks;
    return /** @type {Checks} */ (Object.fromEntries(CHECK_NAMES.map((name) => [name, false])));
  }

  /**
   * The pause that holds on a site in a tab, if there is one.
   * @param {string} url
   * @param {number} tabId
   */
  async pause(url, tabId) {
    const host = canonicalUrlOrNull(url)?.host;
    return host === undefined ? null : ((await this.#pauseOf(host, tabId)) ?? null);
  }

  /**
   * Look at nothing on this site, and below it, for a while.
   * @param {string} url
   * @param {number} tabId
   * @param {unknown} until
   */
  async begin(url, tabId, until) {
    const host = canonicalUrlOrNull(url)?.host;
    if (host === undefined || !UNTILS.some((known) => known === until)) return;
    const endsAt = until === 'hour' ? this.#now() + HOUR : null;
    const pause = { host, until: /** @type {Until} */ (until), tabId: until === 'tab' ? tabId : null, endsAt };
    await this.#save((await this.#pauses()).filter((other) => !holds(other, host, tabId)).concat(pause));
  }

  /**
   * @param {string} url
   * @param {number} tabId
   */
  async end(url, tabId) {
    const host = canonicalUrlOrNull(url)?.host;
    if (host !== undefined) await this.#save((await this.#pauses()).filter((pause) => !holds(pause, host, tabId)));
  }

  /** End every pause: the lock was turned on, or a policy forbids them. */
  async endAll() {
    if ((await this.#pauses()).length) await this.#save([]);
  }

  /**
   * The tab is gone: another may get its number.
   * @param {number} tabId
   */
  async drop(tabId) {
    const all = await this.#pauses();
    const others = all.filter((pause) => pause.tabId !== tabId);
    if (others.length < all.length) await this.#save(others);
  }

  /**
   * Settings were changed, or time has passed: tell whoever blocks.
   * @returns {Promise<number | null>} when the next pause ends, in milliseconds
   */
  async renew() {
    this.#read = null;
    const { off, allowedHosts, pauses } = await this.#all();
    const now = pauses.filter((pause) => !isOver(pause, this.#now()));
    await this.#onChange({ off, allowedHosts, pauses: now });
    const ends = now.map(({ endsAt }) => endsAt).filter((at) => at !== null);
    return ends.length ? Math.min(...ends) : null;
  }

  /** @param {Pause[]} pauses */
  async #save(pauses) {
    await this.#session.set({ [KEY]: pauses.filter((pause) => !isOver(pause, this.#now())).slice(-MOST_KEPT) });
    await this.renew();
  }

  /**
   * @param {string} host
   * @param {number} tabId
   */
  async #pauseOf(host, tabId) {
    return (await this.#pauses()).find((pause) => holds(pause, host, tabId) && !isOver(pause, this.#now()));
  }

  async #pauses() {
    return (await this.#all()).pauses;
  }

  #all() {
    this.#read ??= this.#readAll();
    this.#read.catch(() => (this.#read = null));
    return this.#read;
  }

  async #readAll() {
    const [checks, allowedHosts, kept] = await Promise.all([
      this.#settings.get('checks'), this.#settings.get('allowedHosts'), this.#session.get(KEY),
    ]);
    /** @type {unknown} */
    const pauses = kept[KEY];
    return { off: !checks.pages, checks, allowedHosts, pauses: Array.isArray(pauses) ? pauses.filter(isPause) : [] };
  }
}

/**
 * Whether a host is another or lies below it.
 * @param {string} host
 * @param {string} other
 */
function isWithin(host, other) {
  return host === other || host.endsWith(`.${other}`);
}

/**
 * @param {Pause} pause
 * @param {string} host
 * @param {number} tabId
 */
function holds(pause, host, tabId) {
  return isWithin(host, pause.host) && (pause.tabId === null || pause.tabId === tabId);
}

/**
 * @param {Pause} pause
 * @param {number} now
 */
function isOver({ endsAt }, now) {
  return endsAt !== null && (endsAt <= now || endsAt - now > HOUR); // nor may a clock that was put back prolong it
}

/**
 * @param {unknown} value
 * @returns {value is Pause}
 */
function isPause(value) {
  const { host, until, tabId, endsAt } = Object(value);
  const numbers = [tabId, endsAt].every((number) => number === null || Number.isSafeInteger(number));
  return typeof host === 'string' && host !== '' && UNTILS.includes(until) && numbers;
}
