// @ts-check
/**
 * What whoever manages the computer has set. Chromium answers this in its own time, after a start only once it
 * has nothing else to do; no page may wait for that. So what was set before holds until the answer is there.
 */

const KEPT = 'policy';
const PATIENCE_MILLISECONDS = 250;

export class Policy {
  /** @type {Promise<object> | null} */
  #asked = null;
  #managed;
  #local;
  #onChange;
  #after;

  /**
   * @param {object} needs
   * @param {{get(key: null): Promise<object>} | undefined} needs.managed rejects in Firefox where there is no policy; missing on telephones
   * @param {{get(key: string): Promise<any>, set(items: object): Promise<void>}} needs.local
   * @param {() => Promise<void>} needs.onChange called when it is another than before
   * @param {(milliseconds: number) => Promise<void>} [needs.after]
   */
  constructor({ managed, local, onChange, after = (milliseconds) => new Promise((go) => setTimeout(go, milliseconds)) }) {
    this.#managed = managed;
    this.#local = local;
    this.#onChange = onChange;
    this.#after = after;
  }

  /** What holds now. Never waits for long. */
  async read() {
    return Promise.race([this.fresh(), this.#after(PATIENCE_MILLISECONDS).then(() => this.#kept())]);
  }

  /**
   * The browser's own answer, for what can wait.
   * @returns {Promise<object>}
   */
  fresh() {
    this.#asked ??= this.#ask();
    return this.#asked;
  }

  /** The browser says that it has changed. */
  changed() {
    this.#asked = null;
    return this.fresh();
  }

  async #ask() {
    const policy = (await this.#managed?.get(null).catch(() => ({}))) ?? {};
    if (JSON.stringify(policy) !== JSON.stringify(await this.#kept())) {
      await this.#local.set({ [KEPT]: policy });
      // Whoever is told reads it anew, and must find this answer.
      void Promise.resolve().then(() => this.#onChange());
    }
    return policy;
  }

  /** @returns {Promise<object>} */
  async #kept() {
    return Object((await this.#local.get(KEPT))[KEPT]);
  }
}
