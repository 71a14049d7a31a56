// @ts-check
/** Whether something is listed: by the lists on this computer first, by a bucket where they say so. */
import { canonicalUrlOrNull, expressions } from '../common/canonical-url.js';
import { bucketOf, digestHex, prefixOf } from '../common/hash.js';

/**
 * `unlisted`: nobody reported it to the service; not the same as safe. `unanswered`: the local list
 * holds a prefix of it, and the service could not be asked whether it is this one.
 * @typedef {import('./buckets.js').Match} Match
 * @typedef {{status: 'listed', severity: string, expression: string, match: Match | null}} Listed
 * @typedef {Listed | {status: 'unlisted'} | {status: 'unanswered'}} Finding
 * @typedef {{state: 'loaded', match: Match} | {state: 'withdrawn'} | {state: 'unavailable'}} Details
 */

/** @type {Finding} */
const UNLISTED = Object.freeze({ status: 'unlisted' });
/** @type {Finding} */
const UNANSWERED = Object.freeze({ status: 'unanswered' });

export class Checker {
  #lists;
  #buckets;

  /**
   * @param {Pick<import('./lists.js').Lists, 'hosts' | 'prefixes'>} lists
   * @param {Pick<import('./buckets.js').Buckets, 'matches' | 'mustAsk'>} buckets
   */
  constructor(lists, buckets) {
    this.#lists = lists;
    this.#buckets = buckets;
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
    return url ? this.any(expressions(url)) : UNLISTED;
  }

  /**
   * Check expressions by prefix, then bucket. Of several, one that blocks counts, then the most specific.
   * @param {string[]} texts the most specific first
   * @returns {Promise<Finding>}
   */
  async any(texts) {
    const hits = await this.#hits(texts);
    const found = await Promise.all(hits.map(({ text, digest }) => this.#confirm(text, digest)));
    const listed = found.filter((finding) => finding.status === 'listed');
    const strongest = listed.find(({ severity }) => severity === 'block') ?? listed[0];
    return strongest ?? found.find(({ status }) => status === 'unanswered') ?? UNLISTED;
  }

  /**
   * Whether a check of the URL will have to wait for the service.
   * @param {string} text
   */
  async mustAsk(text) {
    const url = canonicalUrlOrNull(text);
    return url !== null && (await this.whereFor(expressions(url))) === 'service';
  }

  /**
   * Who can say whether one of the expressions is listed: the lists on this computer, which say that none is; an
   * answer that is remembered; or the service.
   * @param {string[]} texts
   * @returns {Promise<'lists' | 'memory' | 'service'>}
   */
  async whereFor(texts) {
    const hits = await this.#hits(texts);
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
   * Those whose prefixes the list on this computer holds.
   * @param {string[]} texts
   */
  async #hits(texts) {
    const prefixes = await this.#lists.prefixes();
    const hashed = await Promise.all(texts.map(async (text) => ({ text, digest: await digestHex(text) })));
    return hashed.filter(({ digest }) => prefixes.has(prefixOf(digest)));
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
    return withParents(url.host).find((host) => hosts.has(host)) ?? null;
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
