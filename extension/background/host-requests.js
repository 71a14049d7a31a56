// @ts-check
/**
 * Firefox's way to block: a listener that each page and frame waits for. It reads the same list where
 * it lies; the rule engine took ten times the memory there, and let a trailing dot through.
 */

/** @typedef {import('./blocker.js').Blocker} Blocker */

/** @implements {Blocker} */
export class HostRequests {
  #webRequest;
  #judge;
  #warningUrl;

  /**
   * @param {Pick<typeof chrome.webRequest, 'onBeforeRequest'>} webRequest
   * @param {(url: string, tabId: number) => Promise<import('./gate.js').Judgement>} judge
   * @param {string} warningUrl
   */
  constructor(webRequest, judge, warningUrl) {
    this.#webRequest = webRequest;
    this.#judge = judge;
    this.#warningUrl = warningUrl;
  }

  listen() {
    /** @type {any} Firefox's listener may answer with a promise; the types know Chromium's only */
    const listener = (/** @type {{url: string, tabId: number}} */ request) => this.#answer(request);
    this.#webRequest.onBeforeRequest.addListener(
      listener,
      { urls: ['http://*/*', 'https://*/*'], types: /** @type {any} */ (['main_frame', 'sub_frame', 'object']) },
      ['blocking'],
    );
  }

  /** The list is read where it is held. */
  async install() {}

  /** A pass is asked for at each request. */
  async letThrough() {}

  /** So is what the service confirmed. */
  async holdBack() {}

  /** And what is not to be looked at. */
  async exempt() {}

  /** @param {{url: string, tabId: number}} request */
  async #answer({ url, tabId }) {
    const { action } = await this.#judge(url, tabId);
    return action === 'block' ? { redirectUrl: `${this.#warningUrl}#${url}` } : {};
  }
}
