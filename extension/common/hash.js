// @ts-check
/** Hashes of expressions, and the parts of them that lists and buckets use. */
import { sha256 } from '../vendor/noble-hashes/sha2.js';
import { hexOf } from './wallets/bytes.js';

/**
 * SHA-256 of the expression's UTF-8 in 64 hex digits: what an expression is listed under. The browser's own takes
 * six times as long for a text this short, most of it to hand the text over and the answer back.
 * @param {string} expression
 * @returns {Promise<string>}
 */
export async function digestHex(expression) {
  return hexOf(sha256(new TextEncoder().encode(expression)));
}

/**
 * The prefix that the prefixes list holds: four bytes.
 * @param {string} digest in hex
 * @returns {string} eight hex digits
 */
export function prefixOf(digest) {
  return digest.slice(0, 8);
}

/**
 * The bucket that the service is asked for: two bytes.
 * @param {string} digest in hex
 * @returns {string} four hex digits
 */
export function bucketOf(digest) {
  return digest.slice(0, 4);
}
