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
  /** A page with more than so many is asked about more slowly, and still to the end: an address may stand last. */
  const MANY_CANDIDATES = 2000;
  const MOST_REMEMBERED = 50_000;
  const LONGEST_TEXT = 2_000_000;
  const NODES_IN_ONE_GO = 2000;
  const PAUSE_MILLISECONDS = 200;
  const MARK =
    'display:inline-block; margin:0 .4em; padding:.05em .5em; border:2px solid #b3261e; border-radius:6px;' +
    'font:bold 15px/1.5 system-ui,sans-serif; color:#3b0a06; background:#ffd9d4; white-space:normal;';

  /**
   * What the worker said of each text that was asked about: the words of its mark, or null.
   * @typedef {{category: string, mark: string, lang: string, dir: string}} Said
   * @type {Map<string, Said | null>}
   */
  const known = new Map();
  /** @type {Node[]} */
  let waiting = [];
  /** Whether a scan is planned or under way: there is one at a time. */
  let busy = false;

  const observer = new MutationObserver((changes) => {
    look(changes.flatMap(({ type, target, addedNodes }) => (type === 'childList' ? [...addedNodes] : [target])));
  });
  observer.observe(document, { childList: true, subtree: true, characterData: true });
  // Put aside and taken out again, as by the back button, the page goes on where it was; lists may be newer.
  addEventListener('pageshow', ({ persisted }) => persisted && lookAgain());
  look([document.documentElement]);
  // What the popup shows; it leaves out what is no address after all.
  browser.runtime.onMessage.addListener((message, _, answer) => {
    if (message?.name !== 'found') return;
    answer([...known].map(([address, said]) => ({ address, listed: said && said.category })));
  });

  function lookAgain() {
    known.clear();
    busy = false; // what was asked when the page was put aside may never be answered
    look([document.documentElement]);
  }

  /** @param {Node[]} nodes to look through soon, with what came before */
  function look(nodes) {
    waiting.push(...nodes);
    if (busy) return;
    busy = true;
    setTimeout(scan, PAUSE_MILLISECONDS);
  }

  async function scan() {
    const [nodes, rest] = takeTexts();
    waiting = rest;
    const found = nodes.map((node) => ({ node, texts: candidatesIn(node) })).filter(({ texts }) => texts.length);
    const markFound = () => found.forEach(({ node, texts }) => mark(node, texts.filter((text) => known.get(text))));
    if (known.size > MOST_REMEMBERED) known.clear();
    markFound();
    try {
      await ask([...new Set(found.flatMap(({ texts }) => texts))].filter((text) => !known.has(text)), markFound);
    } finally {
      busy = false;
      if (waiting.length) look([]);
    }
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

  /**
   * @param {string[]} texts that were never asked about
   * @param {() => void} onListed
   */
  async function ask(texts, onListed) {
    for (let at = 0; at < texts.length; at += MOST_IN_ONE_QUESTION) {
      const some = texts.slice(at, at + MOST_IN_ONE_QUESTION);
      const listed = (await browser.runtime.sendMessage({ name: 'addresses', texts: some })) ?? [];
      for (const text of some) known.set(text, null);
      for (const { text, ...said } of listed) known.set(text, said);
      if (listed.length) onListed();
      if (known.size > MANY_CANDIDATES) await new Promise((go) => setTimeout(go, PAUSE_MILLISECONDS));
    }
  }

  /**
   * Put a mark behind the text for each listed address in it that has none yet.
   * @param {Text} node
   * @param {string[]} addresses
   */
  function mark(node, addresses) {
    for (const address of addresses) {
      const said = known.get(address);
      if (!said || !node.isConnected || isMarked(node, address)) continue;
      node.after(made(address, said));
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
   * @param {Said} said
   */
  function made(address, { mark, lang, dir }) {
    const host = document.createElement('mynah-mark');
    host.setAttribute('for', address);
    const box = document.createElement('span');
    box.style.cssText = MARK;
    box.setAttribute('role', 'note');
    box.lang = lang;
    box.dir = dir;
    box.textContent = `⚠ ${mark}`;
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
