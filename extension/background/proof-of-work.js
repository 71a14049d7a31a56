// @ts-check
/**
 * The proof of work that a service may ask for instead of a captcha: a nonce with which SHA-256 of
 * "challenge:nonce" begins with so many zero bits. Looked for in short slices, so that pages that wait for the
 * worker do not wait for this; and what was tried is noted, should the worker be ended in between.
 */
import { sha256 } from '../vendor/noble-hashes/sha2.js';

/** @typedef {{challenge: string, difficulty: number}} Challenge */

/** A minute or two of a slow computer is what our service asks at most. A service that asks for more asks too much. */
export const MOST_DIFFICULTY = 24;
const LONGEST_CHALLENGE = 200;
const SLICE_MILLISECONDS = 8;
const TRIES_BETWEEN_LOOKS = 64;
const SLICES_BETWEEN_NOTES = 50;

/**
 * The challenge of a problem's body; null where there is none that we would work on.
 * @param {unknown} body
 * @returns {Challenge | null}
 */
export function challengeOf(body) {
  const { challenge, difficulty, algorithm } = Object(Object(body).challenge);
  const isText = typeof challenge === 'string' && challenge.length > 0 && challenge.length <= LONGEST_CHALLENGE;
  const isCount = Number.isInteger(difficulty) && difficulty >= 0 && difficulty <= MOST_DIFFICULTY;
  return isText && isCount && algorithm === 'sha-256' ? { challenge, difficulty } : null;
}

/**
 * The nonce that solves a challenge.
 * @param {Challenge} challenge
 * @param {object} how
 * @param {number} [how.from] where to go on
 * @param {(next: number) => Promise<void>} [how.note] told where to go on, from time to time
 * @param {() => Promise<void>} [how.rest] lets others have their turn
 * @param {() => number} [how.clock] in milliseconds
 * @returns {Promise<string>}
 */
export async function solve({ challenge, difficulty }, { from = 0, note = async () => {}, rest = turn, clock = () => performance.now() } = {}) {
  const start = sha256.create().update(new TextEncoder().encode(`${challenge}:`));
  let next = from;
  for (let slices = 1; ; slices += 1) {
    const ends = clock() + SLICE_MILLISECONDS;
    do {
      for (const stop = next + TRIES_BETWEEN_LOOKS; next < stop; next += 1) if (isSolved(start, next, difficulty)) return String(next);
    } while (clock() < ends);
    if (slices % SLICES_BETWEEN_NOTES === 0) await note(next);
    await rest();
  }
}

/**
 * @param {ReturnType<typeof sha256.create>} start the digest of what is the same for every nonce
 * @param {number} nonce
 * @param {number} difficulty
 */
function isSolved(start, nonce, difficulty) {
  const digest = start.clone().update(new TextEncoder().encode(String(nonce))).digest();
  const first = new DataView(digest.buffer, digest.byteOffset).getUint32(0);
  return Math.clz32(first) >= difficulty; // at most 24, so that the first four bytes are enough
}

/** @returns {Promise<void>} */
function turn() {
  return new Promise((go) => setTimeout(go, 0));
}
