// @ts-check
/** The signed page that names the current lists: read, and judged before anything of it is used. */
import { canonicalJson } from './canonical-json.js';
import { leadsTo } from './hand-over.js';
import { isSignedBy } from './signature.js';

/**
 * @typedef {{from: string, url: string, bytes: number}} DeltaInfo
 * @typedef {{name: string, version: string, entries: number, sha256: string, url: string, bytes: number, deltas: DeltaInfo[]}} ListInfo
 * @typedef {{lists: ListInfo[], published_at: string, expires_at: string, next_update_seconds: number}} Announcement
 * @typedef {Announcement & {log?: Tip, handovers?: import('./hand-over.js').HandOver[], key_id: string,
 *   public_key: string, signature: string}} Manifest
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
/** More than any service has a use for; what is longer is some other page, or meant to do harm. */
const MOST = { lists: 100, deltas: 1000, handovers: 20, lines: 1e9, text: 200, url: 2000, entries: 1e9, bytes: 1e12, seconds: 31 * 86_400 };
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * The value as a manifest.
 * @param {unknown} value
 * @returns {Manifest}
 * @throws {Refused} where a field that is used is missing or of another kind
 */
export function readManifest(value) {
  const manifest = /** @type {Manifest} */ (readPackaged(value));
  need(isText(manifest.public_key) && isText(manifest.signature), 'the key or the signature is missing');
  need(isListOf(manifest.handovers ?? [], isHandOver, MOST.handovers), 'a hand-over is malformed');
  need(manifest.log === undefined || isTip(manifest.log), 'log is no tip of a log');
  return manifest;
}

/**
 * The same for the lists that came with the extension, which nobody had to sign.
 * @param {unknown} value
 * @returns {Announcement}
 * @throws {Refused}
 */
export function readPackaged(value) {
  const manifest = /** @type {Announcement} */ (value);
  need(isObject(manifest), 'not an object');
  need(isTime(manifest.published_at), 'published_at is no time');
  need(isTime(manifest.expires_at), 'expires_at is no time');
  need(isCount(manifest.next_update_seconds, MOST.seconds), 'next_update_seconds is no number of seconds');
  need(isListOf(manifest.lists, isListInfo, MOST.lists), 'a list is malformed');
  for (const name of LIST_NAMES) {
    need(manifest.lists.filter((list) => list.name === name).length === 1, `not one list ${name}`);
  }
  return manifest;
}

/**
 * Check that the key signed the manifest, with every member of it, known here or not.
 * @param {Manifest} manifest
 * @param {string} publicKey base64; known beforehand, except at a first meeting
 * @throws {Refused}
 */
export async function verifySignature(manifest, publicKey) {
  if (manifest.public_key !== publicKey) throw new Refused('key', 'signed by another key than before');
  const { signature, ...signed } = manifest;
  if (!(await isSignedBy(publicKey, signature, textOf(signed)))) {
    throw new Refused('signature', 'the signature does not fit the manifest');
  }
}

/**
 * The same for a service that was met before. By a hand-over that this key signed, the key may be another by now.
 * @param {Manifest} manifest
 * @param {string} pinned base64
 * @param {number} now in milliseconds
 * @throws {Refused}
 */
export async function verifyKnown(manifest, pinned, now) {
  const { handovers = [], public_key: publicKey } = manifest;
  await verifySignature(manifest, (await leadsTo(handovers, pinned, publicKey, now)) ? publicKey : pinned);
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
 * What is signed. Anybody on the way may have sent this, in any shape and as deep as they like.
 * @param {object} signed
 * @throws {Refused}
 */
function textOf(signed) {
  try {
    return canonicalJson(signed);
  } catch (error) {
    throw new Refused('malformed', `no canonical form: ${error}`); // browsers differ in what too deep is
  }
}

/** @param {unknown} list */
function isListInfo(list) {
  const { name, version, entries, sha256, url, bytes, deltas } = Object(list);
  const sizes = isCount(entries, MOST.entries) && isCount(bytes, MOST.bytes);
  const texts = isText(name) && isText(version) && isText(sha256) && SHA256.test(sha256) && isUrl(url);
  return texts && sizes && isListOf(deltas, isDeltaInfo, MOST.deltas);
}

/** @param {unknown} delta */
function isDeltaInfo(delta) {
  const { from, url, bytes } = Object(delta);
  return isText(from) && isUrl(url) && isCount(bytes, MOST.bytes);
}

/** @param {unknown} handover */
function isHandOver(handover) {
  const { from, to, valid_from: start, valid_until: end, signature } = Object(handover);
  return isText(from) && isText(to) && isTime(start) && isTime(end) && isText(signature);
}

/** @param {unknown} tip */
function isTip(tip) {
  const { length, head } = Object(tip);
  return isCount(length, MOST.lines) && typeof head === 'string' && SHA256.test(head);
}

/**
 * @param {unknown} value
 * @param {(item: unknown) => boolean} isItem
 * @param {number} most
 */
function isListOf(value, isItem, most) {
  return Array.isArray(value) && value.length <= most && value.every(isItem);
}

/** @param {unknown} value */
function isText(value) {
  return typeof value === 'string' && value.length > 0 && value.length <= MOST.text;
}

/** @param {unknown} value */
function isTime(value) {
  return typeof value === 'string' && TIME.test(value) && !Number.isNaN(timeOf(value));
}

/**
 * An address on the web, or a path below the service's.
 * @param {unknown} value
 */
function isUrl(value) {
  if (typeof value !== 'string' || value.length > MOST.url) return false;
  const base = 'https://service.test/';
  return URL.canParse(value, base) && ['http:', 'https:'].includes(new URL(value, base).protocol);
}

/**
 * @param {unknown} value
 * @param {number} most
 */
function isCount(value, most) {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most;
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
