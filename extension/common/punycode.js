// @ts-check
/** Reading `xn--` labels as people see them (RFC 3492). Only for show: what is compared stays ASCII. */

const [BASE, T_MIN, T_MAX, SKEW, DAMP, FIRST_BIAS, FIRST_CODE] = [36, 1, 26, 38, 700, 72, 128];

/**
 * A host with its international labels written out; a label that cannot be read stays as it is.
 * @param {string} host
 * @returns {string}
 */
export function unicodeHost(host) {
  return host.split('.').map((label) => (label.startsWith('xn--') ? (decode(label.slice(4)) ?? label) : label)).join('.');
}

/**
 * @param {string} text
 * @returns {string | null}
 */
function decode(text) {
  const split = text.lastIndexOf('-');
  const codes = [...text.slice(0, Math.max(0, split))].map((char) => char.charCodeAt(0));
  let [at, code, index, bias] = [split + 1, FIRST_CODE, 0, FIRST_BIAS];
  while (at < text.length) {
    const read = readNumber(text, at, bias);
    if (!read) return null;
    const length = codes.length + 1;
    bias = adapt(read.value, length, index === 0);
    index += read.value;
    code += Math.floor(index / length);
    if (code > 0x10ffff) return null;
    index %= length;
    codes.splice(index, 0, code);
    index += 1;
    at = read.next;
  }
  return codes.length ? String.fromCodePoint(...codes) : null;
}

/**
 * @param {string} text
 * @param {number} at
 * @param {number} bias
 * @returns {{value: number, next: number} | null}
 */
function readNumber(text, at, bias) {
  let [value, weight] = [0, 1];
  for (let k = BASE; at < text.length; k += BASE) {
    const digit = '0123456789'.includes(text[at]) ? Number(text[at]) + 26 : text.charCodeAt(at) - 97;
    at += 1;
    if (digit < 0 || digit >= BASE || value > 0x7fffffff) return null;
    value += digit * weight;
    const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
    if (digit < threshold) return { value, next: at };
    weight *= BASE - threshold;
  }
  return null;
}

/**
 * @param {number} delta
 * @param {number} length
 * @param {boolean} first
 */
function adapt(delta, length, first) {
  let rest = first ? Math.floor(delta / DAMP) : delta >> 1;
  rest += Math.floor(rest / length);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
