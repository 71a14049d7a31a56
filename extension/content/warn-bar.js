// @ts-check
/**
 * The bar above a page that was reported but not blocked. It stands in the flow of the page, so that it covers
 * nothing, in a shadow root that is closed to the page; `bar-room.js` makes room where the flow does not.
 *
 * The page is free to draw over it or to leave: this keeps it from being taken out, hidden or pressed in passing.
 * Its words are made by `background/bar-words.js`. To try it by hand: open a page of a host that the service lists
 * with severity `warn`.
 */
(() => {
  /** A page may be XML, where an element without it would be nothing. */
  const HTML = 'http://www.w3.org/1999/xhtml';
  /** So often the bar comes back; a page that fights on would only stand still otherwise. */
  const MOST_RETURNS = 30;
  /** Each is important, or the page's own style would win. Of the text nothing: a reader's own style has to. */
  const OUTSIDE =
    'display:block; position:relative; z-index:2147483647; inset:auto; float:none; width:auto; height:auto; min-width:0; min-height:0;' +
    'max-width:none; max-height:none; margin:0; padding:0; border:0; outline:0; box-sizing:border-box; overflow:visible; visibility:visible;' +
    'opacity:1; filter:none; backdrop-filter:none; mix-blend-mode:normal; clip:auto; clip-path:none; mask:none; transform:none; translate:none;' +
    'rotate:none; scale:none; zoom:1; perspective:none; offset-path:none; contain:none; content-visibility:visible; pointer-events:auto;' +
    'user-select:auto; flex:0 0 auto; order:0; grid-area:auto; writing-mode:horizontal-tb; animation:none; transition:none;';
  const INSIDE = `
    :host { color-scheme: light dark; }
    * { box-sizing: border-box; }
    .bar { all: initial; display: block; padding: .6em 1em; color: #1f1500; background: #ffe08a; border-bottom: .2em solid #8a5a00;
      font: 17px/1.45 system-ui, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
    .row { display: flex; flex-wrap: wrap; align-items: start; gap: .4em 1em; }
    .said { flex: 1 1 16em; }
    p { margin: .3em 0; }
    .said > :first-child { margin-top: 0; }
    summary { display: flex; align-items: center; min-height: 44px; cursor: pointer; text-decoration: underline; width: fit-content; }
    summary::before { content: "▸" / ""; margin-inline-end: .5em; }
    [open] > summary::before { content: "▾" / ""; }
    a, summary { color: #003a8c; }
    a { display: inline-flex; align-items: center; min-height: 44px; margin-inline-end: 1.2em; }
    button { font: inherit; padding: .4em 1.1em; min-height: 44px; color: #1f1500; background: #fff; border: 2px solid #5f4200;
      border-radius: 6px; cursor: pointer; }
    :focus-visible { outline: 3px solid #003a8c; outline-offset: 2px; }
    @media (prefers-color-scheme: dark) {
      .bar { color: #ffeec2; background: #3a2a00; border-color: #ffcf5c; }
      a, summary { color: #b9d4ff; }
      button { color: #ffeec2; background: #231900; border-color: #ffcf5c; }
      :focus-visible { outline-color: #b9d4ff; }
    }
    @media (max-width: 30em) { .bar { font-size: 16px; } }`;

  /**
   * @typedef {{lang: string, dir: string, title: string, said: string, doubt: string, about: string, more: string, reported: string,
   *   sure: string, close: string, links: {text: string, href: string}[]}} BarWords
   */

  /**
   * @param {BarWords} words
   * @param {() => void} onClose when a person closed it
   * @returns {{show(): void, remove(): void, host: HTMLElement}}
   */
  function makeBar(words, onClose) {
    // No name of ours: a page could give an element that it knows a behaviour of its own.
    const host = document.createElementNS(HTML, 'div');
    host.attachShadow({ mode: 'closed' }).append(made('style', INSIDE), box(words, close));
    let [returns, style] = [0, ''];
    const observer = new MutationObserver(() => !isInPlace() && returns++ < MOST_RETURNS && place());
    return { host, show, remove };

    function show() {
      place();
      observer.observe(host, { attributes: true });
    }

    function remove() {
      observer.disconnect();
      host.remove();
    }

    /** @param {Event} event */
    function close(event) {
      if (!event.isTrusted) return;
      remove();
      onClose();
    }

    function isInPlace() {
      return document.documentElement?.firstChild === host && host.style.cssText === style && host.attributes.length === 1;
    }

    function place() {
      const root = document.documentElement;
      if (!root) return;
      for (const { name } of [...host.attributes]) if (name !== 'style') host.removeAttribute(name);
      host.style.cssText = OUTSIDE.replaceAll(';', ' !important;');
      style = host.style.cssText;
      root.prepend(host);
      // The root may be another than before.
      observer.observe(document, { childList: true });
      observer.observe(root, { childList: true });
    }
  }

  /**
   * @param {BarWords} words
   * @param {(event: Event) => void} onClose
   */
  function box(words, onClose) {
    const bar = made('section', '', { class: 'bar', lang: words.lang, dir: words.dir, 'aria-label': words.title });
    const row = made('div', '', { class: 'row' });
    const said = made('div', '', { class: 'said' });
    const alert = made('div', '', { role: 'alert' });
    const first = made('p', '');
    first.append(made('strong', `⚠ ${words.title}`), ` ${words.said}`);
    alert.append(first, ...(words.doubt ? [made('p', words.doubt)] : []));
    const more = made('details', '');
    const links = made('p', '');
    links.append(...words.links.map(({ text, href }) => made('a', text, { href, target: '_blank', rel: 'noopener noreferrer', referrerpolicy: 'no-referrer' })));
    more.append(made('summary', words.more), ...[words.about, words.reported, words.sure].filter(Boolean).map((text) => made('p', text)), links);
    const button = made('button', words.close, { type: 'button' });
    button.addEventListener('click', onClose);
    said.append(alert, more);
    row.append(said, button);
    bar.append(row);
    return bar;
  }

  /**
   * @param {string} name
   * @param {string} text
   * @param {Record<string, string>} [attributes]
   */
  function made(name, text, attributes = {}) {
    const element = document.createElementNS(HTML, name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  /** For `page-guard.js`, which is loaded after this. */
  Object.assign(globalThis, { MYNAH_BAR: makeBar });
})();
