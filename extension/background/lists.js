// @ts-check
/** The held lists, read from the store when first asked for and again after they were replaced. */
import { SortedLines } from './sorted-lines.js';

/** @typedef {Pick<import('./list-store.js').ListStore, 'list'>} Store */

export class Lists {
  #store;
  /** @type {Map<string, Promise<SortedLines>>} */
  #read = new Map();

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
  }

  /** Hosts to block, none below another. */
  hosts() {
    return this.#lines('hosts');
  }

  /** Eight hex digits for each entry that is not a host to block. */
  prefixes() {
    return this.#lines('prefixes');
  }

  /** Read them anew the next time. */
  forget() {
    this.#read.clear();
  }

  /** @param {string} name */
  #lines(name) {
    const held = this.#read.get(name) ?? this.#fromStore(name);
    this.#read.set(name, held);
    held.catch(() => this.#read.delete(name));
    return held;
  }

  /** @param {string} name */
  async #fromStore(name) {
    return new SortedLines((await this.#store.list(name))?.bytes ?? new Uint8Array());
  }
}
