// @ts-check
/**
 * Private windows: what the extension remembers of them, it forgets with the last of them. It is kept in memory
 * only in any case: answers of the service, pages that were confirmed, sites where it was paused, wallet addresses
 * that were copied. They do not say
 * which window they are from, so all are forgotten; the service is asked again where it matters.
 */

const KEY = 'private-window';

export class PrivateTraces {
  #tabs;
  #storage;
  #forget;

  /**
   * @param {Pick<typeof chrome.tabs, 'onCreated' | 'onRemoved' | 'query'>} tabs
   * @param {{get(key: string): Promise<any>, set(items: object): Promise<void>, remove(key: string): Promise<void>}} storage of the session
   * @param {() => Promise<unknown>} forget
   */
  constructor(tabs, storage, forget) {
    this.#tabs = tabs;
    this.#storage = storage;
    this.#forget = forget;
  }

  listen() {
    this.#tabs.onCreated.addListener((tab) => void this.#opened(tab));
    this.#tabs.onRemoved.addListener((tabId) => void this.#closed(tabId));
  }

  /** @param {{incognito?: boolean}} tab */
  async #opened({ incognito }) {
    if (incognito) await this.#storage.set({ [KEY]: true });
  }

  /** @param {number} closedId */
  async #closed(closedId) {
    if (!(await this.#storage.get(KEY))[KEY]) return;
    const open = await this.#tabs.query({});
    if (open.some(({ id, incognito }) => incognito && id !== closedId)) return;
    await this.#storage.remove(KEY);
    await this.#forget();
  }
}
