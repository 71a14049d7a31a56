// @ts-check
/** Reads QR codes in a thread of its own, for Firefox, whose event page must not keep a navigation waiting. */
import { readCodes } from './qr-code.js';

addEventListener('message', async ({ data: { id, picture } }) => {
  postMessage({ id, texts: await readCodes(picture).catch(() => []) });
});
