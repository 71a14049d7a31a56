// @ts-check
/** The lists on this computer: bytes in IndexedDB, replaced all at once or not at all. */

/**
 * @typedef {{name: string, version: string, entries: number, sha256: string, bytes: Uint8Array<ArrayBuffer>}} HeldList
 * @typedef {{server: string | null, publishedAt: string, expiresAt: string, confirmedAt: number, nextUpdateSeconds: number,
 *   log?: import('./signed-manifest.js').Tip, logTrouble?: import('./log-witness.js').LogTrouble,
 *   lists: Record<string, {version: string, entries: number, sha256: string}>}} Held
 */

const DATABASE = 'mynah';
const LISTS = 'lists';
const META = 'meta';
const HELD = 'held';

export class ListStore {
  /** @type {Promise<IDBDatabase> | null} */
  #database = null;

  /**
   * What is held, without the lists themselves; null before the first list.
   * @returns {Promise<Held | null>}
   */
  async held() {
    const store = await this.#store(META, 'readonly');
    return (await settled(store.get(HELD))) ?? null;
  }

  /**
   * One list with its bytes; null before the first list.
   * @param {string} name
   * @returns {Promise<HeldList | null>}
   */
  async list(name) {
    const store = await this.#store(LISTS, 'readonly');
    return (await settled(store.get(name))) ?? null;
  }

  /**
   * Take new lists (those that changed) and what is said of them, in one transaction.
   * @param {HeldList[]} lists
   * @param {Held} held
   */
  async replace(lists, held) {
    const database = await this.#open();
    const change = database.transaction([LISTS, META], 'readwrite');
    for (const list of lists) change.objectStore(LISTS).put(list, list.name);
    change.objectStore(META).put(held, HELD);
    await new Promise((resolve, reject) => {
      change.oncomplete = resolve;
      change.onabort = () => reject(change.error);
    });
  }

  /**
   * @param {string} name
   * @param {IDBTransactionMode} mode
   */
  async #store(name, mode) {
    return (await this.#open()).transaction(name, mode).objectStore(name);
  }

  #open() {
    this.#database ??= openDatabase(() => (this.#database = null));
    this.#database.catch(() => (this.#database = null));
    return this.#database;
  }
}

/**
 * @param {() => void} onClose the browser has closed it, as when its files were cleared: it can be opened anew
 * @returns {Promise<IDBDatabase>}
 */
function openDatabase(onClose) {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(LISTS);
    request.result.createObjectStore(META);
  };
  return settled(request).then((database) => Object.assign(database, { onclose: onClose }));
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
