// @ts-check
/** A report that waits to be sent, and what makes one. */
import { CATEGORIES } from '../common/categories.js';

/**
 * `key`: by which the service knows it again. `shown`: its target, defanged. `triedAt`: when it may first have
 * arrived. `restUntil`: the service asked to be left alone so long; `nextAt` is our own pause. `unsure`: it may have arrived too long ago to ask. `words`: why it was refused.
 * @typedef {{type: 'image/jpeg' | 'image/png', base64: string}} Picture
 * @typedef {{key: string, server: string, targets: string[], shown: string, category: string, note: string, language: string,
 *   picture: Picture | null, madeAt: number, attempts: number, triedAt: number | null, nextAt: number, restUntil: number,
 *   state: 'waiting' | 'refused' | 'unsure', words?: string,
 *   challenge?: {challenge: string, difficulty: number, next: number}, proof?: {challenge: string, nonce: string}}} Waiting
 */

export const MOST_TARGETS = 20;
export const LONGEST_TARGET = 8192;
export const LONGEST_NOTE = 10_000;
/** In base64: the service takes five million bytes. */
export const MOST_PICTURE = 6_900_000;
const STATES = ['waiting', 'refused', 'unsure'];
const TAG = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$/;
const KEY = /^[!-~]{1,200}$/;
const WEB = /^https?:\/\//;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * @param {unknown} value
 * @returns {value is Waiting}
 */
export function isWaiting(value) {
  const { key, server, targets, shown, category, note, language, picture, madeAt, attempts, triedAt, nextAt, restUntil, state, challenge } = Object(value);
  const about = isTargets(targets) && isText(shown, LONGEST_TARGET * 2) && CATEGORIES.includes(category) && isText(note, LONGEST_NOTE);
  const way = matches(key, KEY) && matches(server, WEB) && URL.canParse(server) && (language === '' || matches(language, TAG));
  const times = [madeAt, attempts, nextAt, restUntil].every(Number.isFinite) && (triedAt === null || Number.isFinite(triedAt));
  return about && way && times && STATES.includes(state) && (picture === null || isPicture(picture)) && isChallenge(challenge);
}

/** @param {unknown} targets */
function isTargets(targets) {
  const holds = (/** @type {unknown} */ target) => isText(target, LONGEST_TARGET) && /\S/.test(String(target));
  return Array.isArray(targets) && targets.length >= 1 && targets.length <= MOST_TARGETS && targets.every(holds);
}

/** @param {unknown} picture */
function isPicture(picture) {
  const { type, base64 } = Object(picture);
  return ['image/jpeg', 'image/png'].includes(type) && isText(base64, MOST_PICTURE) && matches(base64, BASE64);
}

/** @param {unknown} challenge */
function isChallenge(challenge) {
  const { challenge: text, difficulty, next } = Object(challenge);
  return challenge === undefined || (isText(text, 200) && Number.isInteger(difficulty) && Number.isSafeInteger(next));
}

/**
 * @param {unknown} value
 * @param {number} most
 */
function isText(value, most) {
  return typeof value === 'string' && value.length <= most;
}

/**
 * @param {unknown} value
 * @param {RegExp} pattern
 */
function matches(value, pattern) {
  return typeof value === 'string' && pattern.test(value);
}
