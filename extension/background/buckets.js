// @ts-check
/**
 * Buckets: all that the service lists under the same first two bytes of a hash. This is the only
 * question the extension asks about what a person opens, and it is shared by many entries.
 *
 * Answers are kept in session storage, so that no trace of them is left on the disk.
 */
import { Away, downloadJson } from './download.js';
import { Refused } from './signed-manifest.js';
import { isAhead } from '../common/clock.js';

/**
 * @typedef {{id: string, name: string, homepage?: string, first_seen?: string, last_seen?: string}} Source
 * @typedef {{hash: string, severity: string, category: string, sources: Source[], first_seen?: string, last_confirmed?: string, unchecked?: boolean, presents_as?: string}} Match
 * @typedef {{matches: Match[], until: number}} Bucket
 */

/** More than the service has in one bucket, or says of one entry. What is longer means harm, or nothing. */
const MOST = { matches: 10_000, sources: 50, text: 200, url: 2000, seconds: 86_400 };
const HASH = /^[0-9a-f]{64}$/;
const LIMIT = { bytes: 2_000_000, milliseconds: 4_000 };
const KEY = 'bucket:';
const ORDER = 'buckets';
const MOST_KEPT = 100;
/** After a failure the service is left alone for so long, or every page would wait for it. */
const PAUSE_MILLISECONDS = 30_000;

export class Buckets {
  #awayUntil = 0;
  /** Questions under way: a page asks for its bucket from several sides at once. @type {Map<string, Promise<Match[] | null>>} */
  #asked = new Map();
  /** Answers are put away one after the other, or one would forget that the other is there. */
  #turn = Promise.resolve();
  /** An answer to a question from before everything was forgotten is not kept. */
  #era = 0;
  #fetch;
  #storage;
  #server;
  #now;

  /**
   * @param {object} needs
   * @param {import('./download.js').Fetch} needs.fetch
   * @param {{get(key: string): Promise<any>, set(items: object): Promise<void>, remove(key: string): Promise<void>}} needs.storage
   * @param {() => Promise<string>} needs.server
   * @param {() => number} needs.now
   */
  constructor({ fetch, storage, server, now }) {
    this.#fetch = fetch;
    this.#storage = storage;
    this.#server = server;
    this.#now = now;
  }

  /**
   * The entries of a bucket, from this session's memory or the service; an old answer is better than
   * none. Null where there is none.
   * @param {string} name four hex digits
   * @returns {Promise<Match[] | null>}
   */
  async matches(name) {
    const kept = await this.#kept(name);
    if (isAhead(kept?.until, MOST.seconds * 1000, this.#now())) return /** @type {Bucket} */ (kept).matches;
    const asked = this.#asked.get(name) ?? this.#fetched(name).finally(() => this.#asked.delete(name));
    this.#asked.set(name, asked);
    return (await asked) ?? kept?.matches ?? null;
  }

  /**
   * Whether the service has to be asked for the bucket: no answer is remembered, and it is not known to be away.
   * @param {string} name
   */
  async mustAsk(name) {
    const kept = await this.#kept(name);
    return !isAhead(kept?.until, MOST.seconds * 1000, this.#now()) && !this.#isAway();
  }

  #isAway() {
    return isAhead(this.#awayUntil, PAUSE_MILLISECONDS, this.#now());
  }

  /** Forget every answer: the lists have changed, or the service. */
  async forget() {
    this.#awayUntil = 0;
    this.#era += 1;
    await this.#inTurn(async () => {
      for (const name of await this.#order()) await this.#storage.remove(KEY + name);
      await this.#storage.remove(ORDER);
    });
  }

  /** @param {() => Promise<void>} change of what is kept */
  #inTurn(change) {
    const done = this.#turn.then(change);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** @param {string} name */
  async #fetched(name) {
    if (this.#isAway()) return null;
    const era = this.#era;
    try {
      const answer = await downloadJson(this.#fetch, `${await this.#server()}/v1/hashes/${name}`, LIMIT);
      const { matches, ttl } = readAnswer(answer);
      await this.#inTurn(async () => {
        if (era === this.#era) await this.#keep(name, { matches, until: this.#now() + ttl * 1000 });
      });
      return matches;
    } catch (error) {
      if (!(error instanceof Away || error instanceof Refused)) throw error;
      this.#awayUntil = this.#now() + PAUSE_MILLISECONDS;
      return null;
    }
  }

  /**
   * @param {string} name
   * @returns {Promise<Bucket | undefined>}
   */
  async #kept(name) {
    return (await this.#storage.get(KEY + name))[KEY + name];
  }

  /**
   * @param {string} name
   * @param {Bucket} bucket
   */
  async #keep(name, bucket) {
    const order = [...(await this.#order()).filter((other) => other !== name), name];
    for (const old of order.splice(0, order.length - MOST_KEPT)) await this.#storage.remove(KEY + old);
    await this.#storage.set({ [KEY + name]: bucket, [ORDER]: order });
  }

  /** @returns {Promise<string[]>} */
  async #order() {
    return (await this.#storage.get(ORDER))[ORDER] ?? [];
  }
}

/**
 * What is known of an answer, and nothing else of it: a service can write anything into any place.
 * @param {unknown} answer
 * @returns {{matches: Match[], ttl: number}}
 */
function readAnswer(answer) {
  const { matches, ttl_seconds: ttl } = Object(answer);
  if (!Array.isArray(matches) || matches.length > MOST.matches) throw new Refused('malformed', 'not a bucket');
  return { matches: matches.map(readMatch), ttl: Number.isFinite(ttl) ? Math.min(ttl, MOST.seconds) : 0 };
}

/**
 * @param {unknown} value
 * @returns {Match}
 */
function readMatch(value) {
  const { hash, severity, category, sources, first_seen, last_confirmed, presents_as, unchecked } = Object(value);
  const isEntry = isText(hash) && HASH.test(hash) && isText(severity) && isText(category) && Array.isArray(sources);
  if (!isEntry) throw new Refused('malformed', 'not an entry of a bucket');
  const known = { hash, severity, category, sources: sources.slice(0, MOST.sources).flatMap(readSource) };
  return { ...known, ...textsOf({ first_seen, last_confirmed, presents_as }), ...(unchecked === true ? { unchecked } : {}) };
}

/**
 * @param {unknown} value
 * @returns {Source[]} one, or none for what has no name
 */
function readSource(value) {
  const { id, name, homepage, first_seen, last_seen } = Object(value);
  if (!isText(id) || !isText(name ?? id)) return [];
  const link = isText(homepage, MOST.url) && /^https?:\/\//.test(homepage) ? { homepage } : {};
  return [{ id, name: name ?? id, ...link, ...textsOf({ first_seen, last_seen }) }];
}

/** @param {Record<string, unknown>} fields of which those are kept that are texts */
function textsOf(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isText(value)));
}

/**
 * @param {unknown} value
 * @param {number} [most]
 * @returns {value is string}
 */
function isText(value, most = MOST.text) {
  return typeof value === 'string' && value.length <= most;
}
