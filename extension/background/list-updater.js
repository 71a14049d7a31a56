// @ts-check
/**
 * Fetches the lists and verifies signature, time, size and checksum before anything is replaced.
 * Whatever goes wrong, the last good lists stay.
 */
import { Away, download, downloadJson } from './download.js';
import { LIST_NAMES, Refused, readManifest, refuseOutdated, timeOf, verifySignature } from './signed-manifest.js';
import { applyDelta } from './sorted-lines.js';

/**
 * @typedef {import('./signed-manifest.js').Manifest} Manifest
 * @typedef {import('./signed-manifest.js').ListInfo} ListInfo
 * @typedef {import('./list-store.js').Held} Held
 * @typedef {import('./list-store.js').HeldList} HeldList
 * @typedef {Pick<import('./list-store.js').ListStore, 'held' | 'list' | 'replace'>} Store
 * @typedef {{outcome: 'updated' | 'unchanged' | 'refused' | 'unreachable' | 'failed', code?: string, detail?: string}} Outcome
 */

const MANIFEST_LIMIT = { bytes: 1_000_000, milliseconds: 15_000 };
const LIST_MILLISECONDS = 120_000;
const MOST_LIST_BYTES = 256_000_000;
/** Below this many hosts a list may halve: a small service's own list does so on any day. */
const SMALL_LIST = 100;

export class ListUpdater {
  /** @type {Promise<Outcome> | null} */
  #running = null;
  #store;
  #settings;
  #fetch;
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
    this.#now = now;
    this.#onChange = onChange;
  }

  /**
   * Fetch what is new. Calls that come meanwhile share the one attempt.
   * @returns {Promise<Outcome>}
   */
  update() {
    this.#running ??= this.#attempt().finally(() => (this.#running = null));
    return this.#running;
  }

  /**
   * Take the lists packaged with the extension, if there are any and nothing is held yet.
   * They came with the code, so neither key nor age is asked for; the checksums are.
   * @param {string} folder address of the packaged folder
   */
  async takePackaged(folder) {
    if (await this.#store.held()) return;
    const manifest = await this.#packagedManifest(`${folder}manifest.json`);
    if (!manifest) return;
    await verifySignature(manifest, manifest.public_key);
    const located = manifest.lists.map((list) => ({ ...list, url: `${folder}${list.name}.txt`, deltas: [] }));
    await this.#take({ ...manifest, lists: located }, null, null);
  }

  /** @returns {Promise<Outcome>} */
  async #attempt() {
    try {
      return { outcome: (await this.#renew()) ? 'updated' : 'unchanged' };
    } catch (error) {
      if (error instanceof Refused) return { outcome: 'refused', code: error.code, detail: error.message };
      if (error instanceof Away) return { outcome: 'unreachable', detail: error.message };
      throw error;
    }
  }

  async #renew() {
    const server = await this.#settings.server();
    const manifest = readManifest(await downloadJson(this.#fetch, `${server}/v1/lists`, MANIFEST_LIMIT));
    const pin = await this.#settings.pin(server);
    await verifySignature(manifest, pin?.publicKey ?? manifest.public_key);
    const held = await this.#store.held();
    const before = held?.server === server ? held : null; // another service's times and sizes say nothing
    refuseOutdated(manifest, before?.publishedAt ?? null, this.#now());
    refuseShrunk(manifest, before, this.#now());
    const changed = await this.#take(manifest, server, held);
    await this.#settings.keepPin(server, manifest.public_key, this.#now());
    return changed;
  }

  /**
   * Fetch the lists that changed and replace all at once; says whether any did.
   * @param {Manifest} manifest
   * @param {string | null} server
   * @param {Held | null} held
   */
  async #take(manifest, server, held) {
    const infos = manifest.lists.filter((list) => LIST_NAMES.includes(list.name));
    const changed = infos.filter((list) => held?.lists[list.name]?.sha256 !== list.sha256);
    const lists = [];
    for (const info of changed) lists.push(await this.#fetchList(info, server));
    await this.#store.replace(lists, heldOf(manifest, infos, server, this.#now()));
    if (lists.length) await this.#onChange();
    return lists.length > 0;
  }

  /**
   * @param {ListInfo} info
   * @param {string | null} server
   * @returns {Promise<HeldList>}
   */
  async #fetchList(info, server) {
    const { name, version, entries, sha256 } = info;
    const bytes = (await this.#byDelta(info, server)) ?? (await this.#whole(info, server));
    return { name, version, entries, sha256, bytes };
  }

  /**
   * The list made from the one held; null where there is no fitting delta. The whole list is then fetched.
   * @param {ListInfo} info
   * @param {string | null} server
   */
  async #byDelta(info, server) {
    const old = await this.#store.list(info.name);
    const delta = info.deltas.find(({ from }) => from === old?.version);
    if (!old || !delta) return null;
    try {
      const bytes = await applyDelta(old.bytes, await this.#download(delta.url, delta.bytes, server));
      return (await sha256(bytes)) === info.sha256 ? bytes : null;
    } catch (error) {
      if (error instanceof RangeError || error instanceof Away || error instanceof Refused) return null;
      throw error;
    }
  }

  /**
   * @param {ListInfo} info
   * @param {string | null} server
   */
  async #whole(info, server) {
    const bytes = await this.#download(info.url, info.bytes, server);
    if ((await sha256(bytes)) === info.sha256) return bytes;
    throw new Refused('checksum', `list ${info.name} is not the one that was signed`);
  }

  /**
   * @param {string} url
   * @param {number} bytes what was announced, which is then the most that is read
   * @param {string | null} server
   */
  #download(url, bytes, server) {
    const limit = { bytes: Math.min(bytes, MOST_LIST_BYTES), milliseconds: LIST_MILLISECONDS };
    return download(this.#fetch, server ? new URL(url, `${server}/`).href : url, limit);
  }

  /** @param {string} url */
  async #packagedManifest(url) {
    try {
      return readManifest(await downloadJson(this.#fetch, url, MANIFEST_LIMIT));
    } catch (error) {
      if (error instanceof Away) return null; // packaged without lists
      throw error;
    }
  }
}

/**
 * Refuse a hosts list of less than half of what is held: a service that lost its feeds would take
 * the protection away. Once the held manifest has expired it is taken, so that nobody is stuck.
 * @param {Manifest} manifest
 * @param {Held | null} held
 * @param {number} now
 */
function refuseShrunk(manifest, held, now) {
  const before = held?.lists.hosts?.entries ?? 0;
  const after = manifest.lists.find((list) => list.name === 'hosts')?.entries ?? 0;
  if (!held || before < SMALL_LIST || after * 2 >= before || timeOf(held.expiresAt) <= now) return;
  throw new Refused('shrunk', `${after} hosts, held ${before}`);
}

/**
 * @param {Manifest} manifest
 * @param {ListInfo[]} infos
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
    log: manifest.log, // a service that later denies a line of its log has signed the opposite here
    lists: Object.fromEntries(
      infos.map(({ name, version, entries, sha256 }) => [name, { version, entries, sha256 }]),
    ),
  };
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function sha256(bytes) {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
