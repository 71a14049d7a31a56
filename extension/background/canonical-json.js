// @ts-check
/** Canonical JSON (RFC 8785) of what a manifest holds: the bytes that are signed. */

/**
 * The canonical text of a value: no spaces, names sorted by UTF-16 units. `JSON.stringify` already
 * writes strings and integers as the standard wants; fractions are refused, for nothing signed here has any.
 * @param {unknown} value
 * @returns {string}
 * @throws {TypeError} for what has no canonical form here
 */
export function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new TypeError(`${value} is no safe integer`);
  }
  if (value === undefined || typeof value === 'function') throw new TypeError('not JSON');
  return JSON.stringify(value);
}
