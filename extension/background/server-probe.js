// @ts-check
/** A first look at a service, before anything of it is used: does it answer, and by which key does it sign. */
import { Away, downloadJson } from './download.js';
import { Refused, readManifest, verifySignature } from './signed-manifest.js';
import { readServer } from '../common/setting-fields.js';

/** @typedef {{outcome: 'found', server: string, publicKey: string, hosts: number} | {outcome: 'refused', code: string} | {outcome: 'unreachable' | 'unfit'}} Looked */

const LIMIT = { bytes: 1_000_000, milliseconds: 15_000 };

/**
 * @param {import('./download.js').Fetch} fetch
 * @param {unknown} address
 * @returns {Promise<Looked>}
 */
export async function lookAt(fetch, address) {
  try {
    const server = readServer(address, 'server');
    const manifest = readManifest(await downloadJson(fetch, `${server}/v1/lists`, LIMIT));
    await verifySignature(manifest, manifest.public_key);
    const hosts = manifest.lists.find(({ name }) => name === 'hosts')?.entries ?? 0;
    return { outcome: 'found', server, publicKey: manifest.public_key, hosts };
  } catch (error) {
    if (error instanceof Refused) return { outcome: 'refused', code: error.code };
    if (error instanceof Away) return { outcome: 'unreachable' };
    if (error instanceof TypeError) return { outcome: 'unfit' };
    throw error;
  }
}
