// @ts-check
/**
 * Settings as a file: for another computer, or for later. Read whole before anything of it is used; what is
 * wrong is named by the field it stands in.
 */
import { isReceipt } from './receipts.js';
import { FIELDS, Unfit, readKey, readObject, readServer } from './setting-fields.js';

/**
 * @typedef {import('./setting-fields.js').Values} Values
 * @typedef {import('./settings.js').Pin} Pin
 * @typedef {import('./receipts.js').Receipt} Receipt
 * @typedef {{settings: Partial<Values>, pins: Record<string, Pin>, reports: Receipt[]}} Contents
 */

const FORMAT = 'mynah-settings';
const VERSION = 1;
export const MOST_BYTES = 1_000_000;
const MOST_PINS = 100;
const MOST_REPORTS = 100;

/**
 * The text of a file. Reports are left out unless they are given: whoever has the file could open their pages.
 * @param {{settings: Values, pins: Record<string, Pin>, reports?: Receipt[]}} contents
 * @param {number} now in milliseconds
 */
export function settingsText({ settings, pins, reports }, now) {
  const about = { format: FORMAT, version: VERSION, saved: new Date(now).toISOString() };
  return `${JSON.stringify({ ...about, settings, pins, ...(reports && { reports }) }, null, 2)}\n`;
}

/**
 * What a file says.
 * @param {string} text
 * @returns {Contents}
 * @throws {Unfit} naming the first field that is not as it may be
 */
export function readSettings(text) {
  const file = readObject(parsed(text), 'file');
  if (file.format !== FORMAT) throw new Unfit('format', 'format');
  if (file.version !== VERSION) throw new Unfit('version', 'version');
  only(file, ['format', 'version', 'saved', 'settings', 'pins', 'reports'], '');
  return { settings: readValues(file.settings), pins: readPins(file.pins ?? {}), reports: readReports(file.reports ?? []) };
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new Unfit('file', 'json');
  }
}

/**
 * @param {unknown} value
 * @returns {Partial<Values>}
 */
function readValues(value) {
  const settings = readObject(value, 'settings');
  only(settings, Object.keys(FIELDS), 'settings.');
  const names = /** @type {(keyof Values)[]} */ (Object.keys(settings));
  return Object.fromEntries(names.map((name) => [name, FIELDS[name](settings[name], `settings.${name}`)]));
}

/**
 * @param {unknown} value
 * @returns {Record<string, Pin>}
 */
function readPins(value) {
  const pins = Object.entries(readObject(value, 'pins'));
  if (pins.length > MOST_PINS) throw new Unfit('pins', 'object');
  return Object.fromEntries(pins.map(([server, pin]) => [readServer(server, `pins["${server.slice(0, 80)}"]`), readPin(server, pin)]));
}

/**
 * @param {string} server
 * @param {unknown} value
 * @returns {Pin}
 */
function readPin(server, value) {
  const field = `pins["${server.slice(0, 80)}"]`;
  const pin = readObject(value, field);
  only(pin, ['publicKey', 'since', 'root'], `${field}.`);
  const publicKey = readKey(pin.publicKey, `${field}.publicKey`);
  if (!Number.isSafeInteger(pin.since) || Number(pin.since) < 0) throw new Unfit(`${field}.since`, 'time');
  const root = pin.root === undefined ? {} : { root: readKey(pin.root, `${field}.root`) };
  return { publicKey, since: Number(pin.since), ...root };
}

/**
 * @param {unknown} value
 * @returns {Receipt[]}
 */
function readReports(value) {
  if (!Array.isArray(value) || value.length > MOST_REPORTS) throw new Unfit('reports', 'reports');
  const wrong = value.findIndex((report) => !isReceipt(report));
  if (wrong >= 0) throw new Unfit(`reports[${wrong}]`, 'report');
  return value;
}

/**
 * @param {Record<string, unknown>} object
 * @param {string[]} names
 * @param {string} place
 */
function only(object, names, place) {
  const other = Object.keys(object).find((name) => !names.includes(name));
  if (other !== undefined) throw new Unfit(place + other.slice(0, 80), 'no_such');
}
