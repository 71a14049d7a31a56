// @ts-check
/**
 * Looks for candidates through a part of a page: texts, fields, links that ask for a payment, and what hides in
 * shadow roots. A generator, so that whoever runs it can stop after any step and go on in the next idle moment.
 *
 * It lets the browser join the texts of whole parts of the page and looks into those parts only that can hold an
 * address. So a page without addresses costs no visit to each of its texts.
 */
/**
 * Candidates at a place of the page: a text node, or an element. `holds` says whether one is there still.
 * @typedef {{kind: 'text' | 'field' | 'link' | 'picture', anchor: Text | Element, texts: string[], holds: (text: string) => boolean}} MynahFind
 * @typedef {HTMLInputElement | HTMLTextAreaElement} MynahField
 *
 * What is told of everything on the way. `host`: an element that may get a shadow root later.
 * @typedef {object} MynahFinder
 * @property {(find: MynahFind) => void} found
 * @property {(field: MynahField) => void} field
 * @property {(picture: Element) => void} picture
 * @property {(root: ShadowRoot) => void} root
 * @property {(host: Element) => void} host
 */
const mynahSearch = (() => {
  const SKIPPED = 'script, style, title, noscript, template, textarea';
  const FIELDS = 'input:not([type]), input:is([type=text i], [type=search i], [type=url i], [type=tel i], [type=email i]), textarea';
  const LINKS = 'a[href]:not([href^="http" i], [href^="/"], [href^="#"], [href^="mailto:" i], [href^="javascript:" i])';
  const PICTURES = 'img, canvas, svg';
  /** The elements of HTML that may have a shadow root and in practice do; others with one have a hyphen. */
  const HOSTS = 'div, span, section, article, main, aside, header, footer, nav';
  const CUSTOM = 'descendant-or-self::*[contains(local-name(), "-")]';
  /** A part with so few parts that have parts is a wrapper: its text is its parts' texts over again. */
  const FEW = 4;
  /** With more, and something in its text, its parts are looked at in groups. */
  const MANY = 400;
  /** With more, joining its whole text would hold the page up. */
  const TOO_MANY = 100_000;
  /** An address may be cut up by markup, within a paragraph or so. */
  const LONGEST_CUT = 4000;
  const SHORTEST = 25;
  /** A longer text is read in pieces, each with what may be the rest of an address behind it. */
  const PIECE = 50_000;
  const LONGEST = 512;

  /**
   * @param {Node} node
   * @param {MynahFinder} finder is told of everything on the way
   * @returns {Generator<void, void>}
   */
  function* search(node, finder) {
    if (!node.isConnected || (isElement(node) ? node : node.parentElement)?.closest(SKIPPED)) {
      if (isElement(node) && node.matches(FIELDS)) yield* elementsIn(node, finder);
      return;
    }
    yield* textIn(node, finder);
    if (!isElement(node) && !isFragment(node)) return;
    yield* elementsIn(node, finder);
    yield* rootsIn(node, finder);
  }

  /**
   * @param {Node} node
   * @param {MynahFinder} finder
   * @returns {Generator<void, boolean>} whether something was found
   */
  function* textIn(node, finder) {
    if (isText(node)) return node.length >= SHORTEST && (yield* textInPieces(node, finder));
    if (!isElement(node) && !isFragment(node)) return false;
    if (isElement(node) && node.matches(SKIPPED)) return false;
    const many = node.childNodes.length > MANY;
    const known = isWrapper(node) || isPlain(node) || node.childNodes.length > TOO_MANY;
    const text = known ? null : (node.textContent ?? '');
    if (text !== null && !(yield* mayHold(text))) return false;
    const found = yield* many ? textInMany(node, finder) : textInEach(node.childNodes, finder);
    const mayBeCut = !found && text !== null && text.length <= LONGEST_CUT && isElement(node) && !node.querySelector(SKIPPED);
    return found || (mayBeCut && foundIn(node, text, finder));
  }

  /**
   * @param {string} text
   * @returns {Generator<void, boolean>}
   */
  function* mayHold(text) {
    for (let at = 0; at < text.length; at += PIECE) {
      yield;
      if (mynahFinder.mayHold(text.slice(at, at + PIECE + SHORTEST))) return true;
    }
    return false;
  }

  /**
   * @param {Iterable<Node>} nodes
   * @param {MynahFinder} finder
   * @returns {Generator<void, boolean>}
   */
  function* textInEach(nodes, finder) {
    let found = false;
    for (const node of [...nodes]) found = (yield* textIn(node, finder)) || found;
    return found;
  }

  /**
   * @param {Element | DocumentFragment} parent
   * @param {MynahFinder} finder
   * @returns {Generator<void, boolean>}
   */
  function* textInMany(parent, finder) {
    const nodes = [...parent.childNodes];
    const piece = document.createRange();
    let found = false;
    for (let at = 0; at < nodes.length; at += MANY) {
      const some = nodes.slice(at, at + MANY).filter((node) => node.parentNode === parent);
      if (!some.length) continue;
      piece.setStartBefore(some[0]);
      piece.setEndAfter(some[some.length - 1]);
      yield;
      if (mynahFinder.mayHold(piece.toString())) found = (yield* textInEach(some, finder)) || found;
    }
    return found;
  }

  /**
   * @param {Text} node
   * @param {MynahFinder} finder
   * @returns {Generator<void, boolean>}
   */
  function* textInPieces(node, finder) {
    const { data } = node;
    let found = false;
    for (let at = 0; at < data.length; at += PIECE) {
      found = foundIn(node, data.slice(at, at + PIECE + LONGEST), finder) || found;
      yield;
    }
    return found;
  }

  /** @param {Element | DocumentFragment} node */
  function isPlain(node) {
    return node.childElementCount === 0 && node.childNodes.length <= 1;
  }

  /** @param {Element | DocumentFragment} node */
  function isWrapper(node) {
    return node.childElementCount <= FEW && [...node.children].some((child) => child.childElementCount > 0);
  }

  /**
   * @param {Text | Element} anchor
   * @param {string} text
   * @param {MynahFinder} finder
   */
  function foundIn(anchor, text, finder) {
    const texts = mynahFinder.candidatesIn(text);
    if (texts.length) finder.found({ kind: 'text', anchor, texts, holds: (one) => (anchor.textContent ?? '').includes(one) });
    return texts.length > 0;
  }

  /**
   * @param {Element | DocumentFragment} node
   * @param {MynahFinder} finder
   */
  function* elementsIn(node, finder) {
    yield;
    for (const element of withSelf(node, `${FIELDS}, ${LINKS}, ${PICTURES}`)) {
      const name = element.localName;
      if (name === 'a') link(/** @type {HTMLAnchorElement} */ (element), finder);
      else if (name === 'input' || name === 'textarea') finder.field(/** @type {HTMLInputElement} */ (element));
      else finder.picture(element);
      yield;
    }
  }

  /**
   * @param {HTMLAnchorElement} anchor
   * @param {MynahFinder} finder
   */
  function link(anchor, finder) {
    const find = () => mynahFinder.candidatesInUri(anchor.getAttribute('href') ?? '');
    const texts = find();
    const holds = (/** @type {string} */ one) => find().includes(one);
    if (texts.length) finder.found({ kind: 'link', anchor, texts, holds });
  }

  /**
   * @param {Element | DocumentFragment} node
   * @param {MynahFinder} finder
   */
  function* rootsIn(node, finder) {
    yield;
    const tops = isElement(node) ? [node] : [...node.children];
    for (const top of tops) {
      const custom = document.evaluate(CUSTOM, top, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
      for (let at = 0; at < custom.snapshotLength; at += 1) {
        const host = /** @type {Element} */ (custom.snapshotItem(at));
        const root = mynahRootOf(host);
        if (root) finder.root(root);
        else finder.host(host);
        yield;
      }
    }
    for (const host of withSelf(node, HOSTS)) {
      const root = mynahRootOf(host);
      if (root) finder.root(root);
      yield;
    }
  }

  /**
   * @param {Element | DocumentFragment} node
   * @param {string} selector
   * @returns {Element[]}
   */
  function withSelf(node, selector) {
    const below = [...node.querySelectorAll(selector)];
    return isElement(node) && node.matches(selector) ? [node, ...below] : below;
  }

  // Not by `instanceof`: an element that came out of another frame is no instance of this frame's classes.
  /** @param {Node} node @returns {node is Text} */
  function isText(node) {
    return node.nodeType === Node.TEXT_NODE;
  }

  /** @param {Node} node @returns {node is Element} */
  function isElement(node) {
    return node.nodeType === Node.ELEMENT_NODE;
  }

  /** @param {Node} node @returns {node is DocumentFragment} */
  function isFragment(node) {
    return node.nodeType === Node.DOCUMENT_FRAGMENT_NODE;
  }

  return Object.freeze({ search });
})();
