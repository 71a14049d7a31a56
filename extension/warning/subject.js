// @ts-check
/** What the warning is about: the address behind "#", which the browser sends to nobody. */
import { unicodeHost } from '../common/punycode.js';

/**
 * `shown` is the host as people see it; `ascii` is its other spelling where the two differ.
 * @typedef {{url: string, shown: string, ascii: string | null}} Subject
 */

/**
 * The subject of a fragment, or null for what is no web address: any page may open the warning page
 * with any fragment, and nothing but http and https is ever opened from here.
 * @param {string} fragment with its "#"
 * @returns {Subject | null}
 */
export function subjectOf(fragment) {
  const url = webUrl(fragment.slice(1));
  if (!url) return null;
  const shown = unicodeHost(url.hostname);
  return { url: url.href, shown, ascii: shown === url.hostname ? null : url.hostname };
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
