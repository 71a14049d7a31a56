// @ts-check
/**
 * What pages ask of wallets: whether a call names a listed address, and if so what a person says to it.
 *
 * First a look, which the page's script may ask for again should the worker be ended meanwhile; then the
 * question, which it may not. "We could not look" is no "not listed": where there are no lists, or a piece of an
 * address is on them and the service is away, the person is asked as well, and told so.
 */
import { TooMuch } from '../common/calldata.js';
import { namedIn } from '../common/wallet-call.js';
import { askedFrom } from './asking.js';

/**
 * @typedef {import('../common/wallet-call.js').Named} Named
 * @typedef {import('./buckets.js').Match} Match
 * @typedef {{named: Named, match: Match | null}} Doubtful
 */

/** Nobody answers more questions about one call. */
const MOST_QUESTIONS = 5;

export class WalletCalls {
  #checker;
  #store;
  #settings;
  #asking;

  /**
   * @param {object} needs
   * @param {Pick<import('./checker.js').Checker, 'any'>} needs.checker
   * @param {Pick<import('./list-store.js').ListStore, 'held'>} needs.store
   * @param {Pick<import('../common/settings.js').Settings, 'checks'>} needs.settings
   * @param {Pick<import('./asking.js').Asking, 'ask'>} needs.asking
   */
  constructor({ checker, store, settings, asking }) {
    this.#checker = checker;
    this.#store = store;
    this.#settings = settings;
    this.#asking = asking;
  }

  /**
   * Whether somebody has to be asked before the calls are made.
   * @param {unknown} calls
   * @returns {Promise<'pass' | 'ask'>}
   */
  async look(calls) {
    if (!(await this.#settings.checks()).walletCalls) return 'pass';
    const doubtful = await this.#doubtful(calls);
    return doubtful === null || doubtful.length ? 'ask' : 'pass';
  }

  /**
   * Ask about each listed address in turn; the first `stop` ends it.
   * @param {unknown} calls
   * @param {Parameters<typeof askedFrom>[0]} sender
   * @returns {Promise<import('./asking.js').Answer>}
   */
  async ask(calls, sender) {
    const doubtful = await this.#doubtful(calls);
    if (doubtful === null || doubtful.length > MOST_QUESTIONS) return 'stop';
    for (const { named, match } of doubtful) {
      const question = { kind: named.kind, address: named.address, chain: 'evm', match, ...askedFrom(sender) };
      if ((await this.#asking.ask(question)) !== 'go_on') return 'stop';
    }
    return 'go_on';
  }

  /**
   * Those of the named addresses that are listed or could not be looked up; null for a call that names more
   * than anybody could be asked about.
   * @param {unknown} calls
   * @returns {Promise<Doubtful[] | null>}
   */
  async #doubtful(calls) {
    try {
      const list = Array.isArray(calls) ? calls : [];
      const named = list.flatMap((call) => namedIn(call?.method, call?.params));
      const unique = [...new Map(named.toReversed().map((one) => [one.address, one])).values()].toReversed();
      const found = await Promise.all(unique.map((one) => this.#found(one)));
      return found.filter((one) => one !== null);
    } catch (error) {
      if (error instanceof TooMuch) return null;
      throw error;
    }
  }

  /**
   * @param {Named} named
   * @returns {Promise<Doubtful | null>}
   */
  async #found(named) {
    if (!(await this.#store.held())) return { named, match: null };
    const finding = await this.#checker.any([`evm:${named.address}`]);
    if (finding.status === 'unlisted') return null;
    return { named, match: finding.status === 'listed' ? finding.match : null };
  }
}
