// @ts-check
/**
 * The one spelling of a host: the browser's where it opens it, Safe Browsing's rules after.
 * The twin of `service/names/hosts.py`; `tests/vectors/hosts.json` holds them equal.
 */
import { byteText, escape, fromByteText, unescape } from './escapes.js';

// eslint-disable-next-line no-control-regex -- control characters are what a browser drops
const CONTROLS = /[\x00-\x20]/;
const DELIMITERS = /[/\\?@:[\]]/;
const URL_DELIMITERS = /[/\\?@:[\]#]/;
/** A last label that makes WHATWG read an IPv4 address. */
const NUMBER = /^(?:[0-9]+|0x[0-9a-f]*)$/;
/** The shortest forms of ::ffff:0:0/96 (IPv4-mapped) and 64:ff9b::/96 (NAT64, RFC 6052). */
const MAPPED = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;
const NAT64 = /^\[64:ff9b::(?:(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4}))?\]$/;

/** The text names no place on the web. `reason` is a short sentence for people. */
export class InvalidName extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.name = 'InvalidName';
    this.reason = reason;
  }
}

/**
 * The canonical form of a host: an ASCII name, dotted IPv4 or bracketed IPv6 address.
 * @param {string} text
 * @returns {string}
 * @throws {InvalidName} for anything else, a port or a path included
 */
export function canonicalHost(text) {
  let cleaned = clean(text);
  if (cleaned.split(':', 3).length > 2 && !cleaned.startsWith('[')) cleaned = `[${cleaned}]`;
  if (!cleaned.startsWith('[') && URL_DELIMITERS.test(cleaned)) {
    throw new InvalidName('a host has no scheme, port, path or user name');
  }
  return hostOf(withoutSpaces(cleaned));
}

/**
 * Make a text well-formed and drop the control characters that a browser's parser drops.
 * @param {string} text
 * @returns {string}
 */
export function clean(text) {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  // In this order: a dropped character between two surrogates does not make them a pair.
  const wellFormed = text.slice(start, end).replace(/\p{Surrogate}/gu, '\ufffd');
  return wellFormed.replace(/[\t\n\r]/g, '');
}

/**
 * The host text as it is, unless it is rather a sentence.
 * @param {string} host
 * @returns {string}
 */
export function withoutSpaces(host) {
  if (CONTROLS.test(host)) throw new InvalidName('a host has no spaces');
  return host;
}

/**
 * The URL as the browser spells it, or null where it refuses it.
 * @param {string} text
 * @returns {string | null}
 */
export function browserHref(text) {
  try {
    return new URL(text).href;
  } catch {
    return null;
  }
}

/**
 * The canonical form of a host text that no URL parser has read yet.
 * @param {string} text
 * @returns {string}
 */
export function hostOf(text) {
  if (text.startsWith('[')) return address(text);
  return settle(browserHost(text) ?? lenientHost(text));
}

/**
 * Apply Safe Browsing's host rules to an ASCII host as a URL parser returns it.
 * @param {string} host
 * @returns {string}
 * @throws {InvalidName} if nothing is left, or for a number that no browser opens (`276.2.3`)
 */
export function settle(host) {
  if (host.startsWith('[')) return asIPv4(host);
  // A browser's parser may leave an escape, as Chromium's did for a space.
  const whole = host.includes('%') ? escape(checked(unescape(host))) : host;
  const dotted = whole.replace(/\.{2,}/g, '.').replace(/^\./, '').replace(/\.$/, '');
  if (!dotted) throw new InvalidName('there is no host');
  return NUMBER.test(dotted.slice(dotted.lastIndexOf('.') + 1)) ? ipv4(dotted) : dotted;
}

/** @param {string} text */
function browserHost(text) {
  if (URL_DELIMITERS.test(text)) return null;
  const href = browserHref(`http://${text}/`);
  return href && href.slice(7, -1);
}

/**
 * Spell a host that the browser refuses: Safe Browsing's vectors hold such, and so may feeds.
 * @param {string} text
 */
function lenientHost(text) {
  const raw = checked(unescape(byteText(text)));
  const unescaped = fromByteText(raw);
  const accepted = unescaped !== null && !CONTROLS.test(unescaped) ? browserHost(unescaped) : null;
  return accepted ?? escape(raw.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
}

/**
 * "a%2Fb" would make the expression of another host's path.
 * @param {string} raw
 */
function checked(raw) {
  const found = DELIMITERS.exec(raw);
  if (found) throw new InvalidName(`a host cannot hold ${found[0]}`);
  return raw;
}

/** @param {string} host */
function ipv4(host) {
  const href = browserHref(`http://${host}/`);
  if (href === null) throw new InvalidName('the number is no IPv4 address that a browser opens');
  return href.slice(7, -1);
}

/** @param {string} text */
function address(text) {
  const href = text.endsWith(']') ? browserHref(`http://${text}/`) : null;
  if (href === null) throw new InvalidName('the brackets hold no IPv6 address');
  return asIPv4(href.slice(7, -1));
}

/**
 * Write an IPv6 address that stands for an IPv4 one as that (Safe Browsing v5).
 * @param {string} text
 */
function asIPv4(text) {
  const found = MAPPED.exec(text) ?? NAT64.exec(text);
  if (!found) return text;
  const [high, low] = [found[1], found[2]].map((part) => parseInt(part ?? '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
