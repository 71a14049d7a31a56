// @ts-check
/** Zcash: transparent, Sapling and unified addresses. The old Sprout pool takes no more deposits. */
import { concat } from './bytes.js';
import { HASH_SIZE, encodeCheck, readHash } from './base58check.js';
import { BECH32, BECH32M, decode, toBytes } from './bech32.js';

const SAPLING_SIZE = 43; // bytes
const UNIFIED_SIZE = 48; // bytes at least (ZIP-316)
const LONGEST = 1024; // characters; a unified address may hold receivers of kinds yet to come
const TO_KEY = '1cb8';
const TO_SCRIPT = '1cbd';

/**
 * The address, in lower case if bech32; a `tex1…` one (ZIP-320) as its `t1…` twin.
 * @param {string} text
 * @returns {string | null}
 */
export function zcash(text) {
  if (readHash(text, TO_KEY, TO_SCRIPT)) return text;
  const decoded = decode(text, LONGEST);
  const data = decoded && toBytes(decoded.words);
  if (!decoded || !data) return null;
  const is = (/** @type {string} */ hrp, /** @type {string} */ checksum) =>
    decoded.hrp === hrp && decoded.checksum === checksum;
  if (is('zs', BECH32) && data.length === SAPLING_SIZE) return decoded.text;
  if (is('u', BECH32M) && data.length >= UNIFIED_SIZE) return decoded.text;
  if (!is('tex', BECH32M) || data.length !== HASH_SIZE) return null;
  return encodeCheck(concat(Uint8Array.of(0x1c, 0xb8), data));
}
