// @ts-check
/**
 * Strict mode: the service is asked about every page and wallet address that no list on this computer knows. It
 * finds what was reported a moment ago; and it tells the service what a person opens, so it is off until chosen.
 *
 * Nothing waits for it: the page is open, and is warned of when the answer comes. Sent are scheme, host and path;
 * never what stands behind "?" or "#", a name or password, nor anything within a home or an office.
 */
import { Away } from './download.js';
import { canonicalUrlOrNull } from '../common/canonical-url.js';
import { isAhead } from '../common/clock.js';
import { digestHex } from '../common/hash.js';

/**
 * @typedef {import('./buckets.js').Match} Match
 * @typedef {{match: Match, until: number}} Known
 * @typedef {{get(key: string): Promise<any>, set(items: object): Promise<void>, remove(key: string): Promise<void>}} Storage
 */

const KNOWN = 'strict-known';
const ASKED = 'strict-asked';
const KEPT_MILLISECONDS = 30 * 60_000;
const PAUSE_MILLISECONDS = 30_000;
const MOST_KEPT = 200;
const LIMIT = { milliseconds: 8_000, characters: 1_000_000 };
const NEAR_NAME = /^(?:localhost|[^.]+)$|\.(?:local|localhost|internal|lan|home|home\.arpa|intranet|corp|onion)$/;
const NEAR_IPV4 = /^(?:0|10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const NEAR_IPV6 = /^\[(?:::1?\]|f[cd]|fe[89ab])/;

export class Strict {
  #awayUntil = 0;
  #settings;
  #session;
  #fetch;
  #now;
  #isPrivate;

  /**
   * @param {object} needs
   * @param {Pick<import('../common/settings.js').Settings, 'get' | 'server'>} needs.settings
   * @param {Storage} needs.session
   * @param {import('./download.js').Fetch} needs.fetch
   * @param {() => number} needs.now in milliseconds
   * @param {(tabId: number) => Promise<boolean>} needs.isPrivate
   */
  constructor({ settings, session, fetch, now, isPrivate }) {
    this.#settings = settings;
    this.#session = session;
    this.#fetch = fetch;
    this.#now = now;
    this.#isPrivate = isPrivate;
  }

  /**
   * Ask about a page that was opened.
   * @param {string} url
   * @param {number} tabId
   * @returns {Promise<boolean>} whether the service lists it, which was not known before
   */
  async page(url, tabId) {
    const target = targetOf(url);
    return target !== null && (await this.#isWanted(tabId)) && (await this.#ask([target]));
  }

  /**
   * Ask about wallet addresses, as `chain:address`, that stand on a page; for one of the internet only.
   * @param {string[]} addresses
   * @param {number} tabId
   * @param {string} [url] the tab's
   */
  async addresses(addresses, tabId, url = '') {
    const targets = addresses.map((address) => address.slice(address.indexOf(':') + 1));
    return targets.length > 0 && targetOf(url) !== null && (await this.#isWanted(tabId)) && (await this.#ask(targets));
  }

  /**
   * What the service said of the first of these that it lists, since the browser was started.
   * @param {string[]} expressions
   * @returns {Promise<{expression: string, match: Match} | null>}
   */
  async match(expressions) {
    const known = await this.#kept(KNOWN);
    const expression = expressions.find((text) => isAhead(known[text]?.until, KEPT_MILLISECONDS, this.#now()));
    return expression === undefined ? null : { expression, match: known[expression].match };
  }

  /** Forget every answer: the service is another, or strict mode was turned off. */
  async forget() {
    this.#awayUntil = 0;
    await this.#session.remove(KNOWN);
    await this.#session.remove(ASKED);
  }

  /** @param {number} tabId */
  async #isWanted(tabId) {
    if (!(await this.#settings.get('strict')) || isAhead(this.#awayUntil, PAUSE_MILLISECONDS, this.#now())) return false;
    return (await this.#settings.get('strictPrivate')) || !(await this.#isPrivate(tabId));
  }

  /**
   * @param {string[]} targets
   * @returns {Promise<boolean>} whether any is listed
   */
  async #ask(targets) {
    const asked = await this.#kept(ASKED);
    const fresh = targets.filter((target) => !isAhead(asked[target]?.until, KEPT_MILLISECONDS, this.#now())).slice(0, 100);
    if (!fresh.length) return false;
    const until = this.#now() + KEPT_MILLISECONDS;
    try {
      const results = await this.#answers(fresh);
      const listed = await Promise.all(results.filter(isListed).map(async (verdict) => [verdict.matched, { match: await matchOf(verdict), until }]));
      await this.#keep(ASKED, Object.fromEntries(fresh.map((target) => [target, { until }])));
      if (listed.length) await this.#keep(KNOWN, Object.fromEntries(listed));
      return listed.length > 0;
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      this.#awayUntil = this.#now() + PAUSE_MILLISECONDS;
      return false;
    }
  }

  /**
   * @param {string[]} targets
   * @returns {Promise<unknown[]>}
   */
  async #answers(targets) {
    try {
      const response = await this.#fetch(`${await this.#settings.server()}/v1/check`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ targets }),
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        cache: 'no-store',
        redirect: 'error',
        signal: AbortSignal.timeout(LIMIT.milliseconds),
      });
      const text = await response.text();
      const { results } = Object(response.ok && text.length <= LIMIT.characters ? JSON.parse(text) : null);
      if (Array.isArray(results)) return results;
      throw new Away(`strict: ${response.status}`);
    } catch (error) {
      if (error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError) throw new Away(String(error));
      throw error;
    }
  }

  /**
   * @param {string} key
   * @returns {Promise<Record<string, any>>}
   */
  async #kept(key) {
    return { __proto__: null, ...(await this.#session.get(key))[key] };
  }

  /**
   * @param {string} key
   * @param {Record<string, {until: number}>} more
   */
  async #keep(key, more) {
    const all = Object.entries({ ...(await this.#kept(key)), ...more }).filter(([, { until }]) => isAhead(until, KEPT_MILLISECONDS, this.#now()));
    await this.#session.set({ [key]: Object.fromEntries(all.slice(-MOST_KEPT)) });
  }
}

/**
 * What the service is asked about a page; null for what is no page of the internet.
 * @param {string} url
 */
export function targetOf(url) {
  const canonical = canonicalUrlOrNull(url);
  if (!canonical || !/^https?:/.test(url)) return null;
  const { scheme, host, path } = canonical;
  if (NEAR_NAME.test(host) && !host.startsWith('[')) return null;
  return NEAR_IPV4.test(host) || NEAR_IPV6.test(host) ? null : `${scheme}://${host}${path}`;
}

/**
 * @param {unknown} verdict
 * @returns {verdict is Record<string, any>}
 */
function isListed(verdict) {
  const { status, matched, severity, category, sources } = Object(verdict);
  return status === 'listed' && [matched, severity, category].every((text) => typeof text === 'string') && Array.isArray(sources);
}

/**
 * @param {any} verdict
 * @returns {Promise<Match>}
 */
async function matchOf({ matched, severity, category, sources, first_seen: first, last_confirmed: last, presents_as: name, unchecked }) {
  return { hash: await digestHex(matched), severity, category, sources, first_seen: first, last_confirmed: last, presents_as: name, unchecked };
}
