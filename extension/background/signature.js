// @ts-check
/** Ed25519 signatures, with keys and signatures in base64. */

/**
 * Whether the key signed the text. What is no key or no signature signed nothing.
 * @param {string} publicKey
 * @param {string} signature
 * @param {string} text
 */
export async function isSignedBy(publicKey, signature, text) {
  try {
    const key = await crypto.subtle.importKey('raw', fromBase64(publicKey), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, fromBase64(signature), new TextEncoder().encode(text));
  } catch (error) {
    if (error instanceof DOMException) return false; // not base64, or not the length of a key
    throw error;
  }
}

/** @param {string} text */
function fromBase64(text) {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
