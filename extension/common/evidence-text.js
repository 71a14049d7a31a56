// @ts-check
/** The evidence in words, for the warning page and for the bar, which the worker words. */

/**
 * @typedef {import('./words.js').Words} Words
 * @typedef {import('./evidence.js').Evidence} Evidence
 * @typedef {import('./evidence.js').Reporter} Reporter
 */

const MOST_NAMED = 3;

/**
 * Our own two have words in the reader's language.
 * @param {Words} words
 * @param {Reporter} reporter
 */
export function reporterName(words, { id, name }) {
  return { moderators: words.text('source_moderators'), volunteers: words.text('source_volunteers') }[id] ?? name;
}

/**
 * @param {Words} words
 * @param {{since: string, confirmed: string}} dates of a source, or of all
 */
export function datesText(words, { since, confirmed }) {
  const said = [since ? words.text('source_since', [words.day(since)]) : '', confirmed ? words.text('source_confirmed', [words.day(confirmed)]) : ''];
  return said.filter(Boolean).join(' ');
}

/**
 * Since when, of all sources together.
 * @param {Words} words
 * @param {Evidence} evidence
 */
export function spanText(words, { since, confirmed }) {
  const said = [since ? words.text('evidence_since', [words.day(since)]) : '', confirmed ? words.text('evidence_confirmed', [words.day(confirmed)]) : ''];
  return said.filter(Boolean).join(' ');
}

/**
 * Who reported it, in a few names; empty where the service names nobody.
 * @param {Words} words
 * @param {Evidence} evidence
 */
export function reportersText(words, { reporters, count }) {
  if (!reporters.length) return '';
  const names = reporters.slice(0, MOST_NAMED).map((reporter) => reporterName(words, reporter));
  const rest = count - names.length;
  return words.text('evidence_by', [words.list(rest > 0 ? [...names, words.text('evidence_others', [words.number(rest)])] : names)]);
}

/**
 * How sure it is.
 * @param {Words} words
 * @param {Evidence} evidence
 */
export function sureText(words, { sure, count }) {
  if (sure === 'unchecked') return words.text('sure_unchecked');
  if (sure === 'moderators') return words.text('sure_moderators');
  return sure === 'many' ? words.text('sure_many', [words.number(count)]) : words.text('sure_one');
}
