// @ts-check
/**
 * The bytes of a list: by a delta of the one held where there is one, else whole. They may come from anywhere,
 * for they are compared with what was signed: a source that has others is passed over.
 */
import { Away, download } from './download.js';
import { Refused } from './signed-manifest.js';
import { applyDelta } from './sorted-lines.js';

/**
 * Where files are asked for: the service, and a mirror in front of it, both without a slash at their end. For
 * packaged lists, their folder.
 * @typedef {{server: string, mirror: string | null} | {folder: string}} Place
 * @typedef {import('./signed-manifest.js').ListInfo} ListInfo
 * @typedef {import('./list-store.js').HeldList} HeldList
 */

const LIST_MILLISECONDS = 120_000;
/** Ten times what the service publishes today. */
const MOST_LIST_BYTES = 128_000_000;

export class ListFiles {
  #store;
  #fetch;

  /**
   * @param {Pick<import('./list-store.js').ListStore, 'list'>} store
   * @param {import('./download.js').Fetch} fetch
   */
  constructor(store, fetch) {
    this.#store = store;
    this.#fetch = fetch;
  }

  /**
   * @param {ListInfo} info
   * @param {Place} place
   * @returns {Promise<HeldList>}
   * @throws {Refused} or {Away}, where no source has the list that was signed
   */
  async get(info, place) {
    const { name, version, entries, sha256 } = info;
    // Before a byte of it is asked for.
    if (info.bytes > MOST_LIST_BYTES) throw new Refused('size', `${info.bytes} bytes were announced`);
    const bytes = (await this.#byDelta(info, place)) ?? (await this.#whole(info, place));
    return { name, version, entries, sha256, bytes };
  }

  /**
   * The list made from the one held; null where there is no fitting delta. The whole list is then fetched.
   * @param {ListInfo} info
   * @param {Place} place
   */
  async #byDelta(info, place) {
    const old = await this.#store.list(info.name);
    const delta = info.deltas.find(({ from }) => from === old?.version);
    if (!old || !delta || delta.bytes > MOST_LIST_BYTES) return null;
    const urls = addresses(place, `${info.name}/${delta.from}..${info.version}`, delta.url);
    return this.#first(urls, delta.bytes, info, (body) => applyDelta(old.bytes, body)).catch(nullIfRefused);
  }

  /**
   * @param {ListInfo} info
   * @param {Place} place
   */
  #whole(info, place) {
    const path = 'folder' in place ? `${info.name}.txt` : `${info.name}/${info.version}`;
    return this.#first(addresses(place, path, info.url), info.bytes, info, async (body) => body);
  }

  /**
   * The first that is what was signed.
   * @param {string[]} urls
   * @param {number} bytes what was announced, which is then the most that is read
   * @param {ListInfo} info
   * @param {(body: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>} make
   */
  async #first(urls, bytes, info, make) {
    /** @type {Refused | Away | null} */
    let problem = null;
    for (const url of urls) {
      try {
        const made = await make(await download(this.#fetch, url, { bytes, milliseconds: LIST_MILLISECONDS }));
        if ((await sha256(made)) === info.sha256) return made;
        throw new Refused('checksum', `list ${info.name} is not the one that was signed`);
      } catch (error) {
        const known = error instanceof RangeError ? new Refused('checksum', error.message) : error;
        if (!(known instanceof Refused || known instanceof Away)) throw known;
        if (!(problem instanceof Refused)) problem = known;
      }
    }
    throw problem;
  }
}

/**
 * Where a file may lie, the nearest first, each once.
 * @param {Place} place
 * @param {string} path below /v1/lists/
 * @param {string} url as the manifest has it: an address, or a path below the service's
 */
function addresses(place, path, url) {
  if ('folder' in place) return [place.folder + path];
  const { server, mirror } = place;
  const usual = (/** @type {string} */ base) => `${base}/v1/lists/${path}`;
  return [...new Set([...(mirror ? [usual(mirror)] : []), new URL(url, `${server}/`).href, usual(server)])];
}

/**
 * @param {unknown} error
 * @returns {null}
 */
function nullIfRefused(error) {
  if (error instanceof Refused || error instanceof Away) return null;
  throw error;
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function sha256(bytes) {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
