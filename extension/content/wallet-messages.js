// @ts-check
/**
 * The second fence, in our own world. Many wallets' scripts in the page talk to their extension by
 * `window.postMessage`, and so can a page that does without those scripts. A message to the page's own window
 * that holds a call as yet unknown is kept until the call has been looked at, and then posted again as it was.
 *
 * A call that came by the line is known, so its message is not touched. To try it by hand: on a page with
 * MetaMask post what its own script posts.
 */
(() => {
  const { mynahWalletCalls, MYNAH_GUARDED_METHODS: METHODS } = /** @type {any} */ (globalThis);
  const MOST_LAYERS = 6;
  /** Objects and texts; numbers and their like cost nothing. A message with more is kept: a call may be behind them. */
  const MOST_LOOKED_AT = 500_000;
  /** A longer text is read only where it names a method, or could. */
  const LONG_TEXT = 2_000_000;
  const METHOD = /"(?:eth|wallet|personal)_|\\u/;

  // Listeners that capture come first, whoever was here before.
  mynahListen(window, 'message', look, true);

  /** @param {MessageEvent} event */
  function look(event) {
    if (event.source !== window) return;
    const calls = callsIn(event.data);
    if (calls && (!calls.length || calls.every(isKnown))) return;
    event.stopImmediatePropagation();
    if (calls) void postAgain(event, calls);
  }

  /**
   * @param {MessageEvent} event
   * @param {{method: string, params?: unknown}[]} calls
   */
  async function postAgain({ data, ports }, calls) {
    const plain = JSON.parse(JSON.stringify(calls, withoutBigInts));
    // Known from now on, so that it passes when it comes by.
    if (await mynahWalletCalls.mayBeMade(plain)) window.postMessage(data, '*', [...ports]);
  }

  /**
   * One that JSON cannot hold is known to nobody, and no wallet takes it.
   * @param {{method: string, params?: unknown}} call
   */
  function isKnown(call) {
    try {
      return mynahWalletCalls.isKnown(JSON.parse(JSON.stringify(call, withoutBigInts)));
    } catch {
      return false;
    }
  }

  /**
   * @param {string} _
   * @param {unknown} value
   */
  function withoutBigInts(_, value) {
    return typeof value === 'bigint' ? `${value}` : value;
  }

  /**
   * The calls somewhere in a message, which may be JSON; null for a message too large to be looked through.
   * @param {unknown} message
   */
  function callsIn(message) {
    /** @type {{method: string, params?: unknown}[]} */
    const calls = [];
    let left = MOST_LOOKED_AT;
    walk(message, 0);
    return left < 0 ? null : calls;

    /**
     * @param {any} value
     * @param {number} layer
     */
    function walk(value, layer) {
      if (typeof value === 'string') return walkText(value, layer);
      if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
      left -= 1;
      if (left < 0 || layer > MOST_LAYERS) return;
      const method = typeof value.method === 'object' ? textOf(value.method) : value.method;
      if (typeof method === 'string' && method in METHODS) calls.push({ method, params: value.params });
      else walkInside(value, layer);
    }

    /**
     * @param {any} value
     * @param {number} layer
     */
    function walkInside(value, layer) {
      if (!Array.isArray(value)) for (const key of Object.keys(value)) walk(value[key], layer + 1);
      else for (let at = 0; at < value.length && left >= 0; at += 1) walk(value[at], layer + 1);
    }

    /**
     * @param {string} text
     * @param {number} layer
     */
    function walkText(text, layer) {
      if (!/^\s*[{[]/.test(text) || !/"method"|\\u/.test(text)) return;
      if (text.length > LONG_TEXT && !METHOD.test(text)) return;
      left -= 1;
      const value = left < 0 || layer > MOST_LAYERS ? undefined : parsed(text);
      if (value !== undefined) walk(value, layer + 1);
    }
  }

  /**
   * A text that was made an object is a text again on Chromium's way to a wallet.
   * @param {unknown} object
   */
  function textOf(object) {
    try {
      return String(object);
    } catch {
      return ''; // no text at all
    }
  }

  /** @param {string} text */
  function parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }
})();
