// @ts-check
/**
 * Every setting, and what it may be. Read by this: what was stored, what a file brings, what a policy says, and
 * what our own pages ask for. Nothing else is taken for a setting, wherever it comes from.
 */
import { InvalidName, canonicalUrl } from './canonical-url.js';

/**
 * What is looked at: hosts and pages that are opened, wallet addresses on pages, what is copied and pasted,
 * and what a page asks a wallet to do.
 * @typedef {{pages: boolean, addresses: boolean, clipboard: boolean, walletCalls: boolean}} Checks
 * @typedef {{server: string | null, mirror: string | null, checks: Checks, language: string, allowedHosts: string[], strict: boolean,
 *   strictPrivate: boolean}} Values `server` is null for the packaged one, `mirror` for none; `strictPrivate`: in private windows too
 */

/** @type {(keyof Checks)[]} */
export const CHECK_NAMES = ['pages', 'addresses', 'clipboard', 'walletCalls'];
/** @type {Values} */
export const DEFAULTS = Object.freeze({
  server: null,
  mirror: null,
  checks: Object.freeze({ pages: true, addresses: true, clipboard: true, walletCalls: true }),
  language: '',
  allowedHosts: Object.freeze(/** @type {any} */ ([])),
  strict: false,
  strictPrivate: false,
});

export const MOST_HOSTS = 1000;
const LONGEST_URL = 2000;
const TAG = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$/;
const KEY = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Not what the field may be. `field` names it as a file has it; `accepts` is what it may be, a message's name.
 * @typedef {'object' | 'server' | 'key' | 'switch' | 'language' | 'host' | 'hosts' | 'time' | 'no_such' | 'format' | 'version' | 'json' | 'report' | 'reports'} Accepts
 */
export class Unfit extends TypeError {
  /**
   * @param {string} field
   * @param {Accepts} accepts
   */
  constructor(field, accepts) {
    super(`${field}: ${accepts}`);
    this.name = 'Unfit';
    this.field = field;
    this.accepts = accepts;
  }
}

/** @type {{[Name in keyof Values]: (value: unknown, field: string) => Values[Name]}} */
export const FIELDS = {
  server: readServerOrNull,
  mirror: readServerOrNull,
  checks: readChecks,
  language: readLanguage,
  allowedHosts: readHosts,
  strict: readSwitch,
  strictPrivate: readSwitch,
};

/**
 * The one spelling of a service's address.
 * @param {string} text
 * @throws {TypeError} for what is no http or https address
 */
export function serverAddress(text) {
  const url = new URL(text.trim());
  if (!['http:', 'https:'].includes(url.protocol)) throw new TypeError('not an http address');
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

/**
 * @param {unknown} value
 * @param {string} field
 */
export function readServer(value, field) {
  try {
    if (typeof value === 'string' && value.length <= LONGEST_URL) return serverAddress(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new Unfit(field, 'server');
}

/**
 * @param {unknown} value
 * @param {string} field
 */
function readServerOrNull(value, field) {
  return value === null ? null : readServer(value, field);
}

/**
 * A key as manifests have it: 32 bytes in base64.
 * @param {unknown} value
 * @param {string} field
 */
export function readKey(value, field) {
  if (typeof value === 'string' && KEY.test(value.trim())) return value.trim();
  throw new Unfit(field, 'key');
}

/**
 * A host, of whatever names one. A name without a dot would be a whole top-level domain.
 * @param {unknown} value
 * @param {string} field
 */
export function readHost(value, field) {
  try {
    const host = typeof value === 'string' && value.length <= LONGEST_URL ? canonicalUrl(value).host : '';
    if (/[.:]/.test(host) || host === 'localhost') return host;
  } catch (error) {
    if (!(error instanceof InvalidName)) throw error;
  }
  throw new Unfit(field, 'host');
}

/**
 * @param {unknown} value
 * @param {string} field
 */
export function readSwitch(value, field) {
  if (typeof value === 'boolean') return value;
  throw new Unfit(field, 'switch');
}

/**
 * @param {unknown} value
 * @param {string} field
 * @returns {Record<string, unknown>}
 */
export function readObject(value, field) {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return /** @type {any} */ (value);
  throw new Unfit(field, 'object');
}

/**
 * Some checks; those not named are on.
 * @param {unknown} value
 * @param {string} field
 * @returns {Checks}
 */
function readChecks(value, field) {
  const given = Object.entries(readObject(value, field));
  for (const [name, on] of given) {
    if (!CHECK_NAMES.some((known) => known === name)) throw new Unfit(`${field}.${name}`, 'no_such');
    readSwitch(on, `${field}.${name}`);
  }
  return { ...DEFAULTS.checks, ...Object.fromEntries(given) };
}

/**
 * @param {unknown} value
 * @param {string} field
 */
function readLanguage(value, field) {
  if (value === '' || (typeof value === 'string' && TAG.test(value))) return value;
  throw new Unfit(field, 'language');
}

/**
 * @param {unknown} value
 * @param {string} field
 */
function readHosts(value, field) {
  if (!Array.isArray(value) || value.length > MOST_HOSTS) throw new Unfit(field, 'hosts');
  return [...new Set(value.map((host, at) => readHost(host, `${field}[${at}]`)))];
}
