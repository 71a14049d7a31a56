// @ts-check
/** How old the list on this computer is, in words, and whether it is older than it may be. */
import { agoText, text } from './i18n.js';

/** @typedef {import('../background/list-store.js').Held} Held */

/**
 * Past the limit that the service has signed with it, a list may name what has long been taken off.
 * @param {Held | null} held
 * @param {number} now in milliseconds
 */
export function isPastLimit(held, now) {
  return held !== null && Date.parse(held.expiresAt) <= now;
}

/**
 * @param {Held | null} held
 * @param {number} now in milliseconds
 */
export function ageText(held, now) {
  if (!held) return text('list_none');
  const age = agoText(now - held.confirmedAt);
  return isPastLimit(held, now) ? text('list_old', [age]) : text('list_age', [age]);
}
