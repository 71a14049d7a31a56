// @ts-check
/**
 * What the worker says of texts that look like wallet addresses. This script judges nothing itself: it asks, some
 * hundred texts at a time, and remembers.
 */
/**
 * The words for the mark of a reported address, and for that of a picture with it. `unanswered`: the list on this
 * computer holds a piece of its hash, and the service could not be asked. Null for what nobody reported, or what
 * is no address.
 * @typedef {{category: string | null, mark: string, picture: string, lang: string, dir: string, unanswered: boolean} | null} MynahVerdict
 */
const mynahVerdicts = (() => {
  const MOST_IN_ONE_QUESTION = 200;
  /** Of more than so many the worker is asked only half of the time, and still to the end: an address may stand last. */
  const MANY = 2000;
  const MOST_REMEMBERED = 50_000;

  /** @type {Map<string, MynahVerdict>} */
  const known = new Map();
  /** @type {Set<string>} */
  let unasked = new Set();
  /** @type {Promise<void> | null} */
  let asking = null;
  /** Grows whenever what was said before counts no more. */
  let epoch = 0;

  /**
   * Have texts judged, those that are not known yet, and before all others that wait: so what somebody types or
   * selects does not wait for a page full of texts.
   * @param {string[]} texts
   * @returns {Promise<void>} when all are known, or the worker is gone
   */
  async function judge(texts) {
    const fresh = texts.filter((text) => !known.has(text));
    if (fresh.length) unasked = new Set([...fresh, ...unasked]);
    if (unasked.size) await (asking ??= askAll(epoch).finally(ended(epoch)));
  }

  /** @param {number} own @returns {() => void} */
  function ended(own) {
    return () => {
      if (own === epoch) asking = null;
    };
  }

  /** @param {number} own */
  async function askAll(own) {
    while (unasked.size && own === epoch) {
      const some = [...unasked].slice(0, MOST_IN_ONE_QUESTION);
      for (const text of some) unasked.delete(text);
      const start = performance.now();
      const found = (await browser.runtime.sendMessage({ name: 'addresses', texts: some })) ?? [];
      if (own !== epoch) return;
      remember(some, found);
      if (known.size > MANY) await new Promise((go) => setTimeout(go, performance.now() - start));
    }
  }

  /**
   * @param {string[]} texts
   * @param {(NonNullable<MynahVerdict> & {text: string})[]} found those of them that are reported
   */
  function remember(texts, found) {
    if (known.size > MOST_REMEMBERED) known.clear();
    for (const text of texts) known.set(text, null);
    for (const { text, ...verdict } of found) known.set(text, verdict);
  }

  /** Forget all, also what is being asked: the page was put aside, and that answer may never come. */
  function forget() {
    epoch += 1;
    known.clear();
    unasked = new Set();
    asking = null;
  }

  // What the popup shows; it leaves out what is no address after all.
  browser.runtime.onMessage.addListener((message, _, answer) => {
    if (message?.name !== 'found') return;
    answer([...known].map(([address, said]) => ({ address, listed: said && said.category })));
  });

  return Object.freeze({
    judge,
    forget,
    /** @param {string} text @returns {MynahVerdict | undefined} undefined before it was judged */
    of: (text) => known.get(text),
    /** @param {string[]} texts @returns {string[]} those that a person is to be told of */
    reported: (texts) => texts.filter((text) => known.get(text)),
    /** How many wait for their turn. */
    backlog: () => unasked.size,
  });
})();
