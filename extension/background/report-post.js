// @ts-check
/** One attempt to hand a report to its service, and what its answer means for the next. */
import { receiptOf, shown } from '../common/receipts.js';
import { challengeOf } from './proof-of-work.js';

/**
 * `taken` has the receipt. `refused`: the same would be refused again; `words` say why. `later`: it was not taken,
 * and may be. `unknown`: nobody can say whether it was.
 * @typedef {import('./outbox.js').Waiting} Waiting
 * @typedef {{kind: 'taken', receipt: import('../common/receipts.js').Receipt} | {kind: 'refused', words: string}
 *   | {kind: 'later', seconds: number} | {kind: 'prove', challenge: import('./proof-of-work.js').Challenge, seconds: number}
 *   | {kind: 'unknown'}} Answered
 */

const MILLISECONDS = 60_000;
const MOST_ANSWER_CHARACTERS = 100_000;
/** Of what a service may ask to be left alone. */
export const MOST_SECONDS = 86_400;
const MOST_FAULTS = 3;
/** Of all answers below 500, what another attempt may change: too early, too many, a proxy that lost its service. */
const PASSING = [404, 408, 425, 429];

/**
 * @param {import('./download.js').Fetch} fetch
 * @param {Waiting} report
 * @param {number} now in milliseconds
 * @returns {Promise<Answered>}
 */
export async function post(fetch, report, now) {
  try {
    const response = await fetch(`${report.server}/v1/reports`, {
      method: 'POST',
      ...sealed(report),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(MILLISECONDS),
    });
    return meaning(response.status, secondsOf(response), await bodyOf(response), report, now);
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return { kind: 'unknown' };
    throw error;
  }
}

/**
 * The body and its headers. The same bytes each time, for the service knows a repeated report by them.
 * @param {Waiting} report
 */
function sealed({ key, targets, category, note, language, picture, proof }) {
  const headers = { 'Idempotency-Key': key };
  const fields = { category, ...(note && { story: note }), ...(language && { language }), ...proof };
  if (!picture) {
    return { headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify({ targets, ...fields }) };
  }
  const form = new FormData();
  form.set('targets', targets.join('\n'));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('evidence', new Blob([bytesOf(picture.base64)], { type: picture.type }), 'page');
  return { headers, body: form };
}

/**
 * @param {number} status
 * @param {number} seconds
 * @param {unknown} body
 * @param {Waiting} report
 * @param {number} now
 * @returns {Answered}
 */
function meaning(status, seconds, body, { server, shown: target, category }, now) {
  if (status >= 200 && status < 300) {
    const receipt = receiptOf(body, { server, target, category, sentAt: now });
    return receipt ? { kind: 'taken', receipt } : { kind: 'unknown' }; // the sign-in page of some network
  }
  const challenge = status === 429 ? challengeOf(body) : null;
  if (challenge) return { kind: 'prove', challenge, seconds };
  if (status === 503 || PASSING.includes(status)) return { kind: 'later', seconds };
  return status < 500 ? { kind: 'refused', words: wordsOf(body) } : { kind: 'unknown' };
}

/** @param {Response} response */
function secondsOf(response) {
  const seconds = Number(response.headers.get('Retry-After') ?? 0);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), MOST_SECONDS) : 0;
}

/**
 * @param {Response} response
 * @returns {Promise<unknown>}
 */
async function bodyOf(response) {
  const text = await response.text();
  if (text.length > MOST_ANSWER_CHARACTERS) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * What the service objects to.
 * @param {unknown} body
 */
function wordsOf(body) {
  const { detail, errors } = Object(body);
  const faults = (Array.isArray(errors) ? errors : []).map((error) => shown(Object(error).message)).filter(Boolean);
  return faults.slice(0, MOST_FAULTS).join(' ') || shown(detail);
}

/** @param {string} base64 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}
