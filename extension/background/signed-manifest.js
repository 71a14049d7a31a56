// @ts-check
/** The signed page that names the current lists: read, and judged before anything of it is used. */
import { canonicalJson } from './canonical-json.js';

/**
 * @typedef {{from: string, url: string, bytes: number}} DeltaInfo
 * @typedef {{name: string, version: string, entries: number, sha256: string, url: string, bytes: number, deltas: DeltaInfo[]}} ListInfo
 * @typedef {{lists: ListInfo[], published_at: string, expires_at: string, next_update_seconds: number,
 *   log?: Tip, key_id: string, public_key: string, signature: string}} Manifest
 * @typedef {{length: number, head: string}} Tip what the service's public log was like, as it signed
 */

/** Why a manifest is not used; `code` is one of a closed set, which the locales put into words. */
export class Refused extends Error {
  /**
   * @param {'malformed' | 'key' | 'signature' | 'expired' | 'older' | 'shrunk' | 'checksum' | 'size'} code
   * @param {string} detail
   */
  constructor(code, detail) {
    super(detail);
    this.name = 'Refused';
    this.code = code;
  }
}

export const LIST_NAMES = ['hosts', 'prefixes'];

/**
 * The value as a manifest.
 * @param {unknown} value
 * @returns {Manifest}
 * @throws {Refused} where a field that is used is missing or of another kind
 */
export function readManifest(value) {
  const manifest = /** @type {Manifest} */ (value);
  const texts = ['published_at', 'expires_at', 'public_key', 'signature'];
  need(isObject(manifest), 'not an object');
  need(texts.every((name) => typeof Object(manifest)[name] === 'string'), 'a text is missing');
  need(!Number.isNaN(timeOf(manifest.published_at)), 'published_at is no time');
  need(!Number.isNaN(timeOf(manifest.expires_at)), 'expires_at is no time');
  need(Array.isArray(manifest.lists) && manifest.lists.every(isListInfo), 'a list is malformed');
  for (const name of LIST_NAMES) need(manifest.lists.some((list) => list.name === name), `no list ${name}`);
  return manifest;
}

/**
 * Check that the key signed the manifest.
 * @param {Manifest} manifest
 * @param {string} publicKey base64; known beforehand, except at a first meeting
 * @throws {Refused}
 */
export async function verifySignature(manifest, publicKey) {
  if (manifest.public_key !== publicKey) throw new Refused('key', 'signed by another key than before');
  const { signature, ...signed } = manifest;
  if (!(await isSignedBy(publicKey, signature, canonicalJson(signed)))) {
    throw new Refused('signature', 'the signature does not fit the manifest');
  }
}

/**
 * Refuse what is out of date: expired, or published before what is held (an old manifest, replayed).
 * @param {Manifest} manifest
 * @param {string | null} heldPublishedAt
 * @param {number} now in milliseconds
 * @throws {Refused}
 */
export function refuseOutdated(manifest, heldPublishedAt, now) {
  if (timeOf(manifest.expires_at) <= now) throw new Refused('expired', `expired ${manifest.expires_at}`);
  if (heldPublishedAt && timeOf(manifest.published_at) < timeOf(heldPublishedAt)) {
    throw new Refused('older', `published ${manifest.published_at}, held ${heldPublishedAt}`);
  }
}

/** @param {string} text */
export function timeOf(text) {
  return Date.parse(text);
}

/**
 * @param {string} publicKey
 * @param {string} signature
 * @param {string} text
 */
async function isSignedBy(publicKey, signature, text) {
  try {
    const key = await crypto.subtle.importKey('raw', fromBase64(publicKey), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, fromBase64(signature), new TextEncoder().encode(text));
  } catch (error) {
    if (error instanceof DOMException) return false; // not base64, or not the length of a key
    throw error;
  }
}

/** @param {string} text */
function fromBase64(text) {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** @param {unknown} list */
function isListInfo(list) {
  const { name, version, entries, sha256, url, bytes, deltas } = Object(list);
  const texts = [name, version, sha256, url].every((field) => typeof field === 'string');
  return texts && isCount(entries) && isCount(bytes) && Array.isArray(deltas) && deltas.every(isDeltaInfo);
}

/** @param {unknown} delta */
function isDeltaInfo(delta) {
  const { from, url, bytes } = Object(delta);
  return typeof from === 'string' && typeof url === 'string' && isCount(bytes);
}

/** @param {unknown} value */
function isCount(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** @param {unknown} value */
function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/**
 * @param {boolean} holds
 * @param {string} problem
 */
function need(holds, problem) {
  if (!holds) throw new Refused('malformed', problem);
}
