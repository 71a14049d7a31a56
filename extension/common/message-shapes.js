// @ts-check
/**
 * What each message may hold. One that holds anything else, or less, gets no answer: whoever sent it is no
 * part of ours, or a part that was taken over. A message that is not named here has no fields.
 */
import { MESSAGES } from './messages.js';

/** @typedef {(value: unknown) => boolean} Check */

/** What browsers open at all. */
const LONGEST_URL = 2_100_000;
const LONGEST_ADDRESS = 512;
const MOST_ADDRESSES = 200;
const LONGEST_PIN = 100;
const LONGEST_COPY = 1_000_000;
const LONGEST_PICTURE = 2_800_000;
const LONGEST_FILE = 1_000_000;
/** Each is looked at one by one, by whoever handles them. */
const MOST_CALLS = 1000;

/** @type {Record<string, Record<string, Check>>} */
export const SHAPES = {
  [MESSAGES.ADDRESSES]: { texts: listOf(text(LONGEST_ADDRESS), MOST_ADDRESSES) },
  [MESSAGES.QR_IMAGE]: { width: isId, height: isId, grey: text(LONGEST_PICTURE) },
  [MESSAGES.QR_IN_VIEW]: { box: isObject },
  [MESSAGES.COPYING]: { text: text(LONGEST_COPY) },
  [MESSAGES.COPIED]: { text: text(LONGEST_COPY) },
  [MESSAGES.PASTING]: { text: text(LONGEST_COPY) },
  [MESSAGES.SUBJECT]: { url: text(LONGEST_URL) },
  [MESSAGES.DETAILS]: { expression: text(LONGEST_URL) },
  [MESSAGES.SITE]: { url: text(LONGEST_URL), tabId: isId },
  [MESSAGES.LOOK_UP_SERVER]: { server: text(2000) },
  [MESSAGES.USE_SERVER]: { server: text(2000), publicKey: maybe(text(44)) },
  [MESSAGES.CHOOSE]: { changes: isObject },
  [MESSAGES.EXPORT]: { reports: isSwitch },
  [MESSAGES.IMPORT]: { text: text(LONGEST_FILE) },
  [MESSAGES.PAUSE]: { url: text(LONGEST_URL), tabId: isId, until: text(20) },
  [MESSAGES.RESUME]: { url: text(LONGEST_URL), tabId: isId },
  [MESSAGES.REPORT]: { report: isObject },
  [MESSAGES.REPORTS]: { ask: isSwitch },
  [MESSAGES.REPORT_AGAIN]: { key: text(200) },
  [MESSAGES.REPORT_FORGET]: { which: maybe(text(200)) },
  [MESSAGES.USE_MIRROR]: { mirror: text(2000) },
  [MESSAGES.GO_ON]: { url: text(LONGEST_URL), pin: maybe(text(LONGEST_PIN)) },
  [MESSAGES.LOCK_OPEN]: { pin: text(LONGEST_PIN) },
  [MESSAGES.LOCK_USE]: { pin: text(LONGEST_PIN) },
  [MESSAGES.WALLET_CALL]: { calls: listOf(isObject, MOST_CALLS) },
  [MESSAGES.WALLET_ASK]: { calls: listOf(isObject, MOST_CALLS) },
};

/**
 * Whether a message has the shape of its name, and nothing more.
 * @param {{name: string}} message
 */
export function hasShape(message) {
  const shape = Object.hasOwn(SHAPES, message.name) ? SHAPES[message.name] : {};
  const fields = /** @type {Record<string, unknown>} */ (message);
  const known = Object.keys(fields).every((name) => name === 'name' || Object.hasOwn(shape, name));
  return known && Object.entries(shape).every(([name, check]) => check(Object.hasOwn(fields, name) ? fields[name] : undefined));
}

/**
 * @param {number} most characters
 * @returns {Check}
 */
export function text(most) {
  return (value) => typeof value === 'string' && value.length <= most;
}

/**
 * @param {Check} isItem
 * @param {number} most
 * @returns {Check}
 */
export function listOf(isItem, most) {
  return (value) => Array.isArray(value) && value.length <= most && value.every(isItem);
}

/**
 * @param {Check} check
 * @returns {Check}
 */
export function maybe(check) {
  return (value) => value === undefined || check(value);
}

/** @param {unknown} value */
export function isSwitch(value) {
  return typeof value === 'boolean';
}

/** @param {unknown} value */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param {unknown} value the number of a tab, or another count */
export function isId(value) {
  return Number.isSafeInteger(value) && Number(value) >= -1; // chrome.tabs.TAB_ID_NONE
}
