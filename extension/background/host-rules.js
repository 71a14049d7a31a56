// @ts-check
/**
 * Chromium's way to block: rules in its rule engine, which act before a site is contacted. One rule for all
 * hosts, kept over restarts; and, for this session, one for each page that was confirmed and for each pass.
 */
import { ruleCondition, spellings } from './rule-condition.js';

/** @typedef {import('./blocker.js').Blocker} Blocker */

const RULE = 1;
/** Of hosts that are always allowed: kept over restarts too, or they would be held back until the worker runs. */
const ALLOWED = 2;
const INSTALLED_ALLOWED = 'installed-allowed';
const INSTALLED = 'installed-rule';
/** Raise it when the rule itself changes, so that every browser installs it anew. */
const RULE_VERSION = 3;
const PASS_PRIORITY = 100;
/** Numbers of the session's rules: each kind has its own, and is replaced as a whole. */
const PASSES = { first: 1, most: 200 };
const PAGES = { first: 201, most: 100 };
const PAUSES = { first: 301, most: 50 };
/** The rule engine refuses the whole rule for one name it does not like. */
const ACCEPTED = /^[a-z0-9_.:[\]-]+$/;

/** @implements {Blocker} */
export class HostRules {
  #engine;
  #storage;
  #redirect;
  #broad;

  /**
   * @param {Pick<typeof chrome.declarativeNetRequest, 'updateDynamicRules' | 'updateSessionRules' | 'isRegexSupported'>} engine
   * @param {{get(key: string): Promise<any>, set(items: object): Promise<void>}} storage
   * @param {string} warningUrl
   * @param {Pick<import('./broad-names.js').BroadNames, 'names'>} broad names that no list can block whole
   */
  constructor(engine, storage, warningUrl, broad) {
    this.#broad = broad;
    this.#engine = engine;
    this.#storage = storage;
    // The whole address goes behind "#", which is never sent anywhere.
    this.#redirect = { type: /** @type {any} */ ('redirect'), redirect: { regexSubstitution: `${warningUrl}#\\0` } };
  }

  /** The rule engine needs no listener: it blocks while the worker sleeps. */
  listen() {}

  /**
   * Install the list as a rule, unless it is the one installed. Rules outlive a restart, and installing
   * takes a second for some 400,000 hosts.
   * @param {import('./list-store.js').HeldList} list
   */
  async install({ sha256, bytes }) {
    const wanted = `${RULE_VERSION}:${sha256}`;
    if ((await this.#storage.get(INSTALLED))[INSTALLED] === wanted) return;
    const broad = await this.#broad.names();
    const lines = new TextDecoder().decode(bytes).split('\n');
    const hosts = lines.filter((host) => ACCEPTED.test(host) && !broad.has(host));
    const condition = { ...ruleCondition('/'), requestDomains: hosts.flatMap(spellings) };
    const rule = { id: RULE, priority: 1, action: this.#redirect, condition };
    // No host would mean every host.
    await this.#engine.updateDynamicRules({ removeRuleIds: [RULE], addRules: hosts.length ? [rule] : [] });
    await this.#storage.set({ [INSTALLED]: wanted });
  }

  /**
   * Let these tabs open these entries.
   * @param {import('./tab-passes.js').Pass[]} passes
   */
  async letThrough(passes) {
    const action = { type: /** @type {any} */ ('allow') };
    const rules = passes.map(({ tabId, expression }) => ({
      priority: PASS_PRIORITY, action, condition: { ...ruleCondition(expression), tabIds: [tabId] },
    }));
    await this.#replace(PASSES, rules);
  }

  /**
   * Hold these entries back before they are contacted. All in this session: the engine writes every host
   * anew for one more lasting rule, and what a person opened is not for the disk.
   * @param {string[]} expressions
   */
  async holdBack(expressions) {
    const rules = expressions.map((expression) => ({ priority: 1, action: this.#redirect, condition: ruleCondition(expression) }));
    await this.#replace(PAGES, rules);
  }

  /**
   * Let all of this through, whatever the lists say.
   * @param {import('./exemptions.js').All} all
   */
  async exempt({ off, allowedHosts, pauses }) {
    await this.#allow(off ? null : allowedHosts.filter((host) => ACCEPTED.test(host)));
    const action = { type: /** @type {any} */ ('allow') };
    const rules = pauses.map(({ host, tabId }) => ({
      priority: PASS_PRIORITY, action, condition: { ...ruleCondition(`${host}/`), ...(tabId !== null && { tabIds: [tabId] }) },
    }));
    await this.#replace(PAUSES, rules);
  }

  /** @param {string[] | null} hosts null for every host */
  async #allow(hosts) {
    const wanted = JSON.stringify(hosts);
    if (((await this.#storage.get(INSTALLED_ALLOWED))[INSTALLED_ALLOWED] ?? '[]') === wanted) return;
    const domains = hosts ? { requestDomains: hosts.flatMap(spellings) } : {};
    const condition = { ...ruleCondition('/'), ...domains };
    const rule = { id: ALLOWED, priority: PASS_PRIORITY, action: { type: /** @type {any} */ ('allow') }, condition };
    // No host would mean every host.
    await this.#engine.updateDynamicRules({ removeRuleIds: [ALLOWED], addRules: hosts?.length === 0 ? [] : [rule] });
    await this.#storage.set({ [INSTALLED_ALLOWED]: wanted });
  }

  /**
   * Replace one kind of the session's rules, leaving out those that the engine could not hold.
   * @param {{first: number, most: number}} numbers
   * @param {Omit<chrome.declarativeNetRequest.Rule, 'id'>[]} rules
   */
  async #replace({ first, most }, rules) {
    const held = await Promise.all(rules.map(({ condition }) => this.#holds(condition)));
    const addRules = rules.filter((_, at) => held[at]).slice(-most).map((rule, at) => ({ ...rule, id: first + at }));
    const removeRuleIds = Array.from({ length: most }, (_, at) => first + at);
    await this.#engine.updateSessionRules({ removeRuleIds, addRules });
  }

  /** @param {chrome.declarativeNetRequest.RuleCondition} condition */
  async #holds({ regexFilter = '', requestDomains = [] }) {
    if (!requestDomains.every((host) => ACCEPTED.test(host))) return false;
    return (await this.#engine.isRegexSupported({ regex: regexFilter, isCaseSensitive: true })).isSupported;
  }
}
