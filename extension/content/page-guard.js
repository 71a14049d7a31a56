// @ts-check
/**
 * Asks the worker about the page it runs in, and shows a bar or leaves for the warning page. The worker
 * takes the address from the browser, so that a page cannot lie about it. Where the worker has to ask the
 * service first (the page may be listed, as one in thousands may), the page is hidden until it has.
 */
(async () => {
  // From warn-bar.js and bar-room.js, which are loaded before this script.
  const { MYNAH_BAR: makeBar, MYNAH_BAR_ROOM: makeRoom } = /** @type {any} */ (globalThis);

  /** Both, for a page may make a part of itself visible again. @type {[string, string][]} */
  const HIDDEN = [['visibility', 'hidden'], ['opacity', '0']];

  const MOST_TRIES = 3;

  /** Takes the bar away that is shown now. @type {(() => void) | null} */
  let takeAway = null;

  // Put aside and taken out again, as by the back button, a page is not requested; much may have changed since.
  mynahListen(window, 'pageshow', ({ persisted }) => persisted && void lookAgain());
  if (window.top === window) {
    // The page has written another address for itself.
    browser.runtime.onMessage.addListener((message) => void (message?.name === 'look-again' && lookAgain()));
  }
  await look();

  async function look() {
    let answer = await answerTo(() => browser.runtime.sendMessage({ name: 'page-opened' }));
    if (answer?.hide) answer = await hiddenUntil(answerTo(() => browser.runtime.sendMessage({ name: 'page-answer' })));
    follow(answer);
  }

  /**
   * The worker may be ended while it looks for the answer: the next question wakes it.
   * @param {() => Promise<any>} ask
   */
  async function answerTo(ask) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask();
      } catch {
        if (tries === MOST_TRIES) return null;
      }
    }
  }

  async function lookAgain() {
    follow(await browser.runtime.sendMessage({ name: 'page-again' }).catch(() => null));
  }

  /** @param {{leaveFor?: string, bar?: object | null} | null} answer */
  function follow(answer) {
    if (answer?.leaveFor) return leaveFor(answer.leaveFor);
    takeAway?.();
    if (answer?.bar) showBar(answer.bar);
  }

  /** @param {object} words */
  function showBar(words) {
    const bar = makeBar(words, () => {
      takeAway?.();
      void browser.runtime.sendMessage({ name: 'bar-closed' });
    });
    bar.show();
    const room = makeRoom(bar.host);
    room.start();
    takeAway = () => {
      takeAway = null;
      room.stop();
      bar.remove();
    };
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
    for (const [property, value] of HIDDEN) rootStyle()?.setProperty(property, value, 'important');
  }

  /** Of XML of a page's own making there is none. @returns {CSSStyleDeclaration | undefined} */
  function rootStyle() {
    return document.documentElement?.style;
  }

  function show() {
    const root = document.documentElement;
    if (!rootStyle()) return;
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
})();
