// @ts-check
/** What came of the last update, in words. */
import { agoText, text } from './i18n.js';

/**
 * @param {import('../background/update-schedule.js').LastUpdate} last
 * @param {number} now in milliseconds
 */
export function outcomeText({ outcome, code, detail, at }, now) {
  const name = outcome === 'refused' ? `refused_${code}` : `update_${outcome}`;
  // What nobody foresaw has no words of ours, only the browser's.
  return text('update_last', [agoText(now - at), text(name) || detail || outcome]);
}
