// @ts-check
/**
 * Reads QR codes for content scripts, one after the other, so that a page full of pictures keeps nobody else
 * waiting for long. What a picture shows is forgotten at once.
 */

/** @typedef {import('./qr-code.js').Picture} Picture */

const LARGEST_SIDE = 512;
/** Whoever comes when so many wait is told to come again. */
const MOST_WAITING = 20;
/** Chromium shows the window twice in a second at most. */
const LOOK_MILLISECONDS = 1000;

export class QrReader {
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();
  #waiting = 0;
  #lookedAt = -Infinity;
  #readCodes;
  #tabs;
  #now;

  /**
   * @param {object} needs
   * @param {(picture: Picture) => Promise<string[]>} needs.readCodes
   * @param {any} needs.tabs
   * @param {() => number} needs.now
   */
  constructor({ readCodes, tabs, now }) {
    this.#readCodes = readCodes;
    this.#tabs = tabs;
    this.#now = now;
  }

  /**
   * The texts of the codes in a picture that a content script made small and grey.
   * @param {{width: unknown, height: unknown, grey: unknown}} message
   * @returns {Promise<string[] | null>} null: too many wait, come again
   */
  async read({ width, height, grey }) {
    if (!isSide(width) || !isSide(height) || typeof grey !== 'string') return [];
    const bytes = bytesOf(grey);
    if (bytes?.length !== width * height) return [];
    return this.#inTurn(() => this.#readCodes({ width, height, grey: bytes }));
  }

  /**
   * The texts of the code in a part of what the window shows, in fractions of it.
   * @param {{box: any}} message
   * @param {{frameId?: number, tab?: any}} sender
   * @returns {Promise<string[] | null>}
   */
  async readView({ box }, { frameId, tab }) {
    if (frameId !== 0 || !isBox(box)) return [];
    if (!tab.active || this.#now() - this.#lookedAt < LOOK_MILLISECONDS) return null;
    this.#lookedAt = this.#now();
    const view = await this.#tabs.captureVisibleTab(tab.windowId, { format: 'png' });
    const { active, url } = await this.#tabs.get(tab.id);
    if (!active || url !== tab.url) return null; // it shows something else by now
    const picture = await cut(view, box);
    return this.#inTurn(() => this.#readCodes(picture));
  }

  /**
   * @param {() => Promise<string[]>} read
   * @returns {Promise<string[] | null>}
   */
  async #inTurn(read) {
    if (this.#waiting >= MOST_WAITING) return null;
    this.#waiting += 1;
    const turn = this.#last.then(() => new Promise((go) => setTimeout(go))).then(read);
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }
}

/**
 * Where codes are read: in a thread of its own where the worker may start one, as Firefox's event page may.
 * Chromium's is a thread of its own, in which no page is held back.
 * @param {(picture: Picture) => Promise<string[]>} readHere
 * @param {string} script of the thread
 * @returns {(picture: Picture) => Promise<string[]>}
 */
export function threadFor(readHere, script) {
  if (typeof Worker === 'undefined') return readHere;
  /** @type {Worker | null} */
  let thread = null;
  let count = 0;
  return (picture) =>
    new Promise((give) => {
      thread ??= new Worker(script, { type: 'module' });
      const id = (count += 1);
      thread.addEventListener('message', function answer({ data }) {
        if (data.id !== id) return;
        thread?.removeEventListener('message', answer);
        give(data.texts);
      });
      thread.addEventListener('error', () => give([]), { once: true });
      thread.postMessage({ id, picture });
    });
}

/**
 * @param {string} url of a PNG, as `data:`
 * @param {{x: number, y: number, width: number, height: number}} box
 * @returns {Promise<Picture>}
 */
async function cut(url, { x, y, width, height }) {
  const bytes = bytesOf(url.slice(url.indexOf(',') + 1)) ?? new Uint8Array();
  const whole = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const [wide, high] = [Math.round(width * whole.width), Math.round(height * whole.height)];
  const scale = Math.min(1, LARGEST_SIDE / Math.max(wide, high));
  const size = { width: Math.max(1, Math.floor(wide * scale)), height: Math.max(1, Math.floor(high * scale)) };
  const context = new OffscreenCanvas(size.width, size.height).getContext('2d');
  context?.drawImage(whole, x * whole.width, y * whole.height, wide, high, 0, 0, size.width, size.height);
  const data = context?.getImageData(0, 0, size.width, size.height).data ?? [];
  const grey = Uint8Array.from({ length: size.width * size.height }, (_, at) => (data[4 * at] * 77 + data[4 * at + 1] * 151 + data[4 * at + 2] * 28) >> 8);
  return { ...size, grey };
}

/**
 * @param {unknown} side
 * @returns {side is number}
 */
function isSide(side) {
  return Number.isInteger(side) && Number(side) > 0 && Number(side) <= LARGEST_SIDE;
}

/** @param {any} box */
function isBox(box) {
  const { x, y, width, height } = Object(box);
  return [x, y, width, height].every((part) => Number.isFinite(part) && part >= 0) && x + width <= 1.001 && y + height <= 1.001 && width > 0 && height > 0;
}

/**
 * @param {string} base64
 * @returns {Uint8Array<ArrayBuffer> | null}
 */
function bytesOf(base64) {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return null; // no base64
  }
}
