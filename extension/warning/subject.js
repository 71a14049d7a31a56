// @ts-check
/** What the warning is about: the address behind "#", which the browser sends to nobody. */
import { hostText } from '../common/look-alike.js';

/**
 * `before`, `host` and `after` are the address as the browser spells it, cut around the host: all of it ASCII.
 * @typedef {{url: string, host: import('../common/look-alike.js').HostText, parts: {before: string, host: string, after: string}}} Subject
 */

/** More of an address is not shown: a page could write a book there, below which nothing would be found. */
const LONGEST_PART = 600;

/**
 * The subject of a fragment, or null for what is no web address: any page may open the warning page
 * with any fragment, and nothing but http and https is ever opened from here.
 * @param {string} fragment with its "#"
 * @returns {Subject | null}
 */
export function subjectOf(fragment) {
  const url = webUrl(fragment.slice(1));
  return url && { url: url.href, host: hostText(url.hostname), parts: partsOf(url) };
}

/** @param {URL} url */
function partsOf(url) {
  const user = url.username || url.password ? `${url.username}${url.password && `:${url.password}`}@` : '';
  const after = url.href.slice(`${url.protocol}//${user}${url.hostname}`.length);
  return { before: `${url.protocol}//${cut(user)}`, host: url.hostname, after: cut(after) };
}

/** @param {string} text */
function cut(text) {
  return text.length > LONGEST_PART ? `${text.slice(0, LONGEST_PART)}…` : text;
}

/** @param {string} text */
function webUrl(text) {
  try {
    const url = new URL(text);
    return ['http:', 'https:'].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
