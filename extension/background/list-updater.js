// @ts-check
/**
 * Fetches the lists and verifies signature, time, size and checksum before anything is replaced.
 * Whatever goes wrong, the last good lists stay.
 */
import { Away, downloadJson } from './download.js';
import { ListFiles } from './list-files.js';
import { witnessed } from './log-witness.js';
import { LIST_NAMES, Refused, readManifest, readPackaged, refuseOutdated, timeOf, verifyKnown, verifySignature } from './signed-manifest.js';

/**
 * @typedef {import('./signed-manifest.js').Manifest} Manifest
 * @typedef {import('./signed-manifest.js').Announcement} Announcement
 * @typedef {import('./list-files.js').Place} Place
 * @typedef {import('./list-store.js').Held} Held
 * @typedef {Pick<import('./list-store.js').ListStore, 'held' | 'list' | 'replace'>} Store
 * @typedef {{outcome: 'updated' | 'unchanged' | 'refused' | 'unreachable' | 'failed', code?: string, detail?: string}} Outcome
 */

const MANIFEST_LIMIT = { bytes: 1_000_000, milliseconds: 15_000 };
/** Below this many entries a list may halve: a small service's own list does so on any day. */
const SMALL_LIST = 100;

export class ListUpdater {
  /** @type {Promise<Outcome> | null} */
  #running = null;
  #store;
  #settings;
  #fetch;
  #files;
  #now;
  #onChange;

  /**
   * @param {object} needs
   * @param {Store} needs.store
   * @param {import('../common/settings.js').Settings} needs.settings
   * @param {import('./download.js').Fetch} needs.fetch
   * @param {() => number} needs.now in milliseconds
   * @param {() => Promise<void>} needs.onChange called after lists were replaced
   */
  constructor({ store, settings, fetch, now, onChange }) {
    this.#store = store;
    this.#settings = settings;
    this.#fetch = fetch;
    this.#files = new ListFiles(store, fetch);
    this.#now = now;
    this.#onChange = onChange;
  }

  /**
   * Fetch what is new. Calls that come meanwhile share the one attempt.
   * @param {{smaller?: boolean}} [allowed] `smaller`: a person wants the list although it lost more than half
   * @returns {Promise<Outcome>}
   */
  update({ smaller = false } = {}) {
    this.#running ??= this.#attempt(smaller).finally(() => (this.#running = null));
    return this.#running;
  }

  /**
   * Take the lists packaged with the extension, if there are any and nothing is held yet.
   * They came with the code, so neither key nor age is asked for; the checksums are.
   * @param {string} folder address of the packaged folder
   */
  async takePackaged(folder) {
    if (await this.#store.held()) return;
    const packaged = await this.#packaged(`${folder}manifest.json`);
    if (packaged) await this.#take(packaged, null, { folder }, {});
  }

  /** A person has read that the service's log is not as it was. */
  async logWasRead() {
    const held = await this.#store.held();
    if (!held?.logTrouble) return;
    const { logTrouble: _, ...others } = held;
    await this.#store.replace([], others);
  }

  /**
   * @param {boolean} smaller
   * @returns {Promise<Outcome>}
   */
  async #attempt(smaller) {
    try {
      return { outcome: (await this.#renew(smaller)) ? 'updated' : 'unchanged' };
    } catch (error) {
      if (error instanceof Refused) return { outcome: 'refused', code: error.code, detail: error.message };
      if (error instanceof Away) return { outcome: 'unreachable', detail: error.message };
      throw error;
    }
  }

  /**
   * From the mirror if there is one, and from the service where it has nothing to offer.
   * @param {boolean} smaller
   */
  async #renew(smaller) {
    const [server, mirror] = [await this.#settings.server(), await this.#settings.mirror()];
    if (!mirror) return this.#renewFrom(server, { server, mirror }, smaller);
    try {
      return await this.#renewFrom(mirror, { server, mirror }, smaller);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Away)) throw error;
      return this.#renewFrom(server, { server, mirror: null }, smaller);
    }
  }

  /**
   * @param {string} source
   * @param {Place & {server: string}} place
   * @param {boolean} smaller
   */
  async #renewFrom(source, place, smaller) {
    const { server } = place;
    const manifest = readManifest(await downloadJson(this.#fetch, `${source}/v1/lists`, MANIFEST_LIMIT));
    const pin = await this.#settings.pin(server);
    if (pin) await verifyKnown(manifest, pin.publicKey, this.#now());
    else await verifySignature(manifest, manifest.public_key);
    const held = await this.#store.held();
    const before = held?.server === server ? held : null; // another service's times and sizes say nothing
    refuseOutdated(manifest, before?.publishedAt ?? null, this.#now());
    if (!smaller) refuseShrunk(manifest, before, this.#now());
    const changed = await this.#take(manifest, held, place, witnessed(before, manifest, this.#now()));
    if (!pin) await this.#settings.keepPin(server, manifest.public_key, this.#now());
    else if (pin.publicKey !== manifest.public_key) await this.#settings.movePin(server, pin, manifest.public_key, this.#now());
    return changed;
  }

  /**
   * Fetch the lists that changed and replace all at once; says whether any did.
   * @param {Announcement} manifest
   * @param {Held | null} held
   * @param {Place} place
   * @param {import('./log-witness.js').Witnessed} log
   */
  async #take(manifest, held, place, log) {
    const infos = manifest.lists.filter((list) => LIST_NAMES.includes(list.name));
    const changed = infos.filter((list) => held?.lists[list.name]?.sha256 !== list.sha256);
    const lists = [];
    for (const info of changed) lists.push(await this.#files.get(info, place));
    const server = 'server' in place ? place.server : null;
    await this.#store.replace(lists, { ...heldOf(manifest, infos, server, this.#now()), ...log });
    if (lists.length) await this.#onChange();
    return lists.length > 0;
  }

  /** @param {string} url */
  async #packaged(url) {
    try {
      return readPackaged(await downloadJson(this.#fetch, url, MANIFEST_LIMIT));
    } catch (error) {
      if (error instanceof Away) return null; // packaged without lists
      throw error;
    }
  }
}

/**
 * Refuse lists of which one has less than half of what is held: a service that lost its feeds would take
 * the protection away. Once the held manifest has expired it is taken, so that nobody is stuck; a person can
 * take it before.
 * @param {Manifest} manifest
 * @param {Held | null} held
 * @param {number} now
 */
function refuseShrunk(manifest, held, now) {
  if (!held || timeOf(held.expiresAt) <= now) return;
  for (const { name, entries } of manifest.lists) {
    const before = held.lists[name]?.entries ?? 0;
    if (before < SMALL_LIST || entries * 2 >= before) continue;
    throw new Refused('shrunk', `${name} has ${entries}, held ${before}`);
  }
}

/**
 * @param {Announcement} manifest
 * @param {import('./signed-manifest.js').ListInfo[]} infos
 * @param {string | null} server
 * @param {number} now
 * @returns {Held}
 */
function heldOf(manifest, infos, server, now) {
  return {
    server,
    publishedAt: manifest.published_at,
    expiresAt: manifest.expires_at,
    confirmedAt: server ? now : timeOf(manifest.published_at),
    nextUpdateSeconds: manifest.next_update_seconds,
    lists: Object.fromEntries(
      infos.map(({ name, version, entries, sha256 }) => [name, { version, entries, sha256 }]),
    ),
  };
}
