// @ts-check
/**
 * Monero: base58 in blocks of 8 bytes, and a Keccak checksum.
 *
 * An integrated address is a standard one with the number of a payment in it. One wallet can hand
 * out any number of them, so their canonical form is the standard address.
 */
import { keccak_256 } from '../../vendor/noble-hashes/sha3.js';
import { base58xmr } from '../../vendor/scure-base/index.js';
import { concat, equal } from './bytes.js';

const CHECKSUM = 4;
// The first byte, on the main network.
const STANDARD = 18;
const INTEGRATED = 19;
const SUBADDRESS = 42;
const SIZES = new Map([[STANDARD, 65], [INTEGRATED, 73], [SUBADDRESS, 65]]);
const LENGTHS = [95, 106]; // characters

/**
 * The address, an integrated one as the standard address that it pays.
 * @param {string} text
 * @returns {string | null}
 */
export function monero(text) {
  const data = LENGTHS.includes(text.length) ? decode(text) : null;
  if (!data) return null;
  const payload = data.subarray(0, -CHECKSUM);
  if (!equal(data.subarray(-CHECKSUM), checksum(payload))) return null;
  if (SIZES.get(payload[0]) !== payload.length) return null;
  if (payload[0] !== INTEGRATED) return text;
  const standard = concat(Uint8Array.of(STANDARD), payload.subarray(1, 65));
  return base58xmr.encode(concat(standard, checksum(standard)));
}

/**
 * @param {string} text
 * @returns {Uint8Array | null}
 */
function decode(text) {
  try {
    return base58xmr.decode(text);
  } catch {
    return null; // a letter outside base58, or a block that stands for more than its bytes
  }
}

/** @param {Uint8Array} data */
function checksum(data) {
  return keccak_256(data).subarray(0, CHECKSUM);
}
