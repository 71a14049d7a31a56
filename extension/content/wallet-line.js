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
  /** @type {EventTarget | undefined} kept here, or nobody would hold it */
  let line;

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
    if (!isAlive()) return;
    tell('heard');
    const colon = call.indexOf(':');
    const goesOn = await judged(JSON.parse(call.slice(colon + 1))).catch(() => !isAlive());
    tell(goesOn ? 'go_on' : 'stop', call.slice(0, colon));
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
