// @ts-check
/**
 * Solana: 32 bytes in base58, without a checksum. The weak one: `service/wallets/solana.py` says
 * what keeps other texts out.
 */
import { decode } from './base58check.js';

const SIZE = 32; // bytes
const LONGEST = 44; // characters

/**
 * The address itself.
 * @param {string} text
 * @returns {string | null}
 */
export function solana(text) {
  if (text.length < SIZE || text.length > LONGEST) return null;
  if (text === text.toLowerCase() || text === text.toUpperCase()) return null;
  return decode(text)?.length === SIZE ? text : null;
}
