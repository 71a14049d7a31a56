// @ts-check
/** What the parts of the extension say to each other, and who may say it. */

/** Content scripts cannot import this; a test holds their names to it. */
export const MESSAGES = Object.freeze({
  PAGE_OPENED: 'page-opened',
  PAGE_ANSWER: 'page-answer',
  PAGE_AGAIN: 'page-again',
  BAR_CLOSED: 'bar-closed',
  LOOK_AGAIN: 'look-again',
  ADDRESSES: 'addresses',
  QR_IMAGE: 'qr-image',
  QR_IN_VIEW: 'qr-in-view',
  COPYING: 'copying',
  COPIED: 'copied',
  PASTING: 'pasting',
  LAST_COPIED: 'last-copied',
  SUBJECT: 'warning-subject',
  DETAILS: 'warning-details',
  GO_ON: 'go-on',
  SITE: 'site-status',
  STATE: 'list-state',
  UPDATE: 'update-lists',
  USE_SERVER: 'use-server',
  FORGET_KEY: 'forget-key',
  LOOK_UP_SERVER: 'look-up-server',
  SETTINGS: 'settings',
  CHOOSE: 'choose-settings',
  EXPORT: 'export-settings',
  IMPORT: 'import-settings',
  PAUSE: 'pause-here',
  RESUME: 'resume-here',
  REPORT: 'send-report',
  REPORTS: 'my-reports',
  REPORT_AGAIN: 'send-report-again',
  REPORT_FORGET: 'forget-reports',
  LOCK_STATE: 'lock-state',
  LOCK_OPEN: 'lock-open',
  LOCK_SHUT: 'lock-shut',
  LOCK_USE: 'lock-use',
  LOCK_DROP: 'lock-drop',
  WALLET_CALL: 'wallet-call',
  WALLET_ASK: 'wallet-ask',
  TAKE_SMALLER: 'take-smaller-list',
  USE_MIRROR: 'use-mirror',
  LOG_READ: 'log-was-read',
});

/**
 * Who sent a message. `tab`: a content script, whatever page it runs in. `page`: one of our own pages.
 * `warning`: our warning page as the whole of a tab, never inside another page's frame.
 * @typedef {'tab' | 'page' | 'warning'} Rank
 * @typedef {{id?: string, url?: string, frameId?: number, tab?: {id?: number}}} Sender
 */

/**
 * Ask the worker.
 * @param {string} name one of MESSAGES
 * @param {object} [body]
 * @returns {Promise<any>}
 */
export function send(name, body = {}) {
  return browser.runtime.sendMessage({ name, ...body });
}

/**
 * Ask the worker, and once more should it have been ended over the question: the browser may never say so.
 * @param {string} name one of MESSAGES
 * @param {object} body
 * @param {number} milliseconds to wait for each answer
 * @returns {Promise<any>} rejected where there is none
 */
export async function sendTwice(name, body, milliseconds) {
  return (await answerWithin(send(name, body), milliseconds).catch(() => undefined)) ?? answerWithin(send(name, body), milliseconds);
}

/**
 * @param {Promise<any>} answer
 * @param {number} milliseconds
 * @returns {Promise<any>}
 */
function answerWithin(answer, milliseconds) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer')), milliseconds);
    void answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Calls the handler of a message; one from the wrong sender, unknown or misshapen gets no answer at all. */
export class Router {
  /** @type {Map<string, {rank: Rank, handle: (message: any, sender: any) => Promise<unknown>}>} */
  #handlers = new Map();
  #id;
  #root;
  #hasShape;

  /**
   * @param {{id: string, getURL(path: string): string}} runtime
   * @param {(message: {name: string}) => boolean} hasShape see message-shapes.js
   */
  constructor(runtime, hasShape) {
    this.#hasShape = hasShape;
    this.#id = runtime.id;
    this.#root = runtime.getURL('');
  }

  /**
   * @param {string} name
   * @param {Rank} rank the least that its sender must be
   * @param {(message: any, sender: any) => Promise<unknown>} handle
   */
  on(name, rank, handle) {
    this.#handlers.set(name, { rank, handle });
  }

  /**
   * The listener for `runtime.onMessage`.
   * @param {any} message
   * @param {Sender} sender
   * @returns {Promise<unknown> | undefined}
   */
  receive(message, sender) {
    const handler = this.#handlers.get(message?.name);
    if (!handler || !this.#ranks(sender).includes(handler.rank) || !this.#hasShape(message)) return undefined;
    return handler.handle(message, sender);
  }

  /**
   * @param {Sender} sender
   * @returns {Rank[]}
   */
  #ranks(sender) {
    if (sender.id !== this.#id) return [];
    if (!sender.url?.startsWith(this.#root)) return sender.tab ? ['tab'] : [];
    const path = sender.url.slice(this.#root.length).split(/[?#]/)[0];
    const whole = path === 'warning/warning.html' && sender.frameId === 0 && sender.tab?.id !== undefined;
    return whole ? ['page', 'warning'] : ['page'];
  }
}
