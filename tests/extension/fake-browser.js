/** The parts of the browser's interface that the extension's modules are given, without a browser. */

/** A storage area that keeps what JSON can hold, as the real ones do. */
export class FakeStorage {
  #items = new Map();

  async get(key) {
    return this.#items.has(key) ? { [key]: structuredClone(this.#items.get(key)) } : {};
  }

  async set(items) {
    for (const [key, value] of Object.entries(items)) this.#items.set(key, structuredClone(value));
  }

  async remove(key) {
    this.#items.delete(key);
  }

  keys() {
    return [...this.#items.keys()];
  }
}

export class FakeAlarms {
  alarms = new Map();

  async get(name) {
    return this.alarms.get(name);
  }

  async create(name, info) {
    this.alarms.set(name, info);
  }

  async clear(name) {
    return this.alarms.delete(name);
  }
}

/** The list store without IndexedDB. */
export class FakeListStore {
  #held = null;
  #lists = new Map();

  async held() {
    return this.#held;
  }

  async list(name) {
    return this.#lists.get(name) ?? null;
  }

  async replace(lists, held) {
    for (const list of lists) this.#lists.set(list.name, list);
    this.#held = held;
  }

  text(name) {
    return new TextDecoder().decode(this.#lists.get(name)?.bytes);
  }
}

/** Chromium's rule engine. */
export class FakeRules {
  dynamic = new Map();
  session = new Map();
  updates = 0;

  async updateDynamicRules(change) {
    this.updates += 1;
    apply(this.dynamic, change);
  }

  async updateSessionRules(change) {
    apply(this.session, change);
  }

  async isRegexSupported({ regex }) {
    return { isSupported: regex.length < 1000 };
  }
}

function apply(rules, { removeRuleIds, addRules }) {
  for (const id of removeRuleIds) rules.delete(id);
  for (const rule of addRules) rules.set(rule.id, rule);
}

/** A clock that stands still until it is set. */
export class FakeClock {
  milliseconds = Date.parse('2026-11-24T00:00:00Z');
  now = () => this.milliseconds;
}

/** The worker's end of a port that another part of the extension has opened. */
export class FakePort {
  sent = [];
  disconnected = false;
  #messages = [];
  #ends = [];

  constructor(name, sender) {
    this.name = name;
    this.sender = sender;
    this.onMessage = { addListener: (listener) => this.#messages.push(listener) };
    this.onDisconnect = { addListener: (listener) => this.#ends.push(listener) };
  }

  postMessage(message) {
    this.sent.push(message);
  }

  disconnect() {
    this.disconnected = true;
  }

  receive(message) {
    for (const listener of this.#messages) listener(message);
  }

  disconnectByOther() {
    for (const listener of this.#ends) listener();
  }
}
