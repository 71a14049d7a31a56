// @ts-check
/**
 * What is copied and pasted, as far as it is a wallet address. Asks before a reported one is copied or pasted, and
 * before one is pasted that only looks like the one just copied: a program on the computer may have put it there.
 *
 * Of what was copied only the addresses are remembered, until the browser is closed or an hour has passed, and
 * never on the disk.
 */
import { looksLike } from '../common/address-likeness.js';
import { candidates } from '../common/wallets.js';
import { written } from './address-judge.js';
import { askedFrom } from './asking.js';

/**
 * @typedef {import('./address-judge.js').Judged} Judged
 * @typedef {import('./address-judge.js').WrittenAddress} WrittenAddress
 * @typedef {import('./asking.js').Answer} Answer
 * @typedef {{addresses: WrittenAddress[], harmless: boolean, at: number}} Copied
 */

const KEY = 'copied';
const HOUR = 3_600_000;
const LONGEST_TEXT = 1_000_000;
const MOST_JUDGED = 2000;
const MOST_REMEMBERED = 20;

export class ClipboardWatch {
  #judge;
  #asking;
  #storage;
  #now;

  /**
   * @param {object} needs
   * @param {Pick<import('./address-judge.js').AddressJudge, 'reported'>} needs.judge
   * @param {Pick<import('./asking.js').Asking, 'ask'>} needs.asking
   * @param {{get(key: string): Promise<any>, set(items: object): Promise<void>, remove(key: string): Promise<void>}} needs.storage
   * @param {() => number} needs.now
   */
  constructor({ judge, asking, storage, now }) {
    this.#judge = judge;
    this.#asking = asking;
    this.#storage = storage;
    this.#now = now;
  }

  /**
   * Something is about to be copied, and waits for the answer.
   * @param {unknown} text
   * @param {any} sender
   * @returns {Promise<Answer | 'copied'>} `copied`: a person said `go_on`, and our window has copied it
   */
  async copying(text, sender) {
    const texts = textsIn(text);
    const [reported] = await this.#judge.reported(texts, sender.tab.id);
    if (reported && (await this.#ask('copy', reported, sender, { copies: `${text}` })) === 'stop') return 'stop';
    await this.#remember(texts, !reported);
    return reported ? 'copied' : 'go_on';
  }

  /**
   * Something was copied that could not wait. Where it is reported, ask whether it is to stay on the clipboard.
   * @param {unknown} text
   * @param {any} sender
   */
  async copied(text, sender) {
    const texts = textsIn(text);
    const [reported] = await this.#judge.reported(texts, sender.tab.id);
    await this.#remember(texts, !reported);
    if (reported) await this.#ask('copied', reported, sender);
  }

  /**
   * Something is about to be pasted, and waits for the answer.
   * @param {unknown} text
   * @param {any} sender
   * @returns {Promise<Answer>}
   */
  async pasting(text, sender) {
    const texts = textsIn(text);
    const [reported] = await this.#judge.reported(texts, sender.tab.id);
    const swap = await this.#swap(texts);
    if (swap) return this.#ask('swap', swap.pasted.text === reported?.text ? reported : judgedAs(swap.pasted), sender, { copied: swap.copied.text });
    return reported ? this.#ask('paste', reported, sender) : 'go_on';
  }

  /**
   * The addresses that were copied last, where nothing speaks against pasting them: a page need not be asked to wait.
   * @returns {Promise<string[]>}
   */
  async lastHarmless() {
    const { addresses, harmless } = (await this.#last()) ?? { addresses: [], harmless: false };
    return harmless ? [...new Set(addresses.map(({ text }) => text))] : [];
  }

  /** Forget what was copied: it may have been in a private window. */
  async forget() {
    await this.#storage.remove(KEY);
  }

  /**
   * @param {import('./asking.js').Kind} kind
   * @param {Judged} reported
   * @param {any} sender
   * @param {{copies?: string, copied?: string}} [more]
   */
  #ask(kind, { text, chain, finding }, sender, more = {}) {
    const match = finding.status === 'listed' ? finding.match : null;
    return this.#asking.ask({ kind, address: text, chain, match, ...askedFrom(sender), ...more });
  }

  /**
   * An address among those to be pasted that looks like one just copied, and is not it.
   * @param {string[]} texts
   */
  async #swap(texts) {
    const { addresses } = (await this.#last()) ?? { addresses: [] };
    const pairs = written(texts).flatMap((pasted) => addresses.map((copied) => ({ pasted, copied })));
    const copiedToo = new Set(addresses.map(({ canonical }) => canonical));
    return pairs.find(({ pasted, copied }) => !copiedToo.has(pasted.canonical) && looksLike(pasted, copied));
  }

  /**
   * @param {string[]} texts
   * @param {boolean} harmless
   */
  async #remember(texts, harmless) {
    const addresses = written(texts).slice(0, MOST_REMEMBERED);
    const isWhole = addresses.length < MOST_REMEMBERED;
    if (addresses.length) await this.#storage.set({ [KEY]: { addresses, harmless: harmless && isWhole, at: this.#now() } });
  }

  /** @returns {Promise<Copied | null>} */
  async #last() {
    /** @type {Copied | undefined} */
    const kept = (await this.#storage.get(KEY))[KEY];
    if (kept && this.#now() - kept.at < HOUR) return kept;
    if (kept) await this.#storage.remove(KEY);
    return null;
  }
}

/**
 * @param {WrittenAddress} address
 * @returns {Judged}
 */
function judgedAs({ text, chain }) {
  return { text, chain, finding: { status: 'unlisted' } };
}

/**
 * @param {unknown} text
 * @returns {string[]}
 */
function textsIn(text) {
  return typeof text === 'string' ? candidates(text.slice(0, LONGEST_TEXT)).slice(0, MOST_JUDGED) : [];
}
