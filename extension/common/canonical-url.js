// @ts-check
/**
 * The one spelling of a URL and the expressions it is looked up by (Safe Browsing v4).
 * The twin of `service/names/urls.py`; `tests/vectors/{urls,expressions}.json` hold them equal.
 *
 * First the browser's own parser reads the text, so that what it opens and what a feed lists end in
 * the same expressions; what it refuses is read by a small lenient splitter. Then Safe Browsing's
 * rules are applied to the parts.
 */
import {
  InvalidName,
  browserHref,
  clean,
  hostOf,
  settle,
  withoutSpaces,
} from './canonical-host.js';
import { byteText, escape, fromByteTextLossy, unescape } from './escapes.js';

export { InvalidName, canonicalHost } from './canonical-host.js';

/**
 * A URL in canonical form; user name, password, port and fragment are not part of it. `query` is
 * null without a question mark and "" after a bare one. `text` is the whole of it, to show; not to
 * be read again: an undone `%3F` or `%5C` would split it.
 * @typedef {object} CanonicalUrl
 * @property {string} scheme
 * @property {string} host
 * @property {string} path
 * @property {string | null} query
 * @property {string} text
 */

/** The parts of a URL as WHATWG writes it: scheme, host, path, query. */
const PARTS =
  /^([a-z]+):\/\/(?:[^@/?#]*@)?(\[[^\]]*\]|[^:/?#]*)(?::[0-9]+)?(\/[^?#]*)(?:\?([^#]*))?(?:#.*)?$/s;
/** The same of what it refuses: scheme, authority, path, query. */
const LENIENT = /^(https?|ftp|wss?):[/\\]*([^/\\?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?$/is;
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const WEB_SCHEME = /^(?:https?|ftp|wss?):/i;
const HIDDEN_SCHEME = /^(?:https?|ftp|wss?):[/\\]{2}/i;
const PORT = /^[0-9]+$/;
const AUTHORITY = /^[^/\\?#]*/;
/** Schemes whose addresses look like "user:password@host" or "host:port" and are neither. */
const OTHER = new Set(
  (
    'about acct blob callto data ethereum facetime geo im javascript mailto sip sips skype sms' +
    ' tel urn vbscript view-source xmpp'
  ).split(' '),
);

/**
 * The canonical form of a URL; `http://` is supplied where the text has no scheme.
 * @param {string} text
 * @returns {CanonicalUrl}
 * @throws {InvalidName} for what is no http, https, ftp or WebSocket URL with a host
 */
export function canonicalUrl(text) {
  const whole = withScheme(clean(text));
  const href = browserHref(whole);
  if (href === null) return lenient(whole);
  const [scheme, host, path, query] = split(PARTS, href);
  return assemble(scheme, settle(host), path, query);
}

/**
 * The same, or null for what names no place on the web, so that nothing lists it.
 * @param {string} text
 */
export function canonicalUrlOrNull(text) {
  try {
    return canonicalUrl(text);
  } catch (error) {
    if (error instanceof InvalidName) return null;
    throw error;
  }
}

/**
 * The host-suffix/path-prefix texts to look up: at most 30, the most specific first.
 * @param {CanonicalUrl} url
 * @returns {string[]}
 */
export function expressions(url) {
  const paths = pathPrefixes(url);
  return hostSuffixes(url.host).flatMap((host) => paths.map((path) => host + path));
}

/**
 * The one expression under which a feed's URL is listed.
 * @param {CanonicalUrl} url
 * @returns {string}
 */
export function entryExpression(url) {
  return url.host + exactPath(url);
}

/** @param {string} text */
function withScheme(text) {
  if (!text) throw new InvalidName('there is nothing to look up');
  const found = SCHEME.exec(text);
  if (!found) return withoutScheme(text);
  if (WEB_SCHEME.test(text)) return text;
  if (isAuthority(found[1], text.slice(found[0].length))) return `http://${text}`;
  throw new InvalidName(`${found[1].toLowerCase().slice(0, 40)}: is not a web address`);
}

/** @param {string} text */
function withoutScheme(text) {
  const unescaped = text.includes('%') ? unescape(byteText(text)) : ''; // "http%3A%2F%2F..."
  if (HIDDEN_SCHEME.test(unescaped)) return clean(fromByteTextLossy(unescaped));
  if (text.startsWith('//')) return `http:${text}`;
  const authority = authorityOf(text);
  if (!authority) throw new InvalidName('there is no host');
  return `http://${withoutSpaces(authority)}${text.slice(authority.length)}`;
}

/**
 * Tell `evil.com:8080/x`, `localhost:3000` and `user:password@host` from `scheme:...`.
 * @param {string} name
 * @param {string} rest
 */
function isAuthority(name, rest) {
  if (OTHER.has(name.toLowerCase()) || rest.startsWith('//')) return false;
  const after = authorityOf(rest);
  return PORT.test(after) || after.includes('@') || name.includes('.');
}

/** @param {string} text */
function authorityOf(text) {
  return AUTHORITY.exec(text)?.[0] ?? '';
}

/**
 * @param {string} text
 * @returns {CanonicalUrl}
 */
function lenient(text) {
  const [scheme, authority, path, query] = split(LENIENT, text);
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:[0-9]*$/, '');
  return assemble(scheme.toLowerCase(), hostOf(host), path.replaceAll('\\', '/') || '/', query);
}

/**
 * @param {RegExp} pattern
 * @param {string} text
 * @returns {[string, string, string, string | undefined]}
 */
function split(pattern, text) {
  const found = pattern.exec(text);
  if (!found) throw new InvalidName('the address cannot be split into host and path');
  return [found[1], found[2], found[3], found[4]];
}

/**
 * @param {string} scheme
 * @param {string} host
 * @param {string} rawPath
 * @param {string | undefined} rawQuery
 * @returns {CanonicalUrl}
 */
function assemble(scheme, host, rawPath, rawQuery) {
  const path = escape(withoutDots(unescape(byteText(rawPath))).replace(/\/{2,}/g, '/'));
  const query = rawQuery === undefined ? null : escape(unescape(byteText(rawQuery)));
  const text = `${scheme}://${host}${path}${query === null ? '' : `?${query}`}`;
  return { scheme, host, path, query, text };
}

/**
 * Resolve `/./` and `/../` before runs of slashes are collapsed, as browsers do.
 * @param {string} path
 */
function withoutDots(path) {
  if (!path.includes('/.')) return path;
  const segments = path.split('/').slice(1);
  /** @type {string[]} */
  const kept = [];
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  if (/^\.{1,2}$/.test(segments[segments.length - 1])) kept.push('');
  return '/' + kept.join('/');
}

/**
 * The exact host and up to four suffixes of its last five labels, never the bare TLD.
 * @param {string} host
 */
function hostSuffixes(host) {
  const labels = host.split('.').slice(-5);
  // An IP address stands only for itself.
  if (host.startsWith('[') || PORT.test(labels[labels.length - 1])) return [host];
  const suffixes = labels.slice(1).map((_, start) => labels.slice(start).join('.'));
  return [host, ...suffixes.filter((suffix) => suffix !== host)];
}

/** @param {CanonicalUrl} url */
function exactPath({ path, query }) {
  return query === null ? path : `${path}?${query}`;
}

/**
 * The exact path with and without query, and up to three directories and the root.
 * @param {CanonicalUrl} url
 */
function pathPrefixes(url) {
  const directories = url.path.split('/').slice(1, -1).slice(0, 3);
  const prefixes = directories.map((_, at) => `/${directories.slice(0, at + 1).join('/')}/`);
  return [...new Set([exactPath(url), url.path, ...prefixes.reverse(), '/'])];
}
