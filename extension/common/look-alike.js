// @ts-check
/**
 * Hosts in other letters, as a person should see them. Letters of two scripts in one name, or a name made only
 * of letters that look like Latin ones, are how a site poses as another: then the ASCII spelling comes first.
 */
import { unicodeHost } from './punycode.js';

/**
 * `shown` is what a person is to read first; `other` the second spelling, where there are two.
 * @typedef {{shown: string, other: string | null, lookAlike: boolean}} HostText
 */

/** Written together in one word every day: Japanese, Korean, Chinese. */
const TOGETHER = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
const LATIN = 0;
const SCRIPTS = [
  'Latin', 'Cyrillic', 'Greek', 'Armenian', 'Georgian', 'Cherokee', 'Hebrew', 'Arabic', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Tamil',
  'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan', 'Ethiopic', 'Mongolian',
].map((name) => new RegExp(`\\p{Script=${name}}`, 'u'));
/** Those that Chromium's check for whole names knows, of scripts that a reader of Latin ones meets. */
const LIKE_LATIN = [/^[асԁеһіјӏорԛѕԝхуъьҽпгѵѡ0-9-]+$/u, /^[αικνρυωηοτγμϲϳ0-9-]+$/u, /^[ագզէլհյոսւօց0-9-]+$/u, /^[იოყძხჽჿ0-9-]+$/u];

/**
 * @param {string} hostname as the browser spells it
 * @returns {HostText}
 */
export function hostText(hostname) {
  const written = unicodeHost(hostname);
  if (written === hostname || spelledByBrowser(written) !== hostname) return { shown: hostname, other: null, lookAlike: false };
  const lookAlike = written.split('.').some(looksLikeAnother);
  return lookAlike ? { shown: hostname, other: written, lookAlike } : { shown: written, other: hostname, lookAlike };
}

/** @param {string} label of a host, written out */
function looksLikeAnother(label) {
  const letters = [...label].filter((char) => /\p{L}/u.test(char));
  const scripts = new Set(letters.map(scriptOf));
  const isMixed = scripts.size > 1 && !(scripts.size === 2 && scripts.has('together') && scripts.has(LATIN));
  return isMixed || (letters.length > 0 && LIKE_LATIN.some((all) => all.test(label)));
}

/** @param {string} letter */
function scriptOf(letter) {
  return TOGETHER.test(letter) ? 'together' : SCRIPTS.findIndex((script) => script.test(letter));
}

/** @param {string} host */
function spelledByBrowser(host) {
  return URL.canParse(`http://${host}/`) ? new URL(`http://${host}/`).hostname : null;
}
