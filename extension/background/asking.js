// @ts-check
/**
 * Questions that a person has to answer before something goes to a reported wallet address: asked in a window
 * of our own, which no page can read, click, cover for long or open.
 *
 * Whatever is not an answer is `stop`: a closed window, a worker that was ended, a page that left, too many
 * questions at once. Each question has an id that only its own window is told, and that counts once.
 *
 * `unchecked`: the lists on this computer hold a piece of the address's hash, or there are none, and the
 * service could not be asked.
 * @typedef {'send' | 'allow' | 'call' | 'sign' | 'copy' | 'copied' | 'paste' | 'swap'} Kind what is about to happen with the address;
 *   `copied`: has happened already; `swap`: it is to be pasted, and is not the one that was copied
 * @typedef {import('./buckets.js').Match} Match
 * @typedef {object} Question
 * @property {Kind} kind
 * @property {string} address
 * @property {string} chain
 * @property {Match | null} match what the service says of the address; null where it could not be looked up
 * @property {string} site where it was asked for: an origin or URL, as the browser says
 * @property {string} [page] the tab's own, where the asking is done by a frame in it
 * @property {number} tabId
 * @property {string} [copies] the whole text that our window is to copy where the answer is `go_on`
 * @property {string} [copied] the address that was copied and looks like this one
 * @typedef {'stop' | 'go_on'} Answer
 * @typedef {{id: string, question: Question, answer: (answer: Answer) => void, windowTab?: number, accepted?: boolean}} Waiting
 */

const PATH = 'ask/ask.html';
const SIZE = { width: 560, height: 760 };
/** A tab has one window at a time; what it asks beyond these is stopped. */
const MOST_WAITING = 5;
const MOST_TABS = 5;
/** A tab that was told to stop so often within so long is not asked about: it would go on asking. */
const MOST_STOPS = 3;
const REST_MILLISECONDS = 60_000;

export class Asking {
  /** The first of each tab is the one whose window is open. @type {Map<number, Waiting[]>} */
  #tabs = new Map();
  /** When each tab was told to stop. @type {Map<number, number[]>} */
  #stops = new Map();
  #browser;
  #awake;
  #lock;
  #now;

  /**
   * @param {object} needs
   * @param {any} needs.browser `windows` is missing in Firefox for Android
   * @param {<T>(work: () => Promise<T>) => Promise<T>} needs.awake keeps the worker from being ended meanwhile
   * @param {Pick<import('./pin-lock.js').PinLock, 'state' | 'enter'>} needs.lock
   * @param {() => number} needs.now
   */
  constructor({ browser, awake, lock, now }) {
    this.#browser = browser;
    this.#awake = awake;
    this.#lock = lock;
    this.#now = now;
  }

  /** Register the listeners. */
  listen() {
    this.#browser.runtime.onConnect.addListener((/** @type {any} */ port) => this.connected(port));
    this.#browser.tabs.onRemoved.addListener((/** @type {number} */ tabId) => this.removed(tabId));
    // A page that leaves takes its questions along.
    this.#browser.webNavigation.onCommitted.addListener((/** @type {{frameId: number, tabId: number}} */ { frameId, tabId }) => {
      if (frameId === 0) this.drop(tabId);
    });
  }

  /**
   * Ask a person, and wait for as long as that takes. Never rejects.
   * @param {Question} question
   * @returns {Promise<Answer>}
   */
  async ask(question) {
    const { tabId } = question;
    const before = this.#tabs.get(tabId) ?? [];
    const full = before.length >= MOST_WAITING || (before.length === 0 && this.#tabs.size >= MOST_TABS);
    if (full || this.#rests(tabId)) return 'stop';
    /** @type {Promise<Answer>} */
    const answered = new Promise((answer) => {
      this.#tabs.set(tabId, [...before, { id: crypto.randomUUID(), question, answer }]);
    });
    if (before.length === 0) void this.#open(tabId);
    return this.#awake(() => answered);
  }

  /**
   * One of our windows is there: give it its question, and take its answer.
   * @param {any} port
   */
  connected(port) {
    const waiting = this.#isOurs(port.sender) ? this.#find(({ id }) => id === port.name) : undefined;
    if (!waiting) return port.disconnect();
    waiting.windowTab ??= port.sender.tab.id;
    port.onDisconnect.addListener(() => this.#settle(waiting, 'stop'));
    port.onMessage.addListener((/** @type {any} */ message) => {
      if (message?.answer !== 'go_on' || waiting.accepted) return this.#settle(waiting, message?.answer === 'go_on' ? 'go_on' : 'stop');
      return void this.#goOn(waiting, port, message.pin);
    });
    void this.#lock.state().then((lock) => port.postMessage({ question: waiting.question, lock }));
  }

  /**
   * Go on, unless somebody set a PIN for this and it is another. What could not be checked, nobody locked.
   * @param {Waiting} waiting
   * @param {any} port
   * @param {unknown} pin
   */
  async #goOn(waiting, port, pin) {
    const isLocked = waiting.question.match !== null && (await this.#lock.state()).on;
    const entered = isLocked ? await this.#lock.enter(pin) : { outcome: 'right', wait: 0 };
    if (entered.outcome !== 'right') return port.postMessage({ entered });
    if (waiting.question.copies === undefined) return this.#settle(waiting, 'go_on');
    // Only a page whose button was pressed may write to the clipboard: it does, and answers once more.
    waiting.accepted = true;
    port.postMessage({ accepted: true });
  }

  /**
   * A tab was closed: one of our windows, or one that had asked.
   * @param {number} tabId
   */
  removed(tabId) {
    const shown = this.#find(({ windowTab }) => windowTab === tabId);
    if (shown) this.#settle(shown, 'stop');
    this.drop(tabId);
    this.#stops.delete(tabId);
  }

  /**
   * The page that asked is gone: so are its questions.
   * @param {number} tabId
   */
  drop(tabId) {
    const all = this.#tabs.get(tabId) ?? [];
    this.#tabs.delete(tabId);
    for (const waiting of all) this.#end(waiting, 'stop');
  }

  /** @param {number} tabId */
  async #open(tabId) {
    const [waiting] = this.#tabs.get(tabId) ?? [];
    if (!waiting) return;
    try {
      const windowTab = await this.#openWindow(`${this.#browser.runtime.getURL(PATH)}#${waiting.id}`);
      waiting.windowTab ??= windowTab;
      if (!this.#find((other) => other === waiting)) this.#end(waiting, 'stop'); // over before its window was there
    } catch {
      this.#settle(waiting, 'stop');
    }
  }

  /**
   * @param {string} url
   * @returns {Promise<number | undefined>} the tab in it
   */
  async #openWindow(url) {
    const { windows, tabs } = this.#browser;
    if (!windows) return (await tabs.create({ url, active: true })).id;
    return (await windows.create({ url, type: 'popup', focused: true, ...SIZE })).tabs?.[0]?.id;
  }

  /**
   * Answer the question whose turn it was, and ask the tab's next one.
   * @param {Waiting} waiting
   * @param {Answer} answer
   */
  #settle(waiting, answer) {
    const { tabId } = waiting.question;
    const all = this.#tabs.get(tabId) ?? [];
    if (!all.includes(waiting)) return; // it counts once
    const rest = all.filter((other) => other !== waiting);
    if (rest.length) this.#tabs.set(tabId, rest);
    else this.#tabs.delete(tabId);
    if (answer === 'stop') this.#noteStop(tabId);
    this.#end(waiting, answer);
    if (!this.#rests(tabId)) void this.#open(tabId);
    else this.drop(tabId);
  }

  /**
   * @param {Waiting} waiting
   * @param {Answer} answer
   */
  #end({ windowTab, question, answer: give }, answer) {
    give(answer);
    if (windowTab === undefined) return;
    const ignore = () => undefined; // closed by the person already
    this.#browser.tabs.remove(windowTab).catch(ignore);
    if (!this.#browser.windows) this.#browser.tabs.update(question.tabId, { active: true }).catch(ignore);
  }

  /** @param {number} tabId */
  #noteStop(tabId) {
    this.#stops.set(tabId, [...(this.#stops.get(tabId) ?? []), this.#now()].slice(-MOST_STOPS));
  }

  /** @param {number} tabId */
  #rests(tabId) {
    const recent = (this.#stops.get(tabId) ?? []).filter((at) => this.#now() - at < REST_MILLISECONDS);
    return recent.length >= MOST_STOPS;
  }

  /** @param {(waiting: Waiting) => boolean} is */
  #find(is) {
    return [...this.#tabs.values()].flat().find(is);
  }

  /**
   * Whether the port's other end is our page as the whole of a tab.
   * @param {{id?: string, url?: string, frameId?: number, tab?: {id?: number}}} sender
   */
  #isOurs(sender) {
    const { runtime } = this.#browser;
    const place = sender?.url?.split(/[?#]/)[0];
    return sender?.id === runtime.id && place === runtime.getURL(PATH) && sender.frameId === 0 && sender.tab?.id !== undefined;
  }
}

/**
 * Where a content script asks from, by the browser's word and not by the message's.
 * @param {{url?: string, origin?: string, frameId?: number, tab: {id: number, url?: string}}} sender
 * @returns {{site: string, page?: string, tabId: number}}
 */
export function askedFrom({ url = '', origin = '', frameId, tab }) {
  const page = tab.url ?? url;
  const site = [origin, url].find((text) => /^https?:/.test(text)) ?? page; // a frame without an address is the page's
  return { site, tabId: tab.id, ...(frameId === 0 ? {} : { page }) };
}
