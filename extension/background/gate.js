// @ts-check
/** What is to happen with a page: opened, opened with a bar, or held back by the warning page. */

/**
 * @typedef {import('./checker.js').Finding} Finding
 * @typedef {{action: 'open' | 'warn' | 'block', finding: Finding, passed: boolean}} Judgement
 */

export class Gate {
  #checker;
  #passes;

  /**
   * @param {Pick<import('./checker.js').Checker, 'url' | 'deep'>} checker
   * @param {Pick<import('./tab-passes.js').TabPasses, 'has'>} passes
   */
  constructor(checker, passes) {
    this.#checker = checker;
    this.#passes = passes;
  }

  /**
   * Judge a URL by all that is known.
   * @param {string} url
   * @param {number} tabId
   * @returns {Promise<Judgement>}
   */
  async judge(url, tabId) {
    return this.#decide(await this.#checker.url(url), tabId);
  }

  /**
   * Judge a URL by what the rule for hosts cannot see; Chromium's rule engine has done the rest.
   * @param {string} url
   * @param {number} tabId
   * @returns {Promise<Judgement>}
   */
  async judgeDeep(url, tabId) {
    return this.#decide(await this.#checker.deep(url), tabId);
  }

  /**
   * @param {Finding} finding
   * @param {number} tabId
   * @returns {Promise<Judgement>}
   */
  async #decide(finding, tabId) {
    if (finding.status !== 'listed') return { action: 'open', finding, passed: false };
    if (finding.severity !== 'block') return { action: 'warn', finding, passed: false };
    const passed = await this.#passes.has(tabId, finding.expression);
    return { action: passed ? 'open' : 'block', finding, passed };
  }
}
