// @ts-check
/**
 * The witness of the service's public log: it remembers how long the log was and the hash of its last line,
 * as the service signed them. A log that later is shorter, or another, was cut off or written anew; a person
 * is told so until they say that they have read it.
 *
 * What lies between two tips is not looked at: that would need the log itself, which nobody is asked for here.
 * `mynah log verify URL --head HASH` does that, with the hash that the options show.
 */

/**
 * @typedef {import('./signed-manifest.js').Tip} Tip
 * @typedef {{kept: Tip, seen: Tip, at: number}} LogTrouble `at` in milliseconds
 * @typedef {{log?: Tip, logTrouble?: LogTrouble}} Witnessed
 */

/**
 * What is to be kept of the log now. The first trouble stays until it was read.
 * @param {import('./list-store.js').Held | null} held of the same service
 * @param {import('./signed-manifest.js').Manifest} manifest
 * @param {number} now in milliseconds
 * @returns {Witnessed}
 */
export function witnessed(held, manifest, now) {
  const [kept, seen] = [held?.log, manifest.log];
  const before = held?.logTrouble ? { logTrouble: held.logTrouble } : {};
  if (!seen) return { ...before, ...(kept ? { log: kept } : {}) };
  if (!kept) return { ...before, log: seen };
  // A copy of the same day from somewhere on the way may be a few lines behind; a later one may not.
  const isLater = Date.parse(manifest.published_at) > Date.parse(held?.publishedAt ?? '');
  if (seen.length < kept.length && !isLater) return { ...before, log: kept };
  const isAnother = seen.length === kept.length && seen.head !== kept.head;
  const trouble = seen.length < kept.length || isAnother ? { logTrouble: { kept, seen, at: now } } : {};
  return { ...trouble, ...before, log: seen };
}
