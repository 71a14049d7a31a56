// @ts-check
/** Chromium's way to block: one rule in its rule engine, which acts before the site is contacted. */

/** @typedef {import('./blocker.js').Blocker} Blocker */

const RULE = 1;
const INSTALLED = 'installed-rule';
/** Raise it when the rule itself changes, so that every browser installs it anew. */
const RULE_VERSION = 1;
const PASS_PRIORITY = 100;
/** The rule engine refuses the whole rule for one name it does not like. */
const ACCEPTED = /^[a-z0-9_.:[\]-]+$/;
/** @type {chrome.declarativeNetRequest.ResourceType[]} */
const PAGES = ['main_frame', 'sub_frame'].map((type) => /** @type {any} */ (type));

/** @implements {Blocker} */
export class HostRules {
  #engine;
  #storage;
  #warningUrl;

  /**
   * @param {Pick<typeof chrome.declarativeNetRequest, 'updateDynamicRules' | 'updateSessionRules' | 'getSessionRules'>} engine
   * @param {{get(key: string): Promise<any>, set(items: object): Promise<void>}} storage
   * @param {string} warningUrl
   */
  constructor(engine, storage, warningUrl) {
    this.#engine = engine;
    this.#storage = storage;
    this.#warningUrl = warningUrl;
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
    const hosts = new TextDecoder().decode(bytes).split('\n').filter((host) => ACCEPTED.test(host));
    const addRules = hosts.length ? [this.#rule(hosts)] : []; // no host would mean every host
    await this.#engine.updateDynamicRules({ removeRuleIds: [RULE], addRules });
    await this.#storage.set({ [INSTALLED]: wanted });
  }

  /**
   * Let these tabs open these entries. Entries that are no host are none of the rule's business.
   * @param {import('./tab-passes.js').Pass[]} passes
   */
  async letThrough(passes) {
    const old = await this.#engine.getSessionRules();
    const hosts = passes.filter(({ expression }) => expression.indexOf('/') === expression.length - 1);
    await this.#engine.updateSessionRules({
      removeRuleIds: old.map(({ id }) => id),
      addRules: hosts.map((pass, at) => passRule(pass, at + 1)),
    });
  }

  /**
   * @param {string[]} hosts
   * @returns {chrome.declarativeNetRequest.Rule}
   */
  #rule(hosts) {
    return {
      id: RULE,
      priority: 1,
      action: {
        type: /** @type {any} */ ('redirect'),
        // The whole address goes behind "#", which is never sent anywhere.
        redirect: { regexSubstitution: `${this.#warningUrl}#\\0` },
      },
      condition: { regexFilter: '^https?://.*', requestDomains: hosts, resourceTypes: PAGES },
    };
  }
}

/**
 * @param {import('./tab-passes.js').Pass} pass
 * @param {number} id
 * @returns {chrome.declarativeNetRequest.Rule}
 */
function passRule({ tabId, expression }, id) {
  return {
    id,
    priority: PASS_PRIORITY,
    action: { type: /** @type {any} */ ('allow') },
    condition: { requestDomains: [expression.slice(0, -1)], tabIds: [tabId], resourceTypes: PAGES },
  };
}
