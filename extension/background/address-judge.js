// @ts-check
/**
 * Which texts are reported wallet addresses. By the lists on this computer first; a bucket is asked for only where
 * they hold a piece of the address's hash. A page may hold as many reported addresses as it likes, and still not
 * make this computer ask for thousands of buckets: beyond a number, what it may be is said to be unanswered.
 */
import { recognise } from '../common/wallets.js';

/**
 * @typedef {import('./checker.js').Finding} Finding
 * @typedef {{text: string, chain: string, finding: Finding}} Judged
 * @typedef {import('../common/address-likeness.js').WrittenAddress} WrittenAddress
 */

const LONGEST_ADDRESS = 512;
const MOST_QUESTIONS = 60; // in one minute, by one tab
const MINUTE = 60_000;
const MOST_TABS = 200;

export class AddressJudge {
  /** @type {Map<number, {since: number, questions: number}>} */
  #tabs = new Map();
  #checker;
  #now;

  /**
   * @param {Pick<import('./checker.js').Checker, 'any' | 'whereFor'>} checker
   * @param {() => number} now
   */
  constructor(checker, now) {
    this.#checker = checker;
    this.#now = now;
  }

  /**
   * Those of the texts that a person is to be told of, in order.
   * @param {string[]} texts
   * @param {number} tabId on whose behalf
   * @returns {Promise<Judged[]>}
   */
  async reported(texts, tabId) {
    const all = await Promise.all(texts.map((text) => this.#judge(text, tabId)));
    return /** @type {Judged[]} */ (all.filter((judged) => judged !== null));
  }

  /**
   * @param {string} text
   * @param {number} tabId
   * @returns {Promise<Judged | null>}
   */
  async #judge(text, tabId) {
    const expressions = written([text]).map(({ chain, canonical }) => `${chain}:${canonical}`);
    if (!expressions.length) return null;
    const finding = await this.#find(expressions, tabId);
    if (finding.status === 'unlisted') return null;
    const expression = finding.status === 'listed' ? finding.expression : expressions[0];
    return { text, chain: expression.slice(0, expression.indexOf(':')), finding };
  }

  /**
   * @param {string[]} expressions
   * @param {number} tabId
   * @returns {Promise<Finding>}
   */
  async #find(expressions, tabId) {
    const where = await this.#checker.whereFor(expressions);
    if (where === 'lists') return { status: 'unlisted' };
    if (where === 'service' && !this.#spend(tabId)) return { status: 'unanswered' };
    return this.#checker.any(expressions);
  }

  /** @param {number} tabId */
  #spend(tabId) {
    const kept = this.#tabs.get(tabId);
    const spent = kept && this.#now() - kept.since < MINUTE ? kept : { since: this.#now(), questions: 0 };
    if (this.#tabs.size >= MOST_TABS) this.#tabs.clear();
    this.#tabs.set(tabId, spent);
    spent.questions += 1;
    return spent.questions <= MOST_QUESTIONS;
  }
}

/**
 * What of the texts is a wallet address, on each chain that it is one of.
 * @param {string[]} texts
 * @returns {WrittenAddress[]}
 */
export function written(texts) {
  const usable = texts.filter((text) => typeof text === 'string' && text.length <= LONGEST_ADDRESS);
  return usable.flatMap((text) => recognise(text).map((address) => ({ ...address, text })));
}
