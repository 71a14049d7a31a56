// @ts-check
/** Which service the lists come from, and the key that it was first met with. */

/** @typedef {{publicKey: string, since: number, root?: string}} Pin `since` in milliseconds; `root`: the key that hand-overs led from */

const SERVER = 'server';
const PINS = 'pins';
const MIRROR = 'mirror';

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
   * Where lists are fetched from before the service is asked, or null. Never asked for buckets, nor trusted.
   * @returns {Promise<string | null>}
   */
  async mirror() {
    return (await this.#storage.get(MIRROR))[MIRROR] ?? null;
  }

  /**
   * Use a mirror from now on; none where there is no text.
   * @param {string} text
   * @throws {TypeError} for what is no http or https address
   */
  async useMirror(text) {
    if (!text.trim()) return this.#storage.remove(MIRROR);
    await this.#storage.set({ [MIRROR]: serverAddress(text) });
  }

  /**
   * The key that lists of this service must be signed with; null before the first meeting.
   * @param {string} server
   * @returns {Promise<Pin | null>}
   */
  async pin(server) {
    const { server: own, public_key: publicKey } = await this.#defaults();
    const kept = (await this.#pins())[server] ?? null;
    if (!publicKey || serverAddress(own) !== server) return kept;
    return kept?.root === publicKey ? kept : { publicKey, since: 0 };
  }

  /**
   * Trust the key from now on, unless one is pinned already.
   * @param {string} server
   * @param {string} publicKey base64
   * @param {number} now in milliseconds
   */
  async keepPin(server, publicKey, now) {
    if (await this.pin(server)) return;
    await this.#setPin(server, { publicKey, since: now });
  }

  /**
   * Trust another key in the place of the pinned one, which has signed that (see `verifyKnown`).
   * @param {string} server
   * @param {Pin} before
   * @param {string} publicKey base64
   * @param {number} now in milliseconds
   */
  async movePin(server, before, publicKey, now) {
    if ((await this.pin(server))?.publicKey !== before.publicKey) return;
    await this.#setPin(server, { publicKey, since: now, root: before.root ?? before.publicKey });
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
   * @param {string} server
   * @param {Pin} pin
   */
  async #setPin(server, pin) {
    await this.#storage.set({ [PINS]: { ...(await this.#pins()), [server]: pin } });
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
