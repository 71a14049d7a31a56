// @ts-check
/** A picture of the page for a report: taken when asked for, looked at before it is sent, and dropped at will. */
import { byId, text } from '../common/i18n.js';

/**
 * @typedef {import('../background/outbox-shapes.js').Picture} Picture
 * @typedef {import('./tab.js').Page} Page
 */

const PREFIX = /^data:(image\/jpeg|image\/png);base64,/;
const MOST_CHARACTERS = 6_900_000;
const canvas = /** @type {HTMLCanvasElement} */ (byId('picture-shown'));
/** @type {Picture | null} */
let taken = null;

/** The picture that goes along, or null. */
export function takenPicture() {
  return taken;
}

/**
 * Of our warning there is nothing to see, and some browsers cannot.
 * @param {Page} page
 */
export function canTakePicture({ url, held }) {
  return url !== null && !held && typeof browser.tabs.captureVisibleTab === 'function';
}

/** @param {Page} page */
export function preparePicture(page) {
  byId('picture-take').addEventListener('click', () => void take(page));
  byId('picture-drop').addEventListener('click', drop);
}

/** @param {Page} page */
async function take({ windowId }) {
  byId('report-trouble').textContent = '';
  try {
    await show(await browser.tabs.captureVisibleTab(windowId, { format: 'jpeg', quality: 80 }));
  } catch {
    byId('report-trouble').textContent = text('picture_failed'); // the browser says why in its own language, if at all
  }
}

/** @param {string} dataUrl */
async function show(dataUrl) {
  const type = /** @type {Picture['type'] | undefined} */ (PREFIX.exec(dataUrl)?.[1]);
  const base64 = dataUrl.replace(PREFIX, '');
  if (!type || base64.length > MOST_CHARACTERS) throw new RangeError('no picture that can be sent');
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type }));
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  canvas.setAttribute('aria-label', text('picture_name'));
  taken = { type, base64 };
  byId('picture').hidden = false;
  byId('picture-take').hidden = true;
  byId('picture-drop').focus();
}

function drop() {
  taken = null;
  [canvas.width, canvas.height] = [0, 0];
  byId('picture').hidden = true;
  byId('picture-take').hidden = false;
}
