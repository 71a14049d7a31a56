// @ts-check
/** Which way of blocking a browser gets, behind one small interface. */
import { HostRequests } from './host-requests.js';
import { HostRules } from './host-rules.js';

/**
 * `listen` must be called in the worker's first turn; `install` puts a hosts list to work;
 * `letThrough` names all that may be opened although it is listed; `holdBack` all pages that the service
 * confirmed, for a way of blocking that could not know them before; `exempt` all that is not to be looked at.
 * @typedef {{listen(): void, install(list: import('./list-store.js').HeldList): Promise<void>,
 *   letThrough(passes: import('./tab-passes.js').Pass[]): Promise<void>, holdBack(expressions: string[]): Promise<void>,
 *   exempt(all: import('./exemptions.js').All): Promise<void>}} Blocker
 */

/**
 * Whether a listener can hold requests back, which is Firefox. `permissions.contains` would say it too,
 * but only later, and listeners must be there in the first turn; a try would not: Chromium takes a
 * blocking listener without an error and then does not wait for it.
 * @param {typeof chrome} browser
 */
export function holdsRequests(browser) {
  return browser.runtime.getURL('').startsWith('moz-extension:');
}

/**
 * @param {typeof chrome} browser
 * @param {(url: string, tabId: number) => Promise<import('./gate.js').Judgement>} judge
 * @param {string} warningUrl
 * @param {import('./broad-names.js').BroadNames} broad
 * @returns {Blocker}
 */
export function blockerFor(browser, judge, warningUrl, broad) {
  if (holdsRequests(browser)) return new HostRequests(browser.webRequest, judge, warningUrl);
  return new HostRules(browser.declarativeNetRequest, browser.storage.local, warningUrl, broad);
}
