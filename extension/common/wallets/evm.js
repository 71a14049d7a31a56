// @ts-check
/** Ethereum and every chain with its addresses. */
import { keccak_256 } from '../../vendor/noble-hashes/sha3.js';
import { utf8ToBytes } from '../../vendor/noble-hashes/utils.js';
import { hexOf } from './bytes.js';

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

/**
 * The address in lower case; one of mixed case must keep EIP-55's checksum.
 *
 * The variant of EIP-55 that names a chain (EIP-1191) is not read: nothing in a text says which.
 * @param {string} text
 * @returns {string | null}
 */
export function evm(text) {
  if (!ADDRESS.test(text)) return null;
  const digits = text.slice(2);
  const lower = digits.toLowerCase();
  const oneCase = digits === lower || digits === digits.toUpperCase();
  return oneCase || digits === checksummed(lower) ? `0x${lower}` : null;
}

/** @param {string} lower */
function checksummed(lower) {
  const digest = hexOf(keccak_256(utf8ToBytes(lower)));
  return Array.from(lower, (letter, place) =>
    digest[place] > '7' ? letter.toUpperCase() : letter,
  ).join('');
}
