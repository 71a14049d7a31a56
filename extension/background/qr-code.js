// @ts-check
/** The text of a QR code in a picture: by the browser's own reader where it has one, else by jsQR. */
import '../vendor/jsqr/jsQR.js';

/**
 * Grey values, row by row.
 * @typedef {{width: number, height: number, grey: Uint8Array}} Picture
 * @typedef {(data: Uint8ClampedArray, width: number, height: number) => {data: string} | null} Decode
 */

/** @type {Decode} */
const decode = /** @type {any} */ (globalThis).jsQR;

/**
 * @param {Picture} picture
 * @returns {Promise<string[]>} the texts of the codes in it; of several, jsQR reads one
 */
export async function readCodes(picture) {
  const own = await byBrowser(picture);
  if (own?.length) return own;
  const found = decode(colours(picture), picture.width, picture.height);
  return found?.data ? [found.data] : [];
}

/**
 * @param {Picture} picture
 * @returns {Promise<string[] | null>} null where the browser has no reader, as on Linux
 */
async function byBrowser(picture) {
  const { BarcodeDetector } = /** @type {any} */ (globalThis);
  if (!BarcodeDetector) return null;
  try {
    const image = new ImageData(colours(picture), picture.width, picture.height);
    /** @type {{rawValue: string}[]} */
    const found = await new BarcodeDetector({ formats: ['qr_code'] }).detect(image);
    return found.map(({ rawValue }) => rawValue);
  } catch {
    return null; // there by name only, without the system's part
  }
}

/** @param {Picture} picture */
function colours({ grey }) {
  const data = new Uint8ClampedArray(grey.length * 4);
  for (let at = 0; at < grey.length; at += 1) data.fill(grey[at], 4 * at, 4 * at + 3);
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return data;
}
