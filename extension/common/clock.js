// @ts-check
/** Times that were noted, read by a clock that may have been put right since. */

/**
 * Whether a time has still to come. One further ahead than it can have been set was set by a clock that was fast:
 * it has passed, or a wrong clock of one day would have us wait for years.
 * @param {number | undefined} time in milliseconds
 * @param {number} most milliseconds that it can have been set ahead
 * @param {number} now
 */
export function isAhead(time, most, now) {
  return time !== undefined && time > now && time - now <= most;
}
