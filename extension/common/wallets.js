// @ts-check
/**
 * Which chains a text is a wallet address of, and the one spelling of the address on each. The twin
 * of `service/wallets/`; `tests/vectors/wallets.json` holds them equal.
 *
 * An address counts only if its checksum holds, where the chain has one. Nothing is forgiven but
 * white space around it. Addresses of test networks are no addresses: nobody loses money there.
 */
import './address-pattern.js';
import { bitcoin, dash, dogecoin, litecoin } from './wallets/bitcoin.js';
import { bitcoinCash } from './wallets/bitcoin-cash.js';
import { cardano } from './wallets/cardano.js';
import { PREFIXES as COSMOS_PREFIXES, cosmos } from './wallets/cosmos.js';
import { evm } from './wallets/evm.js';
import { monero } from './wallets/monero.js';
import { polkadot } from './wallets/polkadot.js';
import { solana } from './wallets/solana.js';
import { stellar } from './wallets/stellar.js';
import { ton } from './wallets/ton.js';
import { tron } from './wallets/tron.js';
import { xrp } from './wallets/xrp.js';
import { zcash } from './wallets/zcash.js';

/**
 * An address on one chain; `chain:canonical` is its expression.
 * @typedef {{ chain: string, canonical: string }} Address
 */

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const COSMOS = Array.from(COSMOS_PREFIXES, (prefix) => prefix[0]).join('');

/**
 * Chain, the characters that an address of it can begin with, what gives its canonical form.
 * @type {[chain: string, first: string, read: (text: string) => string | null][]}
 */
const TABLE = [
  ['bitcoin', '13bB', bitcoin],
  ['bitcoin-cash', '13bBqpzrQPZR', bitcoinCash],
  ['litecoin', '3LMlL', litecoin],
  ['dogecoin', 'DA9', dogecoin],
  ['dash', 'X7', dash],
  ['zcash', 'tzuTZU', zcash],
  ['monero', '48', monero],
  ['evm', '0', evm],
  ['tron', 'T', tron],
  ['solana', BASE58, solana],
  ['xrp', 'rX', xrp],
  ['cardano', BASE58, cardano],
  ['ton', 'EU0-', ton],
  ['polkadot', BASE58, polkadot],
  ['cosmos', COSMOS + COSMOS.toUpperCase(), cosmos],
  ['stellar', 'GMC', stellar],
];
const SHORTEST = 14; // characters: segwit with the shortest program that BIP-173 allows
const LONGEST = 1024; // characters: a Zcash unified address with receivers of unknown kinds
const PRINTABLE = /^[!-~]+$/;

/** Every chain, in the order in which `recognise` names them. */
export const CHAINS = TABLE.map(([chain]) => chain);

/**
 * Every chain that a text is a valid address of, in the order of CHAINS.
 * @param {string} text
 * @returns {Address[]}
 */
export function recognise(text) {
  const trimmed = text.trim();
  if (trimmed.length < SHORTEST || trimmed.length > LONGEST) return [];
  if (trimmed.includes('.') || !PRINTABLE.test(trimmed)) return [];
  return TABLE.flatMap(([chain, first, read]) => {
    const canonical = first.includes(trimmed[0]) ? read(trimmed) : null;
    return canonical === null ? [] : [{ chain, canonical }];
  });
}

/**
 * What looks like an address in a page's text, each once, in order of appearance. Takes time linear
 * in the length of the text.
 * @param {string} text
 * @returns {string[]}
 */
export function candidates(text) {
  const pattern = new RegExp(/** @type {any} */ (globalThis).MYNAH_ADDRESS_PATTERN, 'g');
  return [...new Set(text.match(pattern))];
}
