// @ts-check
/**
 * Pages that Chromium's rule engine cannot see, sent to the warning page when they begin to load. The site
 * may then have been contacted, though its page was never shown; Firefox holds such requests back.
 */

export class Navigation {
  #webNavigation;
  #tabs;
  #judge;
  #warningUrl;

  /**
   * @param {Pick<typeof chrome.webNavigation, 'onBeforeNavigate' | 'onHistoryStateUpdated'>} webNavigation
   * @param {Pick<typeof chrome.tabs, 'update'>} tabs
   * @param {(url: string, tabId: number) => Promise<import('./gate.js').Judgement>} judge
   * @param {string} warningUrl
   */
  constructor(webNavigation, tabs, judge, warningUrl) {
    this.#webNavigation = webNavigation;
    this.#tabs = tabs;
    this.#judge = judge;
    this.#warningUrl = warningUrl;
  }

  /**
   * @param {boolean} requestsAreHeld whether the blocker already holds requests for pages back
   */
  listen(requestsAreHeld) {
    const pages = { url: [{ schemes: ['http', 'https'] }] };
    /** @param {{frameId: number, tabId: number, url: string}} details */
    const listener = (details) => this.#check(details);
    if (!requestsAreHeld) this.#webNavigation.onBeforeNavigate.addListener(listener, pages);
    // A page that changes its own address makes no request for it.
    this.#webNavigation.onHistoryStateUpdated.addListener(listener, pages);
  }

  /** @param {{frameId: number, tabId: number, url: string}} details */
  async #check({ frameId, tabId, url }) {
    if (frameId !== 0) return;
    const { action } = await this.#judge(url, tabId);
    if (action === 'block') await this.#tabs.update(tabId, { url: `${this.#warningUrl}#${url}` });
  }
}
