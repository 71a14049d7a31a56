// @ts-check
/**
 * Bitcoin Cash: CashAddr, and the addresses of before 2018, which are Bitcoin's.
 *
 * An old address (`1…`, `3…`) names the same key or script on Bitcoin and on Bitcoin Cash, and the
 * same owner on both, so such a text is an address of each chain. On this one its canonical form is
 * the CashAddr without prefix, so that both spellings lead to one expression.
 */
import { bech32 } from '../../vendor/scure-base/index.js';
import { concat } from './bytes.js';
import { readHash } from './base58check.js';
import { toBytes } from './bech32.js';

const PREFIX = 'bitcoincash';
const LETTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const CHECKSUM = 8; // words
const GENERATOR = [0x98f2bc8e61n, 0x79b76d99e2n, 0xf33e5fb3c4n, 0xae2eabe2a8n, 0x1e4f43e470n];
/**
 * Version byte to hash size, for the outputs that exist: pay to key hash, pay to script hash (of
 * 20 bytes, and since 2023 of 32), and the same three as a wallet that knows tokens writes them.
 */
const SIZES = new Map([[0, 20], [8, 20], [11, 32], [16, 20], [24, 20], [27, 32]]);
/** The bit that only says "I know tokens". */
const TOKENS = 16;
/** @type {Record<string, number>} from the old address's version byte */
const VERSIONS = { '00': 0, '05': 8 };

/**
 * The CashAddr in lower case without prefix or the mark of token-aware wallets.
 * @param {string} text
 * @returns {string | null}
 */
export function bitcoinCash(text) {
  const old = readHash(text, ...Object.keys(VERSIONS));
  if (old) return encode(VERSIONS[old.version], old.hash);
  const lower = text.toLowerCase();
  const payload = lower.startsWith(`${PREFIX}:`) ? lower.slice(PREFIX.length + 1) : lower;
  if (text !== lower && text !== text.toUpperCase()) return null;
  if (payload.length !== 42 && payload.length !== 61) return null;
  const words = Array.from(payload, (letter) => LETTERS.indexOf(letter));
  if (words.includes(-1) || checksum(words) !== 0n) return null;
  const data = toBytes(words.slice(0, -CHECKSUM));
  if (!data || SIZES.get(data[0]) !== data.length - 1) return null;
  return encode(data[0] & ~TOKENS, data.subarray(1));
}

/**
 * @param {number} version
 * @param {Uint8Array} hash
 * @returns {string}
 */
function encode(version, hash) {
  const words = bech32.toWords(concat(Uint8Array.of(version), hash));
  const sum = checksum([...words, ...Array(CHECKSUM).fill(0)]);
  for (let place = CHECKSUM - 1; place >= 0; place -= 1) {
    words.push(Number((sum >> BigInt(5 * place)) & 31n));
  }
  return words.map((word) => LETTERS[word]).join('');
}

/**
 * The 40-bit checksum of the CashAddr specification; 0 for a whole address.
 * @param {number[]} words
 * @returns {bigint}
 */
function checksum(words) {
  const prefix = Array.from(PREFIX, (letter) => letter.charCodeAt(0) & 31);
  let register = 1n;
  for (const value of [...prefix, 0, ...words]) {
    const leaving = register >> 35n;
    register = ((register & 0x07ffffffffn) << 5n) ^ BigInt(value);
    for (const [bit, term] of GENERATOR.entries()) {
      if ((leaving >> BigInt(bit)) & 1n) register ^= term;
    }
  }
  return register ^ 1n;
}
