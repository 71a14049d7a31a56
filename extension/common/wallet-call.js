// @ts-check
/**
 * Whom a call to a wallet names, for each method that moves money, gives a permission or signs
 * (EIP-1193 with EIP-1474's methods, EIP-5792's `wallet_sendCalls`, EIP-712's typed data, CAIP-27's envelope).
 */
import './guarded-methods.js';
import { namedInCall } from './calldata.js';
import { addressOf, namedInText, namedInTypedData } from './typed-data.js';

/** @typedef {import('./calldata.js').Named} Named */

/** @type {Record<string, (params: any[]) => Named[]>} */
const METHODS = {
  eth_sendTransaction: (params) => params.flatMap(namedInTransaction),
  eth_signTransaction: (params) => params.flatMap(namedInTransaction),
  wallet_sendTransaction: (params) => params.flatMap(namedInTransaction),
  wallet_sendCalls: (params) => params.flatMap((batch) => listOf(batch?.calls).flatMap(namedInTransaction)),
  wallet_prepareCalls: (params) => params.flatMap((batch) => listOf(batch?.calls).flatMap(namedInTransaction)),
  // Some wallets take the two parameters in the other order.
  personal_sign: ([message, signer]) => [...namedInText(message, signer), ...namedInText(signer, signer)],
  eth_sign: ([signer, message]) => namedInText(message, signer),
  eth_signTypedData: (params) => params.flatMap(namedInTyped),
  eth_signTypedData_v3: (params) => params.flatMap(namedInTyped),
  eth_signTypedData_v4: (params) => params.flatMap(namedInTyped),
  wallet_invokeMethod: ([envelope]) => namedInEnvelope(envelope),
};

/** The methods that are looked at, which a test holds to those that are read. */
export const GUARDED_METHODS = Object.freeze(Object.keys(/** @type {any} */ (globalThis).MYNAH_GUARDED_METHODS));

/**
 * Whom a call names, each once and with the worst that happens with it first.
 * @param {unknown} method
 * @param {unknown} params
 * @returns {Named[]}
 * @throws {import('./calldata.js').TooMuch}
 */
export function namedIn(method, params) {
  const read = Object.hasOwn(METHODS, String(method)) ? METHODS[String(method)] : () => [];
  const named = read(listOf(params)).sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  return [...new Map(named.toReversed().map((one) => [one.address, one])).values()].toReversed();
}

const ORDER = ['allow', 'send', 'call', 'sign'];

/** @param {any} transaction */
function namedInTransaction(transaction) {
  const { to, value, data, input, authorizationList } = Object(transaction);
  const pays = value !== undefined && !/^(0x)?0*$/.test(String(value));
  const target = addressOf(to) ?? undefined;
  const calls = [data, input].filter((one) => typeof one === 'string');
  const named = (calls.length ? calls : ['']).flatMap((one) => namedInCall({ to: target, data: one, pays }));
  return [...named, ...listOf(authorizationList).flatMap(delegate)];
}

/** EIP-7702: an account hands itself over to a contract. @param {any} authorization */
function delegate(authorization) {
  const address = addressOf(authorization?.address ?? authorization?.contractAddress);
  return address ? [{ kind: /** @type {const} */ ('allow'), address }] : [];
}

/** The signer stands beside the data, as a parameter that is an address and nothing else. @param {unknown} param */
function namedInTyped(param) {
  return addressOf(param) ? [] : namedInTypedData(param);
}

/** @param {any} envelope */
function namedInEnvelope(envelope) {
  const { method, params } = Object(envelope?.request);
  return method === 'wallet_invokeMethod' ? [] : namedIn(method, params);
}

/** @param {unknown} value a list, or one thing in place of a list @returns {any[]} */
function listOf(value) {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}
