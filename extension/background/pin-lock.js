// @ts-check
/**
 * The lock, for someone who must not go past a warning. Somebody they trust sets a PIN; without it no warning
 * is passed, and nothing is changed that would take the protection away. Removing the extension it cannot stop.
 *
 * Kept is what the PIN makes of a random salt, never the PIN. Tries are counted on the disk, and before they
 * are looked at: neither a restart nor an end of the worker gives one back.
 */

/**
 * `forced`: by whoever manages the computer, so that no PIN opens it. `open`: the PIN was entered a moment
 * ago. `wait`: milliseconds until a PIN is looked at again.
 * @typedef {{on: boolean, forced: boolean, open: boolean, wait: number}} LockState
 * @typedef {{outcome: 'right' | 'wrong' | 'wait' | 'never', wait: number}} Entered
 * @typedef {{salt: string, hash: string, iterations: number}} Kept
 * @typedef {{failed: number, until: number}} Tries
 * @typedef {{get(key: string): Promise<any>, set(items: object): Promise<void>, remove(key: string): Promise<void>}} Storage
 */

const KEPT = 'lock';
const TRIES = 'lock-tries';
const OPEN_UNTIL = 'lock-open-until';
/** What OWASP asks for of PBKDF2 with SHA-256, in 2023 and since. */
const ITERATIONS = 600_000;
const OPEN_MILLISECONDS = 5 * 60_000;
const MINUTE = 60_000;
/** After so many wrong PINs, how long the next has to wait; the last holds for all that follow. */
const WAITS = [0, 0, 0, MINUTE / 2, MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE];
export const SHORTEST_PIN = 4;
const LONGEST_PIN = 64;

export class PinLock {
  /** One PIN is looked at after the other, or a page could try many at once. @type {Promise<unknown>} */
  #last = Promise.resolve();
  #local;
  #session;
  #policy;
  #now;

  /**
   * @param {object} needs
   * @param {Storage} needs.local
   * @param {Storage} needs.session
   * @param {() => Promise<boolean>} needs.policy whether whoever manages the computer forces the lock
   * @param {() => number} needs.now in milliseconds
   */
  constructor({ local, session, policy, now }) {
    this.#local = local;
    this.#session = session;
    this.#policy = policy;
    this.#now = now;
  }

  /** @returns {Promise<LockState>} */
  async state() {
    if (await this.#policy()) return { on: true, forced: true, open: false, wait: 0 };
    const on = (await this.#kept()) !== null;
    return { on, forced: false, open: on && (await this.#isOpen()), wait: on ? await this.#wait() : 0 };
  }

  /** Whether what the lock guards is to be refused now. */
  async isShut() {
    const { on, open } = await this.state();
    return on && !open;
  }

  /**
   * A handler that is refused while the lock is shut, with an answer like that of a refused list.
   * @template M, S
   * @param {(message: M, sender: S) => Promise<unknown>} handle
   * @returns {(message: M, sender: S) => Promise<unknown>}
   */
  guard(handle) {
    return async (message, sender) => {
      if (await this.isShut()) return { outcome: 'refused', code: 'locked', at: this.#now() };
      return handle(message, sender);
    };
  }

  /**
   * Look at a PIN. It opens nothing by itself.
   * @param {unknown} pin
   * @returns {Promise<Entered>}
   */
  enter(pin) {
    const entered = this.#last.then(() => this.#look(pin));
    this.#last = entered.catch(() => {});
    return entered;
  }

  /**
   * Open what the lock guards for five minutes, if the PIN is right. Warnings ask for it each time.
   * @param {unknown} pin
   */
  async open(pin) {
    const entered = await this.enter(pin);
    if (entered.outcome === 'right') await this.#session.set({ [OPEN_UNTIL]: this.#now() + OPEN_MILLISECONDS });
    return entered;
  }

  /** Shut it before the five minutes are over. */
  async shut() {
    await this.#session.remove(OPEN_UNTIL);
  }

  /**
   * Turn the lock on, or change its PIN; refused while it is shut, and for what is no PIN.
   * @param {unknown} pin
   * @returns {Promise<boolean>} whether it was done
   */
  async use(pin) {
    const normal = normalPin(pin);
    if (normal === null || (await this.isShut())) return false;
    const salt = base64(crypto.getRandomValues(new Uint8Array(16)));
    const hash = await derived(normal, salt, ITERATIONS);
    await this.#local.set({ [KEPT]: { salt, hash, iterations: ITERATIONS }, [TRIES]: { failed: 0, until: 0 } });
    await this.shut();
    return true;
  }

  /**
   * Turn the lock off; refused while it is shut.
   * @returns {Promise<boolean>} whether it was done
   */
  async drop() {
    if (await this.isShut()) return false;
    await this.#local.remove(KEPT);
    await this.#local.remove(TRIES);
    await this.shut();
    return true;
  }

  /**
   * @param {unknown} pin
   * @returns {Promise<Entered>}
   */
  async #look(pin) {
    const kept = await this.#kept();
    if (!kept || (await this.#policy())) return { outcome: 'never', wait: 0 };
    const wait = await this.#wait();
    if (wait > 0) return { outcome: 'wait', wait };
    await this.#count();
    const normal = normalPin(pin);
    if (normal === null || (await derived(normal, kept.salt, kept.iterations)) !== kept.hash) {
      return { outcome: 'wrong', wait: await this.#wait() };
    }
    await this.#local.set({ [TRIES]: { failed: 0, until: 0 } });
    return { outcome: 'right', wait: 0 };
  }

  /** Count a try as failed, until it turns out to be right. */
  async #count() {
    const failed = (await this.#tries()).failed + 1;
    await this.#local.set({ [TRIES]: { failed, until: this.#now() + waitAfter(failed) } });
  }

  /** Never longer than was meant, should somebody have put the clock back. */
  async #wait() {
    const { failed, until } = await this.#tries();
    return Math.max(0, Math.min(until - this.#now(), waitAfter(failed)));
  }

  async #isOpen() {
    const left = ((await this.#session.get(OPEN_UNTIL))[OPEN_UNTIL] ?? 0) - this.#now();
    return left > 0 && left <= OPEN_MILLISECONDS;
  }

  /** @returns {Promise<Kept | null>} */
  async #kept() {
    return (await this.#local.get(KEPT))[KEPT] ?? null;
  }

  /** @returns {Promise<Tries>} */
  async #tries() {
    return (await this.#local.get(TRIES))[TRIES] ?? { failed: 0, until: 0 };
  }
}

/** @param {number} failed */
function waitAfter(failed) {
  return WAITS[Math.min(failed, WAITS.length - 1)];
}

/**
 * A PIN as it is hashed, so that a digit typed on another keyboard is the same digit; null for what is none.
 * @param {unknown} pin
 */
function normalPin(pin) {
  if (typeof pin !== 'string') return null;
  const normal = pin.normalize('NFKC').trim();
  return normal.length >= SHORTEST_PIN && normal.length <= LONGEST_PIN ? normal : null;
}

/**
 * @param {string} pin
 * @param {string} salt
 * @param {number} iterations
 */
async function derived(pin, salt, iterations) {
  const encode = (/** @type {string} */ text) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey('raw', encode(pin), 'PBKDF2', false, ['deriveBits']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: encode(salt), iterations };
  return base64(new Uint8Array(await crypto.subtle.deriveBits(how, key, 256)));
}

/** @param {Uint8Array} bytes */
function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}
