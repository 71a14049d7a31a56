// @ts-check
/**
 * Pages that Chromium's rule engine cannot see: listed pages of shared hosts, at the first visit in a session.
 * Of those the lists on this computer hold a piece of a hash, and the service is asked for the rest.
 *
 * What this can and cannot do: the request for such a page is sent, for Chromium lets no listener hold it back.
 * If the worker has its answer before the site's first byte, the page is never shown. If not, the page's
 * scripts run, while `content/page-guard.js` keeps the page hidden until the answer is there. Firefox holds
 * the request back (`host-requests.js`); `docs/permissions.md` has the figures.
 */

import { MESSAGES } from '../common/messages.js';

export class Navigation {
  #browser;
  #judge;
  #warningUrl;

  /**
   * @param {{webNavigation: Pick<typeof chrome.webNavigation, 'onBeforeNavigate' | 'onHistoryStateUpdated'>,
   *   webRequest: Pick<typeof chrome.webRequest, 'onBeforeRedirect'>, tabs: Pick<typeof chrome.tabs, 'update' | 'sendMessage'>}} browser
   * @param {(url: string, tabId: number) => Promise<import('./gate.js').Judgement>} judge
   * @param {string} warningUrl
   */
  constructor(browser, judge, warningUrl) {
    this.#browser = browser;
    this.#judge = judge;
    this.#warningUrl = warningUrl;
  }

  /**
   * @param {boolean} requestsAreHeld whether the blocker already holds requests for pages back
   */
  listen(requestsAreHeld) {
    const { webNavigation } = this.#browser;
    const pages = { url: [{ schemes: ['http', 'https'] }] };
    /** @param {{frameId: number, tabId: number, url: string}} details */
    const listener = (details) => this.#check(details);
    // A page that changes its own address makes no request for it.
    webNavigation.onHistoryStateUpdated.addListener((details) => this.#checkRewritten(details), pages);
    if (requestsAreHeld) return;
    webNavigation.onBeforeNavigate.addListener(listener, pages);
    this.#listenForRedirects();
  }

  /** A redirect is a navigation of its own only once its page is there: too late. */
  #listenForRedirects() {
    this.#browser.webRequest.onBeforeRedirect.addListener(
      ({ frameId, tabId, redirectUrl }) => void this.#check({ frameId, tabId, url: redirectUrl }),
      { urls: ['http://*/*', 'https://*/*'], types: /** @type {any} */ (['main_frame']) },
    );
  }

  /**
   * The page that wrote the address is there still, and has looked once: it is to look again.
   * @param {{frameId: number, tabId: number, url: string}} details
   */
  async #checkRewritten(details) {
    const action = await this.#check(details);
    if (action !== 'warn') return;
    await this.#browser.tabs.sendMessage(details.tabId, { name: MESSAGES.LOOK_AGAIN }, { frameId: 0 }).catch(() => {}); // it may be gone
  }

  /** @param {{frameId: number, tabId: number, url: string}} details */
  async #check({ frameId, tabId, url }) {
    if (frameId !== 0) return null;
    const { action } = await this.#judge(url, tabId);
    if (action === 'block') await this.#browser.tabs.update(tabId, { url: `${this.#warningUrl}#${url}` });
    return action;
  }
}
