// @ts-check
/**
 * Names that no list can block whole, whoever signed it: `com`, `co.uk`, `github.io`. Anybody may have a site
 * below them, so that one line of a list would hold back many thousands. A page of such a host (a file of
 * somebody's on `s3.amazonaws.com`) can be listed, and is looked for on that host alone.
 */

/** @typedef {{has(host: string): boolean}} Names */

export class BroadNames {
  #text;
  /** @type {Promise<Names> | null} */
  #names = null;

  /** @param {() => Promise<string>} text the public suffixes and all above them, a line each */
  constructor(text) {
    this.#text = text;
  }

  /**
   * Whether the host is such a name. One without a dot is, known or not: nobody's site is all of `test`.
   * @param {string} host
   */
  async has(host) {
    return (await this.names()).has(host);
  }

  /**
   * The same for those who ask about many at once.
   * @returns {Promise<Names>}
   */
  names() {
    this.#names ??= this.#read();
    this.#names.catch(() => (this.#names = null));
    return this.#names;
  }

  /** @returns {Promise<Names>} */
  async #read() {
    const known = new Set((await this.#text()).split('\n'));
    return { has: (host) => known.has(host) || !(host.includes('.') || host.includes(':')) };
  }
}
