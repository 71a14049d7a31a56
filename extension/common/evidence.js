// @ts-check
/**
 * What the service says of an entry, made fit to be shown: who reported it, since when, how sure that is. The
 * service may be anybody's: what is no date, name or list is left out, and what is too long is cut.
 */

/**
 * @typedef {{id: string, name: string, since: string, confirmed: string}} Reporter dates are RFC 3339, or empty
 * `sure` by number and kind of the sources: volunteers alone, whom no moderator has checked yet; our moderators;
 * one list; several.
 * `presentsAs` is what the site calls itself, or empty.
 * @typedef {{category: string, presentsAs: string, reporters: Reporter[], count: number, since: string, confirmed: string,
 *   sure: 'unchecked' | 'moderators' | 'one' | 'many'}} Evidence
 */

const MODERATORS = 'moderators';
const VOLUNTEERS = 'volunteers';
const MOST_SHOWN = 8;
const LONGEST_NAME = 80;
/** What would turn the words around it, or break the line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * @param {import('../background/buckets.js').Match} match
 * @returns {Evidence}
 */
export function evidenceOf({ category, sources, unchecked, presents_as: name, first_seen: first, last_confirmed: last }) {
  const all = sources.map(reporterOf).filter((reporter) => reporter.id);
  return {
    category,
    presentsAs: textOf(name),
    reporters: all.slice(0, MOST_SHOWN),
    count: all.length,
    since: dateOf(first) || earliest(all.map(({ since }) => since)),
    confirmed: dateOf(last) || latest(all.map(({ confirmed }) => confirmed)),
    sure: sureness(all, unchecked === true),
  };
}

/** @param {unknown} source */
function reporterOf(source) {
  const { id, name, first_seen: first, last_seen: last } = Object(source);
  return { id: textOf(id), name: textOf(name) || textOf(id), since: dateOf(first), confirmed: dateOf(last) };
}

/**
 * @param {Reporter[]} reporters
 * @param {boolean} unchecked
 * @returns {Evidence['sure']}
 */
function sureness(reporters, unchecked) {
  const ids = reporters.map(({ id }) => id);
  if (unchecked || (ids.length > 0 && ids.every((id) => id === VOLUNTEERS))) return 'unchecked';
  if (ids.includes(MODERATORS)) return 'moderators';
  return ids.length > 1 ? 'many' : 'one';
}

/** @param {unknown} value */
function textOf(value) {
  if (typeof value !== 'string') return '';
  const clean = value.replace(UNSEEN, '').trim();
  return clean.length > LONGEST_NAME ? `${clean.slice(0, LONGEST_NAME)}…` : clean;
}

/** @param {unknown} value */
function dateOf(value) {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value)) ? value : '';
}

/** @param {string[]} dates */
const earliest = (dates) => dates.filter(Boolean).sort()[0] ?? '';
/** @param {string[]} dates */
const latest = (dates) => dates.sort().at(-1) ?? '';
