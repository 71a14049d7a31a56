// @ts-check
/**
 * Percent-escapes as Safe Browsing's canonical form uses them. Texts here are *byte texts*: each
 * character stands for one byte (0 to 255), so that escapes of bytes that are no UTF-8 survive.
 */

const HEX = /^[0-9a-fA-F]$/;

/**
 * The UTF-8 bytes of a text as a byte text; a lone surrogate counts as U+FFFD.
 * @param {string} text
 * @returns {string}
 */
export function byteText(text) {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length === text.length) return text;
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/**
 * The text whose UTF-8 bytes a byte text holds, or null where they are no UTF-8.
 * @param {string} raw
 * @returns {string | null}
 */
export function fromByteText(raw) {
  try {
    return decoder(true).decode(bytesOf(raw));
  } catch {
    return null;
  }
}

/**
 * The same with U+FFFD in place of what is no UTF-8.
 * @param {string} raw
 * @returns {string}
 */
export function fromByteTextLossy(raw) {
  return decoder(false).decode(bytesOf(raw));
}

/**
 * Undo the percent-escapes of a byte text again and again until none is left.
 * @param {string} text
 * @returns {string}
 */
export function unescape(text) {
  if (!text.includes('%')) return text;
  const once = text.replace(/%([0-9a-fA-F]{2})/g, (_, hex) => byteOf(hex));
  return once.includes('%') ? unescapeFully(once) : once;
}

/**
 * Percent-escape a byte text so that it is printable ASCII: bytes <= 0x20, >= 0x7f, "#" and "%".
 * @param {string} text
 * @returns {string}
 */
export function escape(text) {
  // eslint-disable-next-line no-control-regex -- control characters are what this escapes
  return text.replace(/[\x00-\x20\x7f-\xff#%]/g, percent);
}

/**
 * Two escapes never overlap ("%" is no hex digit), so the order of undoing them cannot change the
 * end. A stack does it in one pass; repeated passes over "%25252525..." are quadratic.
 * @param {string} text
 * @returns {string}
 */
function unescapeFully(text) {
  /** @type {string[]} */
  const stack = [];
  for (const char of text) {
    stack.push(char);
    while (endsInEscape(stack)) {
      const hex = stack.slice(-2).join('');
      stack.splice(-3, 3, byteOf(hex));
    }
  }
  return stack.join('');
}

/** @param {string[]} stack */
function endsInEscape(stack) {
  const top = stack.length;
  return top > 2 && stack[top - 3] === '%' && HEX.test(stack[top - 2]) && HEX.test(stack[top - 1]);
}

/** @param {string} hex */
function byteOf(hex) {
  return String.fromCharCode(parseInt(hex, 16));
}

/** @param {string} char */
function percent(char) {
  return '%' + char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}

/** @param {string} raw */
function bytesOf(raw) {
  return Uint8Array.from(raw, (char) => char.charCodeAt(0));
}

/** @param {boolean} fatal */
function decoder(fatal) {
  return new TextDecoder('utf-8', { fatal, ignoreBOM: true });
}
