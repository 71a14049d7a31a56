// @ts-check
/** TRON: Bitcoin's base58check with a version byte of its own. */
import { readHash } from './base58check.js';

/**
 * The address itself.
 * @param {string} text
 * @returns {string | null}
 */
export function tron(text) {
  return readHash(text, '41') ? text : null;
}
