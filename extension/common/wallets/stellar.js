// @ts-check
/**
 * Stellar (SEP-23): base32 with a CRC-16.
 *
 * A multiplexed address (`M…`) is an account and a number that its holder tells customers apart by,
 * so its canonical form is the account (`G…`). A contract (`C…`) can be paid too.
 */
import { base32nopad } from '../../vendor/scure-base/index.js';
import { concat, crc16 } from './bytes.js';

const STRKEY = /^(?:[GC][A-Z2-7]{55}|M[A-Z2-7]{68})$/;
const ACCOUNT = 6 << 3;
const SIZES = new Map([[ACCOUNT, 33], [2 << 3, 33], [12 << 3, 41]]); // by version, without checksum

/**
 * The account or contract.
 * @param {string} text
 * @returns {string | null}
 */
export function stellar(text) {
  const data = STRKEY.test(text) ? decode(text) : null;
  if (!data) return null;
  const payload = data.subarray(0, -2);
  if (SIZES.get(payload[0]) !== payload.length) return null;
  if (crc16(payload) !== data[data.length - 2] + data[data.length - 1] * 256) return null;
  return text.startsWith('M') ? encode(ACCOUNT, payload.subarray(1, 33)) : text;
}

/**
 * @param {string} text
 * @returns {Uint8Array | null}
 */
function decode(text) {
  try {
    return base32nopad.decode(text);
  } catch {
    return null; // bits after the last byte that are not zero
  }
}

/**
 * @param {number} version
 * @param {Uint8Array} key
 */
function encode(version, key) {
  const payload = concat(Uint8Array.of(version), key);
  const checksum = crc16(payload);
  return base32nopad.encode(concat(payload, Uint8Array.of(checksum & 0xff, checksum >> 8)));
}
