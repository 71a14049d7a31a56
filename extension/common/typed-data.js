// @ts-check
/**
 * Whom a message to be signed names: every address in typed data (EIP-712), whatever its type is called, and
 * those that stand in a plain text (EIP-191).
 *
 * So ERC-2612's Permit, DAI's, Permit2's, ERC-3009's transfers, Seaport's orders and forms not yet made are
 * read alike; only what happens with the address is told by the name of its field. A permit that takes a
 * permission back (a value of zero, or DAI's `allowed: false`) names no spender.
 */
import { TooMuch, hexDigits, namedInCall } from './calldata.js';

/** @typedef {import('./calldata.js').Named} Named */

const MOST_VALUES = 20_000;
const MOST_LAYERS = 50;
const LONGEST_TEXT = 100_000;
const ALLOW = /^(spender|operator|delegate|delegatee|grantee|conduit)$/i;
const SEND = /^(to|recipient|receiver|payee|beneficiary)$/i;
/** Those whose amounts are known by name; in another form a field beside its types could say anything. */
const PERMITS = ['Permit', 'PermitSingle', 'PermitBatch'];
const AMOUNTS = ['value', 'amount', 'allowed'];
/** A function call: a selector, and arguments in whole words. */
const CALL = /^0x[0-9a-f]{8}(?:[0-9a-f]{64})+/i;

/**
 * Whom typed data names.
 * @param {unknown} data as parameters hold it: an object, or its JSON
 * @returns {Named[]}
 * @throws {TooMuch}
 */
export function namedInTypedData(data) {
  const { domain, message, primaryType, ...rest } = Object(typeof data === 'string' ? parsed(data) : data);
  const isPermit = PERMITS.includes(primaryType);
  /** @type {Named[]} */
  const named = [];
  let budget = MOST_VALUES;
  // The first version (eth_signTypedData) is a plain list of fields.
  walk('', message ?? rest, 0);
  walk('', domain, 0);
  return named;

  /**
   * @param {string} field
   * @param {unknown} value
   * @param {number} layer
   */
  function walk(field, value, layer) {
    budget -= 1;
    if (budget < 0 || layer > MOST_LAYERS) throw new TooMuch();
    if (Array.isArray(value)) for (const item of value) walk(field, item, layer + 1);
    else if (typeof value === 'object' && value !== null) walkStruct(field, value, layer);
    else take(field, value);
  }

  /**
   * @param {string} field
   * @param {object} struct
   * @param {number} layer
   */
  function walkStruct(field, struct, layer) {
    const { name } = /** @type {any} */ (struct);
    for (const [key, value] of Object.entries(struct)) {
      if (isPermit && key === 'spender' && revokes(struct)) continue;
      const ofVersionOne = key === 'value' && typeof name === 'string';
      walk(ofVersionOne ? name : isNamed(key) ? key : field, value, layer + 1);
    }
  }

  /**
   * @param {string} field
   * @param {unknown} value
   */
  function take(field, value) {
    if (typeof value === 'string' && CALL.test(value)) named.push(...namedInCall({ data: value }));
    const address = addressOf(value);
    if (address) named.push({ kind: kindOf(field), address });
  }
}

/**
 * Whom a plain text that is to be signed names, but for the one who signs.
 * @param {unknown} message in hex digits or as it is
 * @param {unknown} signer
 * @returns {Named[]}
 */
export function namedInText(message, signer) {
  const text = typeof message === 'string' ? message.slice(0, 2 * LONGEST_TEXT) : '';
  const digits = text.startsWith('0x') ? hexDigits(text) : '';
  const words = digits ? `${decoded(digits)} 0x${digits}` : text;
  const found = words.toLowerCase().match(/(?<![0-9a-z])0x[0-9a-f]{40}(?![0-9a-z])/g) ?? [];
  return [...new Set(found)].filter((address) => address !== addressOf(signer)).map((address) => ({ kind: 'sign', address }));
}

/**
 * An address in lower case: in hex digits, with or without 0x or zeros before it, or as the number that it is.
 * @param {unknown} value
 * @returns {string | null}
 */
export function addressOf(value) {
  if (typeof value !== 'string') return null;
  const digits = /^[0-9]{44,49}$/.test(value) ? BigInt(value).toString(16).padStart(40, '0') : hexDigits(value.trim());
  const own = digits.length > 40 ? digits.replace(/^0+/, '').padStart(40, '0') : digits;
  return own.length === 40 ? `0x${own}` : null;
}

/** @param {string} field */
function kindOf(field) {
  if (ALLOW.test(field)) return 'allow';
  return SEND.test(field) ? 'send' : 'sign';
}

/** @param {string} key */
function isNamed(key) {
  return !/^\d+$/.test(key);
}

/**
 * Whether a struct with a spender in it gives nothing: all amounts in it, and in Permit2's details, are nothing.
 * @param {any} struct
 */
function revokes(struct) {
  const details = [struct.details, struct.permitted].flat().filter((one) => typeof one === 'object' && one !== null);
  const amounts = [struct, ...details].flatMap((one) => AMOUNTS.filter((name) => Object.hasOwn(one, name)).map((name) => one[name]));
  return amounts.length > 0 && amounts.every(isNothing);
}

/** @param {unknown} amount */
function isNothing(amount) {
  return amount === false || amount === 0 || (typeof amount === 'string' && /^(0x)?0+$/i.test(amount));
}

/** @param {string} json */
function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}

/** @param {string} digits */
function decoded(digits) {
  const bytes = (digits.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  return new TextDecoder().decode(new Uint8Array(bytes));
}
