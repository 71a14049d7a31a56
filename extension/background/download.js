// @ts-check
/** Reading from the service: without cookies, with a time and a size limit, and never a page's business. */
import { Refused } from './signed-manifest.js';

/** @typedef {(url: string, init: RequestInit) => Promise<Response>} Fetch */

/** The service could not be reached, or had no answer. Nothing follows from it about any target. */
export class Away extends Error {}

/**
 * The body of an answer.
 * @param {Fetch} fetch
 * @param {string} url
 * @param {{bytes: number, milliseconds: number}} limit
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {Away} or, where the body is larger than allowed, {Refused}
 */
export async function download(fetch, url, limit) {
  try {
    const response = await fetch(url, {
      credentials: 'omit',
      headers: { 'Accept-Language': '*' }, // the answer is the same in every language
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      redirect: 'error', // what was asked is for this place to know, and no other
      signal: AbortSignal.timeout(limit.milliseconds),
    });
    if (!response.ok || !response.body) throw new Away(`${url}: ${response.status}`);
    return await readLimited(response.body, limit.bytes);
  } catch (error) {
    // Of fetch: TypeError is any failure of the network, DOMException the time limit.
    if (error instanceof TypeError || error instanceof DOMException) throw new Away(`${url}: ${error.message}`);
    throw error;
  }
}

/**
 * The same, read as JSON.
 * @param {Fetch} fetch
 * @param {string} url
 * @param {{bytes: number, milliseconds: number}} limit
 * @returns {Promise<unknown>}
 */
export async function downloadJson(fetch, url, limit) {
  const text = new TextDecoder().decode(await download(fetch, url, limit));
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused('malformed', `${url}: not JSON`);
  }
}

/**
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
 * @param {number} limit
 */
async function readLimited(stream, limit) {
  const reader = stream.getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    size += part.value.length;
    if (size <= limit) continue;
    await reader.cancel();
    throw new Refused('size', `more than ${limit} bytes`);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
