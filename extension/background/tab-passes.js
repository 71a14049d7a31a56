// @ts-check
/**
 * "Go on for this tab": which entries a person chose to open all the same, until the tab is closed or shows
 * another site. The browser's end forgets them all.
 */
import { canonicalUrlOrNull } from '../common/canonical-url.js';

/** @typedef {{tabId: number, expression: string}} Pass */

const MOST_KEPT = 200;

export class TabPasses {
  #storage;
  #onChange;
  #key;

  /**
   * @param {{get(key: string): Promise<any>, set(items: object): Promise<void>}} storage of the session
   * @param {(passes: Pass[]) => Promise<void>} onChange
   * @param {string} [key] for another kind of choice in a tab, such as which bars were closed
   */
  constructor(storage, onChange, key = 'passes') {
    this.#storage = storage;
    this.#onChange = onChange;
    this.#key = key;
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

  /**
   * The tab shows another page now: keep what covers its host, forget the rest.
   * @param {number} tabId
   * @param {string} url
   */
  async keepFor(tabId, url) {
    const all = await this.#all();
    if (!all.some((pass) => pass.tabId === tabId)) return;
    const host = canonicalUrlOrNull(url)?.host;
    const others = all.filter((pass) => pass.tabId !== tabId || (host !== undefined && covers(pass.expression, host)));
    if (others.length < all.length) await this.#save(others);
  }

  /** @param {Pass[]} passes */
  async #save(passes) {
    await this.#storage.set({ [this.#key]: passes });
    await this.#onChange(passes);
  }

  /** @returns {Promise<Pass[]>} */
  async #all() {
    return (await this.#storage.get(this.#key))[this.#key] ?? [];
  }
}

/**
 * Whether an entry is of the host, or of one that it lies below.
 * @param {string} expression
 * @param {string} host
 */
function covers(expression, host) {
  return `.${host}`.endsWith(`.${expression.slice(0, expression.indexOf('/'))}`);
}
