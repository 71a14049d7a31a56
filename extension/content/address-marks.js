// @ts-check
/**
 * Finds texts that look like wallet addresses, asks the worker which are listed, and marks those. It only
 * finds candidates: what is an address, and whether it is listed, the worker decides.
 *
 * A page's own nodes stay as they are: the mark is one node beside the text, with its words closed to the page.
 * To try it by hand: open a page that shows an address which the service lists.
 */
(() => {
  // From common/address-pattern.js, which is loaded before this script.
  const CANDIDATE = new RegExp(/** @type {any} */ (globalThis).MYNAH_ADDRESS_PATTERN, 'g');
  const SKIPPED = 'script, style, noscript, textarea, select, [contenteditable], mynah-mark, mynah-bar';
  const MOST_IN_ONE_QUESTION = 100;
  const MOST_CANDIDATES = 2000;
  const LONGEST_TEXT = 100_000;
  const NODES_IN_ONE_GO = 2000;
  const PAUSE_MILLISECONDS = 200;
  const MARK =
    'display:inline-block; margin:0 .4em; padding:.05em .5em; border:2px solid #b3261e; border-radius:6px;' +
    'font:bold 15px/1.5 system-ui,sans-serif; color:#3b0a06; background:#ffd9d4; white-space:normal;';

  /** What the worker said of each text that was asked about: a category, or null. @type {Map<string, string | null>} */
  const known = new Map();
  /** @type {Node[]} */
  let waiting = [];
  let timer = 0;
  const end = new AbortController();

  const observer = new MutationObserver((changes) => {
    look(changes.flatMap(({ type, target, addedNodes }) => (type === 'childList' ? [...addedNodes] : [target])));
  });
  observer.observe(document, { childList: true, subtree: true, characterData: true });
  addEventListener('pagehide', () => end.abort(), { signal: end.signal });
  end.signal.addEventListener('abort', () => observer.disconnect());
  look([document.documentElement]);

  /** @param {Node[]} nodes to look through soon, with what came before */
  function look(nodes) {
    waiting.push(...nodes);
    timer ||= setTimeout(scan, PAUSE_MILLISECONDS);
  }

  async function scan() {
    const [nodes, rest] = takeTexts();
    timer = 0;
    waiting = [...rest, ...waiting];
    if (rest.length) look([]);
    const found = nodes.map((node) => ({ node, texts: candidatesIn(node) })).filter(({ texts }) => texts.length);
    await ask([...new Set(found.flatMap(({ texts }) => texts))].filter((text) => !known.has(text)));
    for (const { node, texts } of found) mark(node, texts.filter((text) => known.get(text)));
  }

  /**
   * Take text nodes from what waits, so many as one go allows; what is left waits for the next.
   * @returns {[Text[], Node[]]}
   */
  function takeTexts() {
    /** @type {Text[]} */
    const texts = [];
    const nodes = waiting;
    waiting = [];
    while (nodes.length && texts.length < NODES_IN_ONE_GO) {
      const node = /** @type {Node} */ (nodes.shift());
      if (node instanceof Text) texts.push(node);
      else if (node instanceof Element) texts.push(...textsUnder(node));
    }
    return [texts.filter(isWorthReading), nodes];
  }

  /** @param {Element} root */
  function textsUnder(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
    return texts;
  }

  /** @param {Text} text */
  function isWorthReading(text) {
    return text.data.length >= 25 && text.isConnected && !text.parentElement?.closest(SKIPPED);
  }

  /** @param {Text} text */
  function candidatesIn(text) {
    const found = text.data.slice(0, LONGEST_TEXT).match(CANDIDATE) ?? [];
    return [...new Set(found)];
  }

  /** @param {string[]} texts that were never asked about */
  async function ask(texts) {
    const allowed = texts.slice(0, Math.max(0, MOST_CANDIDATES - known.size));
    for (let at = 0; at < allowed.length; at += MOST_IN_ONE_QUESTION) {
      const some = allowed.slice(at, at + MOST_IN_ONE_QUESTION);
      for (const text of some) known.set(text, null);
      const listed = (await browser.runtime.sendMessage({ name: 'addresses', texts: some })) ?? [];
      for (const { text, category } of listed) known.set(text, category);
    }
  }

  /**
   * Put a mark behind the text for each listed address in it that has none yet.
   * @param {Text} node
   * @param {string[]} addresses
   */
  function mark(node, addresses) {
    for (const address of addresses) {
      if (!node.isConnected || isMarked(node, address)) continue;
      node.after(made(address, known.get(address) ?? 'scam'));
      highlight(node, address);
    }
  }

  /**
   * @param {Text} node
   * @param {string} address
   */
  function isMarked(node, address) {
    let next = node.nextSibling;
    while (next instanceof Element && next.localName === 'mynah-mark') {
      if (next.getAttribute('for') === address) return true;
      next = next.nextSibling;
    }
    return false;
  }

  /**
   * @param {string} address
   * @param {string} category
   */
  function made(address, category) {
    const host = document.createElement('mynah-mark');
    host.setAttribute('for', address);
    const box = document.createElement('span');
    box.style.cssText = MARK;
    box.setAttribute('role', 'note');
    const name = browser.i18n.getMessage(`category_${category.replaceAll('-', '_')}`);
    const short = `${address.slice(0, 6)}…${address.slice(-4)}`;
    box.textContent = `⚠ ${browser.i18n.getMessage('mark_text', [short, name || browser.i18n.getMessage('category_scam')])}`;
    host.attachShadow({ mode: 'closed' }).append(box);
    return host;
  }

  /**
   * Underline the address itself, without a node of our own in the text.
   * @param {Text} node
   * @param {string} address
   */
  function highlight(node, address) {
    const start = node.data.indexOf(address);
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, start + address.length);
    const marks = CSS.highlights.get('mynah-reported');
    if (marks) marks.add(range);
    else CSS.highlights.set('mynah-reported', new Highlight(range));
  }
})();
