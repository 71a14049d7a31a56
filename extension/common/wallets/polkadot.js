// @ts-check
/**
 * Polkadot, Kusama and every other chain with SS58 addresses.
 *
 * The prefix of an address says which chain's it is, but the public key after it is the account on
 * all of them, so that key is the canonical form.
 */
import { blake2b } from '../../vendor/noble-hashes/blake2.js';
import { utf8ToBytes } from '../../vendor/noble-hashes/utils.js';
import { decode } from './base58check.js';
import { concat, equal, hexOf } from './bytes.js';

const KEY = 32; // bytes
const CHECKSUM = 2;
const SHORTEST = 35; // characters
const LONGEST = 50;
const RESERVED = [46, 47]; // network numbers kept free
const SALT = utf8ToBytes('SS58PRE');

/**
 * The public key as `0x` and 64 lower-case hexadecimal digits.
 * @param {string} text
 * @returns {string | null}
 */
export function polkadot(text) {
  if (text.length < SHORTEST || text.length > LONGEST) return null;
  const data = decode(text);
  if (!data || data[0] >= 128) return null; // longer prefixes are kept free
  if (data.length !== (data[0] < 64 ? 1 : 2) + KEY + CHECKSUM) return null;
  const body = data.subarray(0, -CHECKSUM);
  const checksum = blake2b(concat(SALT, body)).subarray(0, CHECKSUM);
  if (!equal(data.subarray(-CHECKSUM), checksum) || RESERVED.includes(network(body))) return null;
  return `0x${hexOf(body.subarray(-KEY))}`;
}

/**
 * The network number: one byte, or 14 bits spread over two.
 * @param {Uint8Array} body
 */
function network(body) {
  if (body[0] < 64) return body[0];
  return (((body[0] << 2) | (body[1] >> 6)) & 0xff) | ((body[1] & 63) << 8);
}
