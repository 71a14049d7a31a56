// @ts-check
/** Hashes of expressions, and the parts of them that lists and buckets use. */

/**
 * SHA-256 of the expression's UTF-8 in 64 hex digits: what an expression is listed under.
 * @param {string} expression
 * @returns {Promise<string>}
 */
export async function digestHex(expression) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(expression));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
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
