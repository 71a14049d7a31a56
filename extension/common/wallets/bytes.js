// @ts-check
/** What the address formats do with bytes: join, compare, print, and two cyclic redundancy checks. */
import { bytesToHex, concatBytes } from '../../vendor/noble-hashes/utils.js';

export { concatBytes as concat, bytesToHex as hexOf };

/**
 * Whether two byte strings are the same.
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 * @returns {boolean}
 */
export function equal(left, right) {
  return left.length === right.length && left.every((byte, place) => byte === right[place]);
}

/**
 * CRC-16 with the polynomial x^16 + x^12 + x^5 + 1 from zero ("XMODEM").
 * @param {Uint8Array} data
 * @returns {number}
 */
export function crc16(data) {
  let register = 0;
  for (const byte of data) {
    register ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      register = (register & 0x8000 ? (register << 1) ^ 0x1021 : register << 1) & 0xffff;
    }
  }
  return register;
}

/**
 * CRC-32 as in zip files and CBOR-wrapped addresses (ISO 3309).
 * @param {Uint8Array} data
 * @returns {number}
 */
export function crc32(data) {
  let register = 0xffffffff;
  for (const byte of data) {
    register ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      register = register & 1 ? (register >>> 1) ^ 0xedb88320 : register >>> 1;
    }
  }
  return ~register >>> 0;
}
