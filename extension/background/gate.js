// @ts-check
/** What is to happen with a page: opened, opened with a bar, or held back by the warning page. */

/**
 * @typedef {import('./checker.js').Finding} Finding
 * `exempt`: why nobody looked.
 * @typedef {{action: 'open' | 'warn' | 'block', finding: Finding, passed: boolean, exempt?: import('./exemptions.js').Reason}} Judgement
 */

export class Gate {
  #checker;
  #passes;
  #confirmed;
  #exemptions;

  /**
   * @param {Pick<import('./checker.js').Checker, 'url' | 'deep' | 'mustAsk'>} checker
   * @param {Pick<import('./tab-passes.js').TabPasses, 'has'>} passes
   * @param {Pick<import('./confirmed-pages.js').ConfirmedPages, 'add'>} confirmed told of each listed page
   * @param {Pick<import('./exemptions.js').Exemptions, 'of'>} [exemptions]
   */
  constructor(checker, passes, confirmed, exemptions = { of: async () => null }) {
    this.#checker = checker;
    this.#passes = passes;
    this.#confirmed = confirmed;
    this.#exemptions = exemptions;
  }

  /**
   * Judge a URL by all that is known.
   * @param {string} url
   * @param {number} tabId
   * @returns {Promise<Judgement>}
   */
  async judge(url, tabId) {
    return (await this.#exempt(url, tabId)) ?? this.#decide(await this.#checker.url(url), tabId);
  }

  /**
   * Judge a URL by what the rule for hosts cannot see; Chromium's rule engine has done the rest.
   * @param {string} url
   * @param {number} tabId
   * @returns {Promise<Judgement>}
   */
  async judgeDeep(url, tabId) {
    return (await this.#exempt(url, tabId)) ?? this.#decide(await this.#checker.deep(url), tabId);
  }

  /**
   * Whether a judgement will have to wait for the service.
   * @param {string} url
   * @param {number} tabId
   */
  async mustAsk(url, tabId) {
    return !(await this.#exemptions.of(url, tabId)) && this.#checker.mustAsk(url);
  }

  /**
   * @param {string} url
   * @param {number} tabId
   * @returns {Promise<Judgement | null>}
   */
  async #exempt(url, tabId) {
    const exempt = await this.#exemptions.of(url, tabId);
    return exempt && { action: 'open', finding: { status: 'skipped' }, passed: false, exempt };
  }

  /**
   * @param {Finding} finding
   * @param {number} tabId
   * @returns {Promise<Judgement>}
   */
  async #decide(finding, tabId) {
    if (finding.status !== 'listed') return { action: 'open', finding, passed: false };
    if (finding.severity !== 'block') return { action: 'warn', finding, passed: false };
    if (finding.match) void this.#confirmed.add(finding.expression); // nobody has to wait for it
    const passed = await this.#passes.has(tabId, finding.expression);
    return { action: passed ? 'open' : 'block', finding, passed };
  }
}
