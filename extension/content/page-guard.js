// @ts-check
/**
 * Asks the worker about the page it runs in, and shows a bar or leaves for the warning page. The worker
 * takes the address from the browser, so that a page cannot lie about it. Where the worker has to ask the
 * service first (the page may be listed, as one in thousands may), the page is hidden until it has.
 * To try it by hand: open a page whose host the service lists with severity `warn`.
 */
(async () => {
  // Set one by one, for a page's own policy may forbid style sheets.
  const BOX =
    'display:flex; flex-wrap:wrap; align-items:center; gap:.4em 1em; padding:.7em 1em; color:#1f1500;' +
    'font:17px/1.4 system-ui,sans-serif; background:#ffe08a; border-bottom:3px solid #8a5a00;';
  const BUTTON =
    'font:inherit; padding:.35em 1em; color:#1f1500; background:#fff; border:2px solid #5f4200; border-radius:6px;';

  /** Both, for a page may make a part of itself visible again. @type {[string, string][]} */
  const HIDDEN = [['visibility', 'hidden'], ['opacity', '0']];

  // In strict mode the service may list the page after all.
  browser.runtime.onMessage.addListener((message) => {
    if (message?.name === 'look-again') void look();
  });
  await look();

  async function look() {
    let answer = await browser.runtime.sendMessage({ name: 'page-opened' });
    if (answer?.hide) answer = await hiddenUntil(browser.runtime.sendMessage({ name: 'page-answer' }));
    if (answer?.leaveFor) leaveFor(answer.leaveFor);
    else if (answer?.bar) document.documentElement.prepend(bar(answer.bar));
  }

  /**
   * Hide the page while an answer is awaited, and after it if the page is to be left.
   * @param {Promise<any>} asked
   */
  async function hiddenUntil(asked) {
    hide();
    const answer = await asked.catch(() => null);
    if (!answer?.leaveFor) show();
    return answer;
  }

  function hide() {
    for (const [property, value] of HIDDEN) document.documentElement.style.setProperty(property, value, 'important');
  }

  function show() {
    const root = document.documentElement;
    for (const [property] of HIDDEN) root.style.removeProperty(property);
    if (!root.getAttribute('style')) root.removeAttribute('style');
  }

  /**
   * Leave for the warning page, and keep the page from going on until it is there.
   * @param {string} url
   */
  function leaveFor(url) {
    hide();
    window.stop();
    location.replace(url);
  }

  /**
   * A bar above the page, in the flow of it, so that it covers no form. What is inside is closed to the page.
   * @param {{lang: string, dir: string, title: string, text: string, close: string}} words from the worker
   */
  function bar({ lang, dir, title, text, close }) {
    const host = element('mynah-bar', '', 'all:initial; display:block; position:relative; z-index:2147483647;');
    const box = element('div', '', BOX);
    box.setAttribute('role', 'alert');
    box.lang = lang;
    box.dir = dir;
    const button = element('button', close, BUTTON);
    button.addEventListener('click', () => host.remove());
    box.append(element('strong', `⚠ ${title}`, ''), element('span', text, 'flex:1 1 18em;'), button);
    host.attachShadow({ mode: 'closed' }).append(box);
    return host;
  }

  /**
   * @param {string} name
   * @param {string} text
   * @param {string} style
   */
  function element(name, text, style) {
    const made = document.createElement(name);
    made.textContent = text;
    made.style.cssText = style;
    return made;
  }
})();
