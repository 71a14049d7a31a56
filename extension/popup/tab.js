// @ts-check
/** The page that the popup is about: that of the tab, or the one that our warning page stands before. */
import { subjectOf } from '../warning/subject.js';

/**
 * `url` is null where the tab shows no web site. `held`: our warning stands before it.
 * @typedef {{tabId: number, windowId: number, url: URL | null, held: boolean}} Page
 */

/** @returns {Promise<Page>} */
export async function currentPage() {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  const [tabId, windowId] = [tab?.id ?? -1, tab?.windowId ?? -1];
  const url = URL.canParse(tab?.url ?? '') ? new URL(/** @type {string} */ (tab.url)) : null;
  const held = url !== null && url.href.startsWith(browser.runtime.getURL('warning/warning.html'));
  const shown = held ? subjectOf(url.hash)?.url : url?.href;
  return { tabId, windowId, url: shown && /^https?:/.test(shown) ? new URL(shown) : null, held };
}

/** Whether this is a tab rather than a popup, as on a telephone. */
export async function isWholeTab() {
  return matchMedia('(hover: none)').matches || (await browser.tabs.getCurrent()) !== undefined;
}
