// @ts-check
/**
 * XRP Ledger: base58check with an alphabet of its own, and X-addresses (XLS-5).
 *
 * An X-address is an account and the tag that says whom a payment is for at, say, an exchange. The
 * tag is dropped: what is listed is the account.
 */
import { concat, hexOf } from './bytes.js';
import { RIPPLE, decodeCheck, encodeCheck } from './base58check.js';

const CLASSIC = 0;
const LONGEST_CLASSIC = 35; // characters
const X_LENGTH = 47; // characters
const X_PREFIX = '0544'; // of the main network
const UNTAGGED = '00'.repeat(9); // the flag, the tag, and four bytes for longer tags
const TAGGED = /^01.{8}00000000$/;

/**
 * The classic address, `r…`.
 * @param {string} text
 * @returns {string | null}
 */
export function xrp(text) {
  if (text.length !== X_LENGTH) return isClassic(text) ? text : null;
  const data = decodeCheck(text, RIPPLE);
  if (data?.length !== 31 || hexOf(data.subarray(0, 2)) !== X_PREFIX) return null;
  const tag = hexOf(data.subarray(22));
  if (tag !== UNTAGGED && !TAGGED.test(tag)) return null;
  return encodeCheck(concat(Uint8Array.of(CLASSIC), data.subarray(2, 22)), RIPPLE);
}

/** @param {string} text */
function isClassic(text) {
  if (text.length > LONGEST_CLASSIC) return false;
  const data = decodeCheck(text, RIPPLE);
  return data?.length === 21 && data[0] === CLASSIC;
}
