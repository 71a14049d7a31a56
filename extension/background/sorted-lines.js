// @ts-check
/**
 * A sorted text of lines, searched where it lies: no line is ever made a string, so that a list of
 * half a million hosts costs its own bytes and no time to load. The twin of `service/lists/texts.py`.
 */

const LF = 10;
const encoder = new TextEncoder();

/** A list as the service publishes it: distinct lines sorted by bytes, each ended by LF. */
export class SortedLines {
  #bytes;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  /**
   * Whether the text is one of the lines.
   * @param {string} text
   */
  has(text) {
    const key = encoder.encode(text);
    const at = lowerBound(this.#bytes, key);
    return at < this.#bytes.length && compareLine(this.#bytes, at, key) === 0;
  }
}

/**
 * The list that a delta (lines `-item` and `+item`, sorted by item) makes of the old one.
 * @param {Uint8Array<ArrayBuffer>} old
 * @param {Uint8Array<ArrayBuffer>} delta
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {RangeError} if the delta was not made from this list
 */
export async function applyDelta(old, delta) {
  // One piece of memory, not a piece for each change: a delta may have many millions of them.
  const made = new Uint8Array(old.length + delta.length);
  let [cursor, size] = [0, 0];
  const take = (/** @type {Uint8Array} */ part) => {
    made.set(part, size);
    size += part.length;
  };
  for (const { adds, item, line } of changes(delta)) {
    const at = lowerBound(old, item, cursor);
    const present = at < old.length && compareLine(old, at, item) === 0;
    if (present === adds) throw new RangeError('the delta does not fit the list');
    take(old.subarray(cursor, at));
    if (adds) take(line);
    cursor = adds ? at : at + line.length;
  }
  take(old.subarray(cursor));
  return made.slice(0, size);
}

/** @param {Uint8Array<ArrayBuffer>} delta */
function* changes(delta) {
  for (let start = 0; start < delta.length;) {
    const end = delta.indexOf(LF, start);
    const sign = String.fromCharCode(delta[start]);
    if (end < start + 2 || !'+-'.includes(sign)) throw new RangeError('a line is no change');
    const [item, line] = [delta.subarray(start + 1, end), delta.subarray(start + 1, end + 1)];
    yield { adds: sign === '+', item, line };
    start = end + 1;
  }
}

/**
 * Where the first line begins that is not before the key.
 * @param {Uint8Array} bytes
 * @param {Uint8Array} key
 * @param {number} [from] where a line begins
 */
function lowerBound(bytes, key, from = 0) {
  let low = from;
  let high = bytes.length;
  while (low < high) {
    let start = (low + high) >>> 1;
    while (start > low && bytes[start - 1] !== LF) start -= 1;
    if (compareLine(bytes, start, key) < 0) low = lineEnd(bytes, start) + 1;
    else high = start;
  }
  return low;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} start
 */
function lineEnd(bytes, start) {
  const end = bytes.indexOf(LF, start);
  return end < 0 ? bytes.length : end;
}

/**
 * Negative, zero or positive as the line at `start` sorts before, at or after the key.
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {Uint8Array} key
 */
function compareLine(bytes, start, key) {
  for (let at = 0; at < key.length; at += 1) {
    const byte = bytes[start + at] ?? LF;
    if (byte === LF) return -1; // the line is the beginning of the key
    if (byte !== key[at]) return byte - key[at];
  }
  return (bytes[start + key.length] ?? LF) === LF ? 0 : 1;
}
