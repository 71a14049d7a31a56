// @ts-check
/** Whether something is listed: by the lists on this computer first, by a bucket where they say so. */
import { canonicalUrlOrNull, expressions } from '../common/canonical-url.js';
import { bucketOf, digestHex, prefixOf } from '../common/hash.js';

/**
 * `unlisted`: nobody reported it to the service; not the same as safe. `unanswered`: the local list
 * holds a prefix of it, and the service could not be asked whether it is this one. `skipped`: nobody looked, for the
 * place is allowed, paused or switched off; see exemptions.js.
 * @typedef {import('./buckets.js').Match} Match
 * @typedef {{status: 'listed', severity: string, expression: string, match: Match | null}} Listed
 * @typedef {Listed | {status: 'unlisted'} | {status: 'unanswered'} | {status: 'skipped'}} Finding
 * @typedef {{state: 'loaded', match: Match} | {state: 'withdrawn'} | {state: 'unavailable'}} Details
 */

/** @type {Finding} */
const UNLISTED = Object.freeze({ status: 'unlisted' });
/** @type {Finding} */
const UNANSWERED = Object.freeze({ status: 'unanswered' });

export class Checker {
  #lists;
  #buckets;
  #broad;
  #strict;

  /**
   * @param {Pick<import('./lists.js').Lists, 'hosts' | 'prefixes'>} lists
   * @param {Pick<import('./buckets.js').Buckets, 'matches' | 'mustAsk'>} buckets
   * @param {Pick<import('./broad-names.js').BroadNames, 'has'>} broad names that no list can block whole
   * @param {Pick<import('./strict.js').Strict, 'match'>} [strict] what the service said in strict mode
   */
  constructor(lists, buckets, broad, strict = { match: async () => null }) {
    this.#lists = lists;
    this.#buckets = buckets;
    this.#broad = broad;
    this.#strict = strict;
  }

  /**
   * Check a URL: its host, then all else.
   * @param {string} text
   * @returns {Promise<Finding>}
   */
  async url(text) {
    const host = await this.#listedHost(text);
    if (!host) return this.deep(text);
    return { status: 'listed', severity: 'block', expression: `${host}/`, match: null };
  }

  /**
   * Check what the rule for hosts cannot: single pages, and hosts that only warn.
   * @param {string} text
   * @returns {Promise<Finding>}
   */
  async deep(text) {
    const url = canonicalUrlOrNull(text);
    return url ? this.any(expressions(url), url.host) : UNLISTED;
  }

  /**
   * Check expressions by prefix, then bucket. Of several, one that blocks counts, then the most specific.
   * @param {string[]} texts the most specific first
   * @param {string} [host] of the page, where they are of one
   * @returns {Promise<Finding>}
   */
  async any(texts, host = '') {
    const hits = await this.#hits(texts, host);
    const found = await Promise.all(hits.map(({ text, digest }) => this.#confirm(text, digest)));
    const listed = found.filter((finding) => finding.status === 'listed');
    const strongest = listed.find(({ severity }) => severity === 'block') ?? listed[0];
    return strongest ?? (await this.#told(texts, host)) ?? found.find(({ status }) => status === 'unanswered') ?? UNLISTED;
  }

  /**
   * Whether a check of the URL will have to wait for the service.
   * @param {string} text
   */
  async mustAsk(text) {
    const url = canonicalUrlOrNull(text);
    return url !== null && (await this.whereFor(expressions(url), url.host)) === 'service';
  }

  /**
   * Who can say whether one of the expressions is listed: the lists on this computer, which say that none is; an
   * answer that is remembered; or the service.
   * @param {string[]} texts
   * @param {string} [host]
   * @returns {Promise<'lists' | 'memory' | 'service'>}
   */
  async whereFor(texts, host) {
    const hits = await this.#hits(texts, host);
    if (!hits.length) return 'lists';
    const waits = await Promise.all(hits.map(({ digest }) => this.#buckets.mustAsk(bucketOf(digest))));
    return waits.includes(true) ? 'service' : 'memory';
  }

  /**
   * Who reported an expression, and since when.
   * @param {string} expression
   * @returns {Promise<Details>}
   */
  async details(expression) {
    const digest = await digestHex(expression);
    const matches = await this.#buckets.matches(bucketOf(digest));
    if (!matches) return { state: 'unavailable' };
    const match = matches.find(({ hash }) => hash === digest);
    return match ? { state: 'loaded', match } : { state: 'withdrawn' };
  }

  /**
   * What no list knows, and the service has told in strict mode.
   * @param {string[]} texts
   * @param {string} host
   * @returns {Promise<Finding | null>}
   */
  async #told(texts, host) {
    const told = await this.#strict.match(texts);
    if (told && host && (await this.#isBroad(told.expression, host))) return null;
    return told && { status: 'listed', severity: told.match.severity, ...told };
  }

  /**
   * Those whose prefixes the list on this computer holds.
   * @param {string[]} texts
   * @param {string} host
   */
  async #hits(texts, host = '') {
    const prefixes = await this.#lists.prefixes();
    const hashed = await Promise.all(texts.map(async (text) => ({ text, digest: await digestHex(text) })));
    const hits = hashed.filter(({ digest }) => prefixes.has(prefixOf(digest)));
    if (!host) return hits; // wallet addresses
    const broad = await Promise.all(hits.map(({ text }) => this.#isBroad(text, host)));
    return hits.filter((_, at) => !broad[at]);
  }

  /**
   * Whether an expression would cover the sites of many, of whom only one is looked at.
   * @param {string} expression
   * @param {string} host of the page
   */
  async #isBroad(expression, host) {
    const slash = expression.indexOf('/');
    const own = expression.slice(0, slash);
    const isWhole = slash === expression.length - 1;
    return (isWhole || own !== host) && this.#broad.has(own);
  }

  /**
   * @param {string} expression
   * @param {string} digest
   * @returns {Promise<Finding>}
   */
  async #confirm(expression, digest) {
    const matches = await this.#buckets.matches(bucketOf(digest));
    if (!matches) return UNANSWERED;
    const match = matches.find(({ hash }) => hash === digest);
    return match ? { status: 'listed', severity: match.severity, expression, match } : UNLISTED;
  }

  /**
   * The entry of the hosts list that the URL's host is or lies below. At any depth, as Chromium's rules do.
   * @param {string} text
   */
  async #listedHost(text) {
    const url = canonicalUrlOrNull(text);
    if (!url) return null;
    const hosts = await this.#lists.hosts();
    for (const host of withParents(url.host)) if (hosts.has(host) && !(await this.#broad.has(host))) return host;
    return null;
  }
}

/**
 * A host and all that it lies below. The parts of an IP address are found in no list.
 * @param {string} host
 */
function withParents(host) {
  const labels = host.split('.');
  return labels.map((_, at) => labels.slice(at).join('.'));
}
