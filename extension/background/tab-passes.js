// @ts-check
/** "Go on for this tab": which entries a person chose to open all the same, until the tab is closed. */

/** @typedef {{tabId: number, expression: string}} Pass */

const KEY = 'passes';
const MOST_KEPT = 200;

export class TabPasses {
  #storage;
  #onChange;

  /**
   * @param {{get(key: string): Promise<any>, set(items: object): Promise<void>}} storage of the session
   * @param {(passes: Pass[]) => Promise<void>} onChange
   */
  constructor(storage, onChange) {
    this.#storage = storage;
    this.#onChange = onChange;
  }

  /**
   * Let the tab open what the entry covers.
   * @param {number} tabId
   * @param {string} expression
   */
  async add(tabId, expression) {
    const others = (await this.#all()).filter((pass) => pass.tabId !== tabId || pass.expression !== expression);
    await this.#save([...others, { tabId, expression }].slice(-MOST_KEPT));
  }

  /**
   * @param {number} tabId
   * @param {string} expression
   */
  async has(tabId, expression) {
    return (await this.#all()).some((pass) => pass.tabId === tabId && pass.expression === expression);
  }

  /**
   * The tab is gone: another may get its number.
   * @param {number} tabId
   */
  async drop(tabId) {
    const all = await this.#all();
    const others = all.filter((pass) => pass.tabId !== tabId);
    if (others.length < all.length) await this.#save(others);
  }

  /** @param {Pass[]} passes */
  async #save(passes) {
    await this.#storage.set({ [KEY]: passes });
    await this.#onChange(passes);
  }

  /** @returns {Promise<Pass[]>} */
  async #all() {
    return (await this.#storage.get(KEY))[KEY] ?? [];
  }
}
