// @ts-check
/**
 * The other end of the line from `page/calls.js`, in our own world: hands its calls to the worker, and the
 * answers back. Both scripts run before the page, so that no page sees the line being handed over; whichever
 * of the two comes second finds the first.
 *
 * To try it by hand: open a page with a wallet and send to an address that the service lists.
 */
(() => {
  /** A look may be repeated: a worker that was just being ended does not answer. */
  const MOST_LOOKS = 3;
  /** For so long a call that may be made is known, on its way to the wallet. */
  const KNOWN_MILLISECONDS = 2_000;
  /** Calls that may be made, as JSON, and how often. @type {Map<string, number>} */
  const known = new Map();
  /** @type {EventTarget | undefined} kept here, or nobody would hold it */
  let line;

  // For wallet-messages.js, which is loaded next into the same world. No page sees this.
  /** @type {any} */ (globalThis).mynahWalletCalls = { mayBeMade, isKnown };
  document.addEventListener('mynah:line', take);
  document.dispatchEvent(new Event('mynah:line-wanted'));

  /** @param {Event} event */
  function take(event) {
    const offered = /** @type {MouseEvent} */ (event).relatedTarget;
    if (!offered || line) return;
    line = offered;
    document.removeEventListener('mynah:line', take);
    line.addEventListener('call', (call) => void answer(String(/** @type {CustomEvent} */ (call).detail)));
    tell('open');
  }

  /** @param {string} call an id, a colon, and the calls as JSON */
  async function answer(call) {
    if (!isAlive()) return; // unheard, the page's script lets the call pass
    tell('heard');
    const colon = call.indexOf(':');
    const goesOn = await mayBeMade(JSON.parse(call.slice(colon + 1)));
    tell(goesOn ? 'go_on' : 'stop', call.slice(0, colon));
  }

  /**
   * Whether the calls may be made: by the lists, or by what a person says. Where neither could be asked they
   * may not, unless the extension itself is gone.
   * @param {{method: string, params?: unknown}[]} calls
   */
  async function mayBeMade(calls) {
    const goesOn = await judged(calls).catch(() => !isAlive());
    if (goesOn) for (const call of calls) know(keyOf(call));
    return goesOn;
  }

  /** @param {unknown} calls */
  async function judged(calls) {
    const found = await look(calls);
    if (found !== 'ask') return found === 'pass';
    return (await browser.runtime.sendMessage({ name: 'wallet-ask', calls })) === 'go_on';
  }

  /** @param {unknown} calls */
  async function look(calls) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await browser.runtime.sendMessage({ name: 'wallet-call', calls });
      } catch (error) {
        if (tries === MOST_LOOKS || !isAlive()) throw error;
      }
    }
  }

  /**
   * Whether the call was found to be one that may be made, a moment ago.
   * @param {{method: string, params?: unknown}} call
   */
  function isKnown(call) {
    return known.has(keyOf(call));
  }

  /** @param {string} key */
  function know(key) {
    known.set(key, (known.get(key) ?? 0) + 1);
    setTimeout(() => {
      const left = (known.get(key) ?? 0) - 1;
      if (left > 0) known.set(key, left);
      else known.delete(key);
    }, KNOWN_MILLISECONDS);
  }

  /** @param {{method: string, params?: unknown}} call */
  function keyOf({ method, params }) {
    return JSON.stringify([method, params]);
  }

  /** Whether the extension that this script belongs to is still there, and no newer one in its place. */
  function isAlive() {
    return Boolean(browser.runtime?.id);
  }

  /**
   * @param {string} name
   * @param {string} [detail]
   */
  function tell(name, detail = '') {
    line?.dispatchEvent(new CustomEvent(name, { detail }));
  }
})();
