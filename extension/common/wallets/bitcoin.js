// @ts-check
/**
 * Bitcoin, and the chains that took over its two address formats: Litecoin, Dogecoin, Dash.
 *
 * Litecoin's script addresses once began with "3" like Bitcoin's, so such a text names a script on
 * both chains. Whoever can spend from it on one can on the other, so it is an address of each.
 */
import { concat } from './bytes.js';
import { encodeCheck, readHash } from './base58check.js';
import { BECH32, BECH32M, decode, toBytes } from './bech32.js';

/**
 * The address itself, or in lower case if it is a segwit address.
 * @param {string} text
 * @returns {string | null}
 */
export function bitcoin(text) {
  return base58(text, '00', '05') ?? segwit(text, 'bc');
}

/**
 * The address, script addresses of the old form in the new one, which begins "M".
 * @param {string} text
 * @returns {string | null}
 */
export function litecoin(text) {
  const old = readHash(text, '05');
  if (old) return encodeCheck(concat(Uint8Array.of(0x32), old.hash));
  return base58(text, '30', '32') ?? segwit(text, 'ltc');
}

/**
 * The address itself.
 * @param {string} text
 * @returns {string | null}
 */
export function dogecoin(text) {
  return base58(text, '1e', '16');
}

/**
 * The address itself.
 * @param {string} text
 * @returns {string | null}
 */
export function dash(text) {
  return base58(text, '4c', '10');
}

/**
 * A segwit address of the chain with that prefix in lower case, by BIP-173 and BIP-350.
 * @param {string} text
 * @param {string} hrp
 * @returns {string | null}
 */
function segwit(text, hrp) {
  const decoded = decode(text);
  if (!decoded || decoded.hrp !== hrp || decoded.words.length === 0) return null;
  const [version, ...words] = decoded.words;
  const program = toBytes(words);
  if (!program || version > 16 || program.length < 2 || program.length > 40) return null;
  if (version === 0 && program.length !== 20 && program.length !== 32) return null;
  return decoded.checksum === (version === 0 ? BECH32 : BECH32M) ? decoded.text : null;
}

/**
 * @param {string} text
 * @param {...string} versions
 * @returns {string | null}
 */
function base58(text, ...versions) {
  return readHash(text, ...versions) ? text : null;
}
