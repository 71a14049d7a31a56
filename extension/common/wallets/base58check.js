// @ts-check
/** Base58, and base58 with a double SHA-256 checksum, as Bitcoin wrote it and many copied. */
import { sha256 } from '../../vendor/noble-hashes/sha2.js';
import { base58, base58xrp } from '../../vendor/scure-base/index.js';
import { concat, equal, hexOf } from './bytes.js';

/** @typedef {{ encode(bytes: Uint8Array): string, decode(text: string): Uint8Array }} Alphabet */

/** @type {Alphabet} */
export const BITCOIN = base58;
/** @type {Alphabet} */
export const RIPPLE = base58xrp;

/** RIPEMD-160 of a public key or of a script. */
export const HASH_SIZE = 20;

/** Both alphabets are these characters, in different orders. */
const LETTERS = /^[1-9A-HJ-NP-Za-km-z]+$/;
const CHECKSUM = 4;

/**
 * The bytes that a base58 text stands for; null if a character is outside base58.
 * @param {string} text
 * @param {Alphabet} [alphabet]
 * @returns {Uint8Array | null}
 */
export function decode(text, alphabet = BITCOIN) {
  return LETTERS.test(text) ? alphabet.decode(text) : null;
}

/**
 * The bytes before the checksum; null unless the checksum holds.
 * @param {string} text
 * @param {Alphabet} [alphabet]
 * @returns {Uint8Array | null}
 */
export function decodeCheck(text, alphabet = BITCOIN) {
  const data = decode(text, alphabet);
  if (data === null || data.length < CHECKSUM) return null;
  const payload = data.subarray(0, -CHECKSUM);
  return equal(data.subarray(-CHECKSUM), checksum(payload)) ? payload : null;
}

/**
 * The base58 text of bytes and their checksum.
 * @param {Uint8Array} data
 * @param {Alphabet} [alphabet]
 * @returns {string}
 */
export function encodeCheck(data, alphabet = BITCOIN) {
  return alphabet.encode(concat(data, checksum(data)));
}

/**
 * The version and the 20-byte hash of a text that has one of the versions (in hex), else null.
 * @param {string} text
 * @param {...string} versions
 * @returns {{ version: string, hash: Uint8Array } | null}
 */
export function readHash(text, ...versions) {
  if (text.length > 36) return null; // two version bytes, the hash and the checksum fill no more
  const data = decodeCheck(text);
  if (data === null) return null;
  const version = hexOf(data.subarray(0, -HASH_SIZE));
  return versions.includes(version) ? { version, hash: data.subarray(-HASH_SIZE) } : null;
}

/** @param {Uint8Array} data */
function checksum(data) {
  return sha256(sha256(data)).subarray(0, CHECKSUM);
}
