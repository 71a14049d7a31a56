// @ts-check
/**
 * Listed pages that the service has confirmed in this session, so that Chromium's rule engine can hold them
 * back the next time. Of the lists alone it cannot: they hold no address of a page, only pieces of hashes.
 */
import { digestHex, prefixOf } from '../common/hash.js';

const KEY = 'confirmed-pages';
const MOST_KEPT = 100;

export class ConfirmedPages {
  #storage;
  #onChange;

  /**
   * @param {{get(key: string): Promise<any>, set(items: object): Promise<void>}} storage of the session
   * @param {(expressions: string[]) => Promise<void>} onChange
   */
  constructor(storage, onChange) {
    this.#storage = storage;
    this.#onChange = onChange;
  }

  /**
   * Hold back what the entry covers from now on.
   * @param {string} expression
   */
  async add(expression) {
    const all = await this.#all();
    if (!all.includes(expression)) await this.#save([...all, expression].slice(-MOST_KEPT));
  }

  /**
   * New lists are there: keep what they still hold.
   * @param {Pick<import('./sorted-lines.js').SortedLines, 'has'>} prefixes
   */
  async keepListed(prefixes) {
    const all = await this.#all();
    const digests = await Promise.all(all.map(digestHex));
    const listed = all.filter((_, at) => prefixes.has(prefixOf(digests[at])));
    if (listed.length < all.length) await this.#save(listed);
  }

  /** A person is held back by something that can no longer be confirmed: ask about each page again. */
  async forget() {
    if ((await this.#all()).length) await this.#save([]);
  }

  /** @param {string[]} expressions */
  async #save(expressions) {
    await this.#storage.set({ [KEY]: expressions });
    await this.#onChange(expressions);
  }

  /** @returns {Promise<string[]>} */
  async #all() {
    return (await this.#storage.get(KEY))[KEY] ?? [];
  }
}
