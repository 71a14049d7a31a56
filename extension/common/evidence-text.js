// @ts-check
/** The evidence in words, for the warning page and for the bar. */
import { dayText, listText, numberText, text } from './i18n.js';

/**
 * @typedef {import('./evidence.js').Evidence} Evidence
 * @typedef {import('./evidence.js').Reporter} Reporter
 */

const MOST_NAMED = 3;

/** Our own two have words in the reader's language. @param {Reporter} reporter */
export function reporterName({ id, name }) {
  return { moderators: text('source_moderators'), volunteers: text('source_volunteers') }[id] ?? name;
}

/** @param {{since: string, confirmed: string}} of a source, or of all */
export function datesText({ since, confirmed }) {
  const words = [since ? text('source_since', [dayText(since)]) : '', confirmed ? text('source_confirmed', [dayText(confirmed)]) : ''];
  return words.filter(Boolean).join(' ');
}

/** Since when, of all sources together. @param {Evidence} evidence */
export function spanText({ since, confirmed }) {
  const words = [since ? text('evidence_since', [dayText(since)]) : '', confirmed ? text('evidence_confirmed', [dayText(confirmed)]) : ''];
  return words.filter(Boolean).join(' ');
}

/** Who reported it, in a few names; empty where the service names nobody. @param {Evidence} evidence */
export function reportersText({ reporters, count }) {
  if (!reporters.length) return '';
  const names = reporters.slice(0, MOST_NAMED).map(reporterName);
  const rest = count - names.length;
  return text('evidence_by', [listText(rest > 0 ? [...names, text('evidence_others', [numberText(rest)])] : names)]);
}

/** How sure it is. @param {Evidence} evidence */
export function sureText({ sure, count }) {
  if (sure === 'unchecked') return text('sure_unchecked');
  if (sure === 'moderators') return text('sure_moderators');
  return sure === 'many' ? text('sure_many', [numberText(count)]) : text('sure_one');
}
