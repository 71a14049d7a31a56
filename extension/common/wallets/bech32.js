// @ts-check
/** Bech32 (BIP-173) and Bech32m (BIP-350) in one shape. */
import { bech32, bech32m } from '../../vendor/scure-base/index.js';

export const BECH32 = 'bech32';
export const BECH32M = 'bech32m';

/** Characters; Cardano and Zcash lift this limit of BIP-173. */
const LONGEST = 90;

/**
 * A text whose checksum holds: itself in lower case, the part before its last "1", five bits a
 * word without the checksum, and which of the two checksums it is.
 * @typedef {{ text: string, hrp: string, words: number[], checksum: string }} Bech32
 */

/**
 * What a text holds; null if it is no bech32, or longer than `longest` characters.
 * @param {string} text
 * @param {number} [longest]
 * @returns {Bech32 | null}
 */
export function decode(text, longest = LONGEST) {
  const plain = bech32.decodeUnsafe(text, longest);
  const decoded = plain ?? bech32m.decodeUnsafe(text, longest);
  if (!decoded) return null;
  const checksum = plain ? BECH32 : BECH32M;
  return { text: text.toLowerCase(), hrp: decoded.prefix, words: decoded.words, checksum };
}

/**
 * Five-bit words as bytes; null unless what is left over is under 5 zero bits.
 * @param {number[]} words
 * @returns {Uint8Array | null}
 */
export function toBytes(words) {
  return bech32.fromWordsUnsafe(words) ?? null;
}
