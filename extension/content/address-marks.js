// @ts-check
/**
 * Marks beside reported addresses: a sign and words, each in one node of ours whose inside is closed to the page.
 * The page's own nodes stay as they are.
 *
 * A page can see that a node was added to it, but not what it says; which addresses are listed, anybody may look
 * up. A mark that the page takes away or hides is put back, some times over: the button in the toolbar says
 * "reported" meanwhile, where no page can reach.
 */
const mynahMarks = (() => {
  /** A page may be XML, where an element without it would be nothing. */
  const HTML = 'http://www.w3.org/1999/xhtml';
  const HIGHLIGHT = 'mynah-reported';
  /** More would be a page that wants to slow us down, or a list of reported addresses. */
  const MOST_MARKS = 2000;
  const MOST_RETURNS = 10;
  const MOST_CLIMBS = 12;
  /** In pixels: a row this low is a line of a form, a higher one the columns of the page. */
  const LOW_ROW = 100;
  const NO_PLACE = 'a, button, label, select, option, summary, svg, picture, [contenteditable], [role=button], [role=link], [role=textbox]';

  /**
   * @typedef {{host: HTMLElement, find: MynahFind, text: string, returns: number, range: Range | null}} Mark
   */

  /** @type {Map<string, CSSStyleSheet>} */
  const sheets = new Map();
  /** @type {Set<Mark>} */
  const marks = new Set();
  /** @type {WeakSet<Node>} */
  const hosts = new WeakSet();
  /** @type {WeakMap<Node, Map<string, Mark>>} */
  const byAnchor = new WeakMap();
  /**
   * Put a mark beside the place where an address was found, unless it has one.
   * @param {MynahFind} find
   * @param {string} text
   * @param {NonNullable<MynahVerdict>} verdict
   */
  function add(find, text, verdict) {
    const here = byAnchor.get(find.anchor) ?? new Map();
    if (here.has(text) || marks.size >= MOST_MARKS || !find.anchor.isConnected) return;
    const mark = { host: hostWith(find, verdict), find, text, returns: 0, range: null };
    byAnchor.set(find.anchor, here.set(text, mark));
    marks.add(mark);
    put(mark);
    highlight(mark);
  }

  /** Put back what the page removed or hid, and take away what there is no reason for any more. */
  function tidy() {
    for (const mark of marks) {
      if (!mark.find.anchor.isConnected || !mark.find.holds(mark.text)) remove(mark);
      else if (isGone(mark) && mark.returns < MOST_RETURNS) put(mark);
    }
  }

  /** @param {Mark} mark */
  function isGone({ host, find }) {
    const place = isElement(find.anchor) ? find.anchor : find.anchor.parentElement;
    const seen = { opacityProperty: true, visibilityProperty: true };
    return !host.isConnected || (!host.checkVisibility(seen) && place?.checkVisibility(seen) === true);
  }

  /** @param {Mark} mark */
  function remove(mark) {
    marks.delete(mark);
    byAnchor.get(mark.find.anchor)?.delete(mark.text);
    mark.host.remove();
    if (mark.range) CSS.highlights.get(HIGHLIGHT)?.delete(mark.range);
  }

  /** @param {Mark} mark */
  function put(mark) {
    mark.host.remove();
    mark.returns += 1;
    placeBeside(mark.find).after(mark.host);
  }

  /**
   * The node to stand behind: the nearest from which on a mark is neither cut off, nor a part of something to
   * press, nor squeezed in between the columns of a form.
   * @param {MynahFind} find
   * @returns {ChildNode}
   */
  function placeBeside({ kind, anchor }) {
    let place = kind === 'text' && isElement(anchor) ? (anchor.lastChild ?? anchor) : anchor;
    const edited = place.parentElement?.closest('[contenteditable]'); // the outermost is found by climbing
    if (edited) place = edited;
    for (let climbs = 0; climbs < MOST_CLIMBS; climbs += 1) {
      const parent = place.parentElement;
      if (!parent || parent.matches('body, td, th, li, dd') || !isNoPlace(parent)) return place;
      place = parent;
    }
    return place;
  }

  /** @param {Element} parent */
  function isNoPlace(parent) {
    if (parent.closest(NO_PLACE) || isRow(parent)) return true;
    const around = parent.parentElement;
    if (around && isRow(around) && around.getBoundingClientRect().height < LOW_ROW) return true;
    const { display, overflowX, overflowY, whiteSpace, textOverflow } = getComputedStyle(parent);
    const cuts = (overflowX !== 'visible' && (whiteSpace === 'nowrap' || textOverflow === 'ellipsis')) || /^(?:hidden|clip)$/.test(overflowY);
    return cuts || display === 'contents';
  }

  /** @param {Element} element */
  function isRow(element) {
    const { display, flexDirection } = getComputedStyle(element);
    return /grid$/.test(display) || (/flex$/.test(display) && flexDirection.startsWith('row'));
  }

  /**
   * @param {MynahFind} find
   * @param {NonNullable<MynahVerdict>} verdict
   */
  function hostWith({ kind }, { mark, picture, lang, dir, unanswered }) {
    const box = document.createElementNS(HTML, 'span');
    box.className = unanswered ? 'unanswered' : '';
    box.setAttribute('role', 'note');
    box.lang = lang;
    box.dir = dir;
    box.textContent = `⚠ ${kind === 'picture' ? picture : mark}`;
    const host = document.createElementNS(HTML, 'mynah-mark');
    hosts.add(host);
    const root = host.attachShadow({ mode: 'closed' });
    root.adoptedStyleSheets = [sheetFor(kind === 'field' || kind === 'picture' ? 'block' : 'inline-block')];
    root.append(box);
    return host;
  }

  /**
   * Underline the address itself, without a node of our own in the text.
   * @param {Mark} mark
   */
  function highlight(mark) {
    const { anchor } = mark.find;
    if (isElement(anchor)) return;
    const start = anchor.data.indexOf(mark.text);
    if (start < 0) return;
    const range = document.createRange();
    range.setStart(anchor, start);
    range.setEnd(anchor, start + mark.text.length);
    mark.range = range;
    const all = CSS.highlights.get(HIGHLIGHT);
    if (all) all.add(range);
    else CSS.highlights.set(HIGHLIGHT, new Highlight(range));
  }

  /** @param {Node} node @returns {node is Element} */
  function isElement(node) {
    return node.nodeType === Node.ELEMENT_NODE;
  }

  /**
   * Made when the first mark is: most pages have none. What a shadow tree says of its host as important stands above
   * all that the page can say.
   * @param {'block' | 'inline-block'} display
   */
  function sheetFor(display) {
    const known = sheets.get(display);
    if (known) return known;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      :host { all: initial !important; display: ${display} !important; max-width: 100% !important; }
      span {
        box-sizing: border-box; display: inline-block; max-width: 100%; margin: .15em .4em; padding: .05em .5em;
        font: bold 15px/1.5 system-ui, sans-serif; text-align: start; white-space: normal; overflow-wrap: anywhere;
        color: #3b0a06; background: #ffd9d4; border: 2px solid #b3261e; border-radius: 6px;
      }
      .unanswered { color: #1f1500; background: #ffe08a; border-color: #8a5a00; }`);
    sheets.set(display, sheet);
    return sheet;
  }

  /** @param {Node} node */
  function isOurs(node) {
    return hosts.has(node);
  }

  return Object.freeze({ add, tidy, isOurs, count: () => marks.size });
})();
