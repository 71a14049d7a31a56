// @ts-check
/** What was typed into the form: a popup is gone with a click beside it. Kept until the browser is closed, never on the disk. */

/**
 * @typedef {{target: string, category: string, note: string}} Draft
 * @typedef {import('./tab.js').Page} Page
 */

const KEY = 'report-draft';

/**
 * @param {Page} page
 * @param {Draft} draft
 */
export function keepDraft({ tabId, url }, draft) {
  return browser.storage.session.set({ [KEY]: { ...draft, of: `${tabId} ${url?.origin}` } });
}

/**
 * The draft of this site in this tab.
 * @param {Page} page
 * @returns {Promise<Draft | null>}
 */
export async function readDraft({ tabId, url }) {
  const { target, category, note, of } = Object((await browser.storage.session.get(KEY))[KEY]);
  const isDraft = [target, category, note].every((text) => typeof text === 'string') && of === `${tabId} ${url?.origin}`;
  return isDraft ? { target, category, note } : null;
}

/** @param {Page} _ */
export function dropDraft(_) {
  return browser.storage.session.remove(KEY);
}
