// @ts-check
/** What a person chose: which service the lists come from, by which key it is known, what is looked at. */

/**
 * `since` in milliseconds.
 * @typedef {{publicKey: string, since: number}} Pin
 * What is looked at: hosts and pages that are opened, wallet addresses on pages, what is copied and pasted,
 * and what a page asks a wallet to do.
 * @typedef {{pages: boolean, addresses: boolean, clipboard: boolean, walletCalls: boolean}} Checks
 */

const SERVER = 'server';
const PINS = 'pins';
/** The storage key too: whoever cannot import this may listen for its change. */
const CHECKS = 'checks';
/** @type {(keyof Checks)[]} */
export const CHECK_NAMES = ['pages', 'addresses', 'clipboard', 'walletCalls'];

export class Settings {
  #storage;
  #defaults;

  /**
   * @param {{get(key: string): Promise<any>, set(items: object): Promise<void>, remove(key: string): Promise<void>}} storage
   * @param {() => Promise<{server: string, public_key: string | null}>} defaults what the extension was packaged with
   */
  constructor(storage, defaults) {
    this.#storage = storage;
    this.#defaults = defaults;
  }

  /** The service's address, with no slash at its end. */
  async server() {
    const chosen = (await this.#storage.get(SERVER))[SERVER];
    return chosen ?? serverAddress((await this.#defaults()).server);
  }

  /**
   * Use another service from now on.
   * @param {string} text
   * @throws {TypeError} for what is no http or https address
   */
  async useServer(text) {
    await this.#storage.set({ [SERVER]: serverAddress(text) });
  }

  /**
   * The key that lists of this service must be signed with; null before the first meeting.
   * @param {string} server
   * @returns {Promise<Pin | null>}
   */
  async pin(server) {
    const { server: own, public_key: publicKey } = await this.#defaults();
    if (publicKey && serverAddress(own) === server) return { publicKey, since: 0 };
    return (await this.#pins())[server] ?? null;
  }

  /**
   * Trust the key from now on, unless one is pinned already.
   * @param {string} server
   * @param {string} publicKey base64
   * @param {number} now in milliseconds
   */
  async keepPin(server, publicKey, now) {
    if (await this.pin(server)) return;
    await this.#storage.set({ [PINS]: { ...(await this.#pins()), [server]: { publicKey, since: now } } });
  }

  /**
   * Forget the key, so that the next list is a first meeting again.
   * @param {string} server
   */
  async forgetPin(server) {
    const { [server]: _, ...others } = await this.#pins();
    await this.#storage.set({ [PINS]: others });
  }

  /**
   * What to look at; everything, unless somebody switched it off.
   * @returns {Promise<Checks>}
   */
  async checks() {
    const kept = Object((await this.#storage.get(CHECKS))[CHECKS]);
    return /** @type {Checks} */ (Object.fromEntries(CHECK_NAMES.map((name) => [name, kept[name] !== false])));
  }

  /** @param {Partial<Checks>} changed the others stay as they are */
  async useChecks(changed) {
    await this.#storage.set({ [CHECKS]: { ...(await this.checks()), ...changed } });
  }

  /** @returns {Promise<Record<string, Pin>>} */
  async #pins() {
    return (await this.#storage.get(PINS))[PINS] ?? {};
  }
}

/**
 * The one spelling of a service's address.
 * @param {string} text
 * @throws {TypeError} for what is no http or https address
 */
export function serverAddress(text) {
  const url = new URL(text.trim());
  if (!['http:', 'https:'].includes(url.protocol)) throw new TypeError('not an http address');
  return (url.origin + url.pathname).replace(/\/+$/, '');
}
