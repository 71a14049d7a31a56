// @ts-check
/** Cardano (CIP-19): Shelley and stake addresses in bech32, Byron addresses in base58. */
import { crc32, hexOf } from './bytes.js';
import * as base58check from './base58check.js';
import { BECH32, decode, toBytes } from './bech32.js';

const LONGEST = 150; // characters: a pointer address with three of the largest numbers has fewer
const MAINNET = 1;
const HASH = 28; // bytes
const POINTERS = [4, 5]; // header types whose second part is a pointer
const PARTS = new Map([[0, 2], [1, 2], [2, 2], [3, 2], [6, 1], [7, 1]]); // the others' hashes
const STAKE = [14, 15];

const BYRON_SHORTEST = 55; // characters
const BYRON_LONGEST = 120;
const ENVELOPE = '82d81858'; // CBOR: a pair of (bytes that hold CBOR, their CRC-32)
const ROOT = '83581c'; // in those bytes: a triple of (28-byte root, attributes, type)
const NETWORK = 2; // the attribute that only test networks' addresses have

/**
 * The address, in lower case if bech32.
 * @param {string} text
 * @returns {string | null}
 */
export function cardano(text) {
  const decoded = decode(text, LONGEST);
  if (!decoded) return isByron(text) ? text : null;
  const data = toBytes(decoded.words);
  if (decoded.checksum !== BECH32 || !data?.length || (data[0] & 15) !== MAINNET) return null;
  const kind = data[0] >> 4;
  const payload = data.subarray(1);
  if (decoded.hrp === 'stake') {
    return STAKE.includes(kind) && payload.length === HASH ? decoded.text : null;
  }
  return decoded.hrp === 'addr' && isPayment(kind, payload) ? decoded.text : null;
}

/**
 * @param {number} kind
 * @param {Uint8Array} payload
 */
function isPayment(kind, payload) {
  if (POINTERS.includes(kind)) return payload.length > HASH && isPointer(payload.subarray(HASH));
  const parts = PARTS.get(kind);
  return parts !== undefined && payload.length === parts * HASH;
}

/**
 * Whether the bytes are three numbers, all but the last byte of each with its top bit.
 * @param {Uint8Array} data
 */
function isPointer(data) {
  return data.filter((byte) => byte < 0x80).length === 3 && data[data.length - 1] < 0x80;
}

/** @param {string} text */
function isByron(text) {
  if (text.length < BYRON_SHORTEST || text.length > BYRON_LONGEST) return false;
  const data = base58check.decode(text);
  if (!data || hexOf(data.subarray(0, 4)) !== ENVELOPE) return false;
  const end = 5 + data[4];
  const inner = data.subarray(5, end);
  if (hexOf(data.subarray(end)) !== cborNumber(crc32(inner))) return false;
  return hexOf(inner.subarray(0, 3)) === ROOT && isMain(inner.subarray(31));
}

/**
 * A number under 2^32 in the shortest CBOR, as the ledger writes it, in hex.
 * @param {number} number
 */
function cborNumber(number) {
  const digits = (/** @type {number} */ size) => number.toString(16).padStart(2 * size, '0');
  if (number < 24) return digits(1);
  if (number < 2 ** 8) return `18${digits(1)}`;
  return number < 2 ** 16 ? `19${digits(2)}` : `1a${digits(4)}`;
}

/**
 * Whether attributes and type are well-formed and the former name no test network. The attributes
 * are a map of small numbers to byte strings of under 256 bytes.
 * @param {Uint8Array} data
 */
function isMain(data) {
  if (!data.length || data[0] >> 5 !== 5) return false;
  let at = 1;
  for (let count = data[0] & 31; count > 0; count -= 1) {
    if (at + 1 >= data.length || data[at] >= NETWORK) return false;
    at = afterBytes(data, at + 1);
  }
  return data.length === at + 1 && data[at] < 24;
}

/**
 * Where the CBOR byte string that begins `at` ends; past the end if it is none.
 * @param {Uint8Array} data
 * @param {number} at
 */
function afterBytes(data, at) {
  const size = data[at] & 31;
  if (data[at] >> 5 !== 2 || size > 24) return data.length;
  if (size < 24) return at + 1 + size;
  return at + 1 < data.length ? at + 2 + data[at + 1] : data.length;
}
