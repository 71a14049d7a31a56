// @ts-check
/**
 * From one signing key to the next: only by a statement that the key before has signed. The twin of
 * `service/lists/handover.py`.
 */
import { canonicalJson } from './canonical-json.js';
import { isSignedBy } from './signature.js';

/**
 * @typedef {{from: string, to: string, valid_from: string, valid_until: string, signature: string}} HandOver
 */

/** A statement has these members and no others, so that nothing else a key signs can be taken for one. */
const MEMBERS = ['from', 'signature', 'to', 'valid_from', 'valid_until'];

/**
 * Whether the statements that hold now lead from the pinned key to another.
 * @param {HandOver[]} handovers
 * @param {string} pinned base64, as all keys here
 * @param {string} wanted
 * @param {number} now in milliseconds
 */
export async function leadsTo(handovers, pinned, wanted, now) {
  const known = new Set([pinned]);
  for (const _ of handovers) {
    for (const one of handovers) {
      if (known.has(one.from) && !known.has(one.to) && holds(one, now) && (await isSigned(one))) known.add(one.to);
    }
  }
  return known.has(wanted);
}

/**
 * @param {HandOver} one
 * @param {number} now
 */
function holds(one, now) {
  return Date.parse(one.valid_from) <= now && now < Date.parse(one.valid_until);
}

/** @param {HandOver} one */
async function isSigned(one) {
  if (Object.keys(one).sort().join() !== MEMBERS.join()) return false;
  const { signature, ...signed } = one;
  return isSignedBy(one.from, signature, canonicalJson(signed));
}
