// @ts-check
/** A key as people compare it: by its fingerprint, in groups of four, as `mynah status` has the first of them. */

/**
 * SHA-256 of a key, of which the first four groups are what the service calls the key's id.
 * @param {string} publicKey base64
 * @returns {Promise<string[]>}
 */
export async function fingerprint(publicKey) {
  const bytes = Uint8Array.from(atob(publicKey), (char) => char.charCodeAt(0));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.match(/.{4}/g) ?? [];
}
