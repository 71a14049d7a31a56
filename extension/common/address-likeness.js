// @ts-check
/**
 * Whether an address could be taken for another: it begins and ends as the other does. Programs that swap what
 * was copied, and those who send tiny payments from such addresses, count on people comparing the ends only.
 */

/** @typedef {import('./wallets.js').Address & {text: string}} WrittenAddress as it stood in a text */

const COMPARED = 4; // characters at each end
/** What all addresses of a kind begin with, and so tells none from another. @type {Record<string, RegExp>} */
const SAME_FOR_ALL = {
  bitcoin: /^(?:bc1[qp]|[13])/i,
  'bitcoin-cash': /^(?:bitcoincash:)?[qp13]/i,
  litecoin: /^(?:ltc1[qp]|[LM3])/i,
  dogecoin: /^D/,
  dash: /^X/,
  zcash: /^(?:t[13]|zs1|u1)/i,
  monero: /^[48]/,
  evm: /^0x/,
  tron: /^T/,
  xrp: /^[rX]/,
  cardano: /^(?:addr1[a-z]|DdzFF|Ae2)/i,
  ton: /^(?:[EU]Q|-1:|0:)/,
  cosmos: /^[a-z]+1/i,
  stellar: /^[GMC]/,
};

/**
 * @param {WrittenAddress} one
 * @param {WrittenAddress} other
 */
export function looksLike(one, other) {
  if (one.chain !== other.chain || one.canonical === other.canonical) return false;
  const same = SAME_FOR_ALL[one.chain] ?? /^/;
  return haveSameEnds(one.text, other.text, same) || haveSameEnds(one.canonical, other.canonical, same);
}

/**
 * @param {string} one
 * @param {string} other
 * @param {RegExp} same
 */
function haveSameEnds(one, other, same) {
  const [a, b] = [one, other].map((text) => text.replace(same, '').toLowerCase());
  return a.slice(0, COMPARED) === b.slice(0, COMPARED) && a.slice(-COMPARED) === b.slice(-COMPARED);
}

/**
 * An address in three parts, of which the middle one holds all that differs from the other. Capital letters
 * make another address on most chains, but not where they are only a checksum.
 * @param {string} chain
 * @param {string} text
 * @param {string} other
 * @returns {[start: string, middle: string, end: string]}
 */
export function apart(chain, text, other) {
  const [a, b] = chain === 'evm' ? [text.toLowerCase(), other.toLowerCase()] : [text, other];
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return [text.slice(0, start), text.slice(start, text.length - end), text.slice(text.length - end)];
}
