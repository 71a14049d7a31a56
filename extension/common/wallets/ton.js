// @ts-check
/**
 * TON (TEP-2): an account is a workchain and 256 bits, written raw or "user-friendly".
 *
 * A friendly address also says whether a payment may bounce, and may ask to be refused outside the
 * test network, which we do. Each account's canonical form is the raw one.
 */
import { base64nopad } from '../../vendor/scure-base/index.js';
import { crc16, hexOf } from './bytes.js';

const RAW = /^(?:0|-1):[0-9a-fA-F]{64}$/;
const FRIENDLY = /^[EU](?:[0-9A-Za-z+/]{47}|[0-9A-Za-z_-]{47})$/;
const TAGS = [0x11, 0x51]; // bounceable and not; both +0x80 for the test network only
const WORKCHAINS = new Map([[0x00, '0'], [0xff, '-1']]); // the two that exist

/**
 * The raw address, its digits in lower case.
 * @param {string} text
 * @returns {string | null}
 */
export function ton(text) {
  if (RAW.test(text)) return text.toLowerCase();
  if (!FRIENDLY.test(text)) return null;
  const data = base64nopad.decode(text.replaceAll('-', '+').replaceAll('_', '/'));
  const workchain = WORKCHAINS.get(data[1]);
  if (!TAGS.includes(data[0]) || workchain === undefined) return null;
  if (crc16(data.subarray(0, 34)) !== data[34] * 256 + data[35]) return null;
  return `${workchain}:${hexOf(data.subarray(2, 34))}`;
}
