// @ts-check
/** What a person chose: which service the lists come from, by which key it is known, what is looked at. */
import { DEFAULTS, FIELDS, readKey, serverAddress } from './setting-fields.js';

export { CHECK_NAMES, serverAddress } from './setting-fields.js';

/**
 * `since` in milliseconds; `root`: the key that hand-overs led from.
 * @typedef {{publicKey: string, since: number, root?: string}} Pin
 * @typedef {import('./setting-fields.js').Checks} Checks
 * @typedef {import('./setting-fields.js').Values} Values
 * What whoever manages the computer has set, which nobody else can change. `pause`: whether one may pause.
 * @typedef {Partial<Values> & {publicKey?: string, pause?: boolean}} Managed
 */

const PINS = 'pins';
/** @type {(keyof Values)[]} */
const NAMES = /** @type {any} */ (Object.keys(FIELDS));

export class Settings {
  #storage;
  #defaults;
  #policy;

  /**
   * @param {{get(key: string): Promise<any>, set(items: object): Promise<void>, remove(key: string): Promise<void>}} storage
   * @param {() => Promise<{server: string, public_key: string | null}>} defaults what the extension was packaged with
   * @param {() => Promise<unknown>} [policy] all of `storage.managed`
   */
  constructor(storage, defaults, policy = async () => ({})) {
    this.#storage = storage;
    this.#defaults = defaults;
    this.#policy = policy;
  }

  /**
   * What holds for one setting: the policy's word, or what a person chose, or the usual.
   * @template {keyof Values} Name
   * @param {Name} name
   * @returns {Promise<Values[Name]>}
   */
  async get(name) {
    const managed = (await this.managed())[name];
    if (managed !== undefined) return /** @type {Values[Name]} */ (managed);
    const kept = (await this.#storage.get(name))[name];
    return fit(name, kept) ?? DEFAULTS[name];
  }

  /** Every setting. */
  async all() {
    const values = await Promise.all(NAMES.map((name) => this.get(name)));
    return /** @type {Values} */ (/** @type {unknown} */ (Object.fromEntries(NAMES.map((name, at) => [name, values[at]]))));
  }

  /**
   * Choose some; all of them, or none where one is unfit. What a policy has set stays as it is.
   * @param {Record<string, unknown>} changes
   * @param {Record<string, unknown>} [besides] to store along with them
   * @throws {import('./setting-fields.js').Unfit}
   */
  async choose(changes, besides = {}) {
    const managed = await this.managed();
    const read = NAMES.filter((name) => name in changes).map((name) => [name, FIELDS[name](changes[name], name)]);
    await this.#storage.set({ ...Object.fromEntries(read.filter(([name]) => !(String(name) in managed))), ...besides });
  }

  /**
   * What the policy says, without what it may not say.
   * @returns {Promise<Managed>}
   */
  async managed() {
    const policy = Object(await this.#policy());
    /** @type {Record<string, unknown>} */
    const read = {};
    for (const name of NAMES) if (policy[name] !== null) read[name] = fit(name, policy[name]);
    if (typeof policy.pause === 'boolean') read.pause = policy.pause;
    if (policy.publicKey !== undefined && read.server) read.publicKey = attempt(() => readKey(policy.publicKey, 'publicKey'));
    return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
  }

  /** The service's address, with no slash at its end. */
  async server() {
    return (await this.get('server')) ?? serverAddress((await this.#defaults()).server);
  }

  /**
   * Use another service from now on, and no key for it but this one.
   * @param {unknown} text
   * @param {{publicKey: string, now: number}} [confirmed] the key that a person has compared
   * @throws {TypeError} for what is no http or https address
   */
  async useServer(text, confirmed) {
    const server = FIELDS.server(text, 'server');
    const pin = confirmed && { publicKey: readKey(confirmed.publicKey, 'publicKey'), since: confirmed.now };
    const pins = server && pin ? { [PINS]: { ...(await this.pins()), [server]: pin } } : {};
    await this.choose({ server }, pins);
  }

  /**
   * Where lists are fetched from before the service is asked, or null. Never asked for buckets, nor trusted.
   * @returns {Promise<string | null>}
   */
  async mirror() {
    return this.get('mirror');
  }

  /**
   * Use a mirror from now on; none where there is no text.
   * @param {string} text
   * @throws {TypeError} for what is no http or https address
   */
  async useMirror(text) {
    await this.choose({ mirror: text.trim() || null });
  }

  /**
   * The key that lists of this service must be signed with; null before the first meeting.
   * @param {string} server
   * @returns {Promise<Pin | null>}
   */
  async pin(server) {
    const managed = await this.managed();
    const kept = (await this.pins())[server] ?? null;
    const publicKey = managed.server === server && managed.publicKey ? managed.publicKey : await this.#packagedKey(server);
    if (!publicKey) return kept;
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
    const { [server]: _, ...others } = await this.pins();
    await this.#storage.set({ [PINS]: others });
  }

  /** What to look at; everything, unless somebody switched it off. */
  checks() {
    return this.get('checks');
  }

  /** @param {Partial<Checks>} changed the others stay as they are */
  async useChecks(changed) {
    await this.choose({ checks: { ...(await this.checks()), ...changed } });
  }

  /** @param {string} server */
  async #packagedKey(server) {
    const { server: own, public_key: publicKey } = await this.#defaults();
    return serverAddress(own) === server ? publicKey : null;
  }

  /**
   * @param {string} server
   * @param {Pin} pin
   */
  async #setPin(server, pin) {
    await this.#storage.set({ [PINS]: { ...(await this.pins()), [server]: pin } });
  }

  /** @returns {Promise<Record<string, Pin>>} */
  async pins() {
    const kept = Object((await this.#storage.get(PINS))[PINS]);
    return Object.fromEntries(Object.entries(kept).filter(([server, pin]) => isPin(server, pin)));
  }
}

/**
 * @param {string} server
 * @param {unknown} pin
 */
function isPin(server, pin) {
  const { publicKey, since } = Object(pin);
  const isKey = typeof publicKey === 'string' && publicKey !== '';
  return attempt(() => serverAddress(server)) === server && isKey && Number.isSafeInteger(since) && since >= 0;
}

/**
 * The value, if it is one that the setting may have.
 * @template {keyof Values} Name
 * @param {Name} name
 * @param {unknown} value
 * @returns {Values[Name] | undefined}
 */
function fit(name, value) {
  return value === undefined ? undefined : attempt(() => FIELDS[name](value, name));
}

/**
 * @template T
 * @param {() => T} read
 */
function attempt(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
