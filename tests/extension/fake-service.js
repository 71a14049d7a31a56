/** A service made of a map from path to body, with manifests signed by a key of its own. */
import { canonicalJson } from '../../extension/background/canonical-json.js';

export const SERVER = 'https://mynah.example';
const encoder = new TextEncoder();

export const bytesOf = (text) => encoder.encode(text);
export const linesOf = (items) => [...items].sort().map((item) => `${item}\n`).join('');

export class FakeService {
  bodies = new Map();
  asked = [];
  away = false;

  static async start(clock) {
    const service = new FakeService();
    service.clock = clock;
    service.keys = await newKeys();
    return service;
  }

  /** `fetch`, as far as the extension uses it. */
  fetch = async (url) => {
    this.asked.push(url.replace(SERVER, ''));
    if (this.away) throw new TypeError('network error');
    const body = this.bodies.get(url.replace(SERVER, ''));
    return body === undefined ? new Response(null, { status: 404 }) : new Response(body);
  };

  /** Publish lists; `changes` are laid over the manifest before it is signed. */
  async publish(version, hosts, { prefixes = [], from = null, changes = {}, keys = this.keys } = {}) {
    const lists = [
      await this.#list('hosts', version, linesOf(hosts), from),
      await this.#list('prefixes', version, linesOf(prefixes), null),
    ];
    const now = this.clock.milliseconds;
    const times = { published_at: time(now), expires_at: time(now + 7 * 86_400_000), next_update_seconds: 900 };
    await this.present({ lists, ...times, ...changes }, keys);
  }

  async present(unsigned, keys = this.keys) {
    const manifest = { ...unsigned, key_id: 'test', public_key: keys.publicKey };
    const signature = await crypto.subtle.sign('Ed25519', keys.pair.privateKey, bytesOf(canonicalJson(manifest)));
    this.manifest = { ...manifest, signature: Buffer.from(signature).toString('base64') };
    this.bodies.set('/v1/lists', JSON.stringify(this.manifest));
  }

  async #list(name, version, text, from) {
    const url = `/v1/lists/${name}/${version}`;
    this.bodies.set(url, text);
    const deltas = from ? [{ from: from.version, url: `${SERVER}/v1/lists/${name}/${from.version}..${version}`, bytes: from.delta.length }] : [];
    if (from) this.bodies.set(`/v1/lists/${name}/${from.version}..${version}`, from.delta);
    const entries = text.split('\n').length - 1;
    return { name, version, entries, sha256: await sha256(text), url: SERVER + url, bytes: bytesOf(text).length, deltas };
  }
}

/** The statement that one key hands over to another, for so many days from now. */
export async function handOver(from, to, now, days) {
  const signed = { from: from.publicKey, to: to.publicKey, valid_from: time(now), valid_until: time(now + days * 86_400_000) };
  const signature = await crypto.subtle.sign('Ed25519', from.pair.privateKey, bytesOf(canonicalJson(signed)));
  return { ...signed, signature: Buffer.from(signature).toString('base64') };
}

export async function newKeys() {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const raw = await crypto.subtle.exportKey('raw', pair.publicKey);
  return { pair, publicKey: Buffer.from(raw).toString('base64') };
}

export const time = (milliseconds) => new Date(milliseconds).toISOString().replace(/\.\d+Z/, 'Z');

async function sha256(text) {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytesOf(text))).toString('hex');
}
