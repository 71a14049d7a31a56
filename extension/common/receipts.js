// @ts-check
/**
 * What is kept of a report that was taken: the id, which opens its page, and never what it said. Kept on this
 * computer alone: whoever has an id can read what became of the report.
 */

export const STATES = ['received', 'in-review', 'listed', 'declined', 'duplicate'];
/** From these a report does not come back, so nobody has to ask again. */
export const FINAL = ['listed', 'declined', 'duplicate'];

/**
 * `target` is defanged; times are in milliseconds. `reason` and `question` are the service's words.
 * @typedef {{id: string, server: string, target: string, category: string, sentAt: number, status: string,
 *   reason?: string, question?: string}} Receipt
 */

const ID = /^[A-Za-z0-9_-]{16,64}$/;
const CATEGORY = /^[a-z-]{1,40}$/;
const MOST = { target: 400, words: 1000, url: 2000 };
/** What would turn the words around it, or break the line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** @param {unknown} value */
export function isReceipt(value) {
  const { id, server, target, category, sentAt, status, reason = '', question = '' } = Object(value);
  const texts = isText(id, 64) && isText(category, 40) && isText(target, MOST.target) && isText(reason, MOST.words) && isText(question, MOST.words);
  const names = ID.test(id) && isWebAddress(server) && CATEGORY.test(category) && STATES.includes(status);
  return texts && names && Number.isSafeInteger(sentAt) && sentAt >= 0;
}

/**
 * A receipt of the service's answer; null where the answer is none of a service like ours.
 * @param {unknown} answer
 * @param {{server: string, target: string, category: string, sentAt: number}} about
 * @returns {Receipt | null}
 */
export function receiptOf(answer, about) {
  const { id, status, targets } = Object(answer);
  const { reason, question } = Object(Array.isArray(targets) ? targets[0] : null);
  const words = { ...(reason && { reason: shown(reason) }), ...(question && { question: shown(question) }) };
  const receipt = { id, ...about, target: about.target.slice(0, MOST.target), status, ...words };
  return isReceipt(receipt) ? receipt : null;
}

/**
 * A service's words, fit to stand in ours.
 * @param {unknown} words
 */
export function shown(words) {
  return typeof words === 'string' ? words.replace(UNSEEN, ' ').trim().slice(0, MOST.words) : '';
}

/**
 * The page that tells more.
 * @param {Receipt} receipt
 */
export function pageOf({ server, id }) {
  return `${server}/report/${id}`;
}

/**
 * An address that no program makes a link of, as the service writes it: hxxps://evil[.]com.
 * @param {string} text
 */
export function defang(text) {
  const [, scheme, host, rest] = /^((?:[a-z][\w+.-]*:\/\/)?)([^/?#]*)(.*)$/is.exec(text) ?? ['', '', text, ''];
  return scheme.replace(/^http/i, 'hxxp') + host.replaceAll('.', '[.]') + rest.replace(/http(?=s?:\/\/)/gi, 'hxxp');
}

/**
 * @param {unknown} value
 * @param {number} most
 */
function isText(value, most) {
  return typeof value === 'string' && value.length <= most;
}

/** @param {unknown} value */
function isWebAddress(value) {
  return typeof value === 'string' && value.length <= MOST.url && /^https?:\/\//.test(value) && URL.canParse(value);
}
