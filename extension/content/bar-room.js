// @ts-check
/**
 * Room for the bar where a page does not flow: what is fixed to the window or laid out from the page's corner
 * would stand behind the bar, and the bar over a form. While the bar is in view such parts are moved down by
 * as much as it covers, and back when it is closed.
 */
(() => {
  const PAUSE_MILLISECONDS = 250;
  /** Points across, and how far apart down: dense enough to meet a field of a form. */
  const ACROSS = [0.02, 0.2, 0.35, 0.5, 0.65, 0.8, 0.98];
  const DOWN_PIXELS = 14;

  /**
   * @param {HTMLElement} bar
   * @returns {{start(): void, stop(): void}}
   */
  function makeRoom(bar) {
    /** What was moved, and what its own style said before. @type {Map<HTMLElement, {fixed: boolean, translate: string, maxHeight: string}>} */
    const moved = new Map();
    const changes = new MutationObserver(() => soon());
    const sizes = new ResizeObserver(() => fit());
    let [timer, frame] = [0, 0];
    let scrolls = '';
    return { start, stop };

    function start() {
      scrolls = document.documentElement.style?.overflowY ?? ''; // XML of a page's own making has none
      sizes.observe(bar);
      changes.observe(document.documentElement, { childList: true, subtree: true });
      for (const name of ['scroll', 'resize', 'load']) addEventListener(name, inNextFrame, { passive: true });
      document.addEventListener('DOMContentLoaded', fit);
      fit();
    }

    function stop() {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      sizes.disconnect();
      changes.disconnect();
      for (const name of ['scroll', 'resize', 'load']) removeEventListener(name, inNextFrame);
      document.removeEventListener('DOMContentLoaded', fit);
      for (const [element, { translate, maxHeight }] of moved) Object.assign(element.style, { translate, maxHeight });
      if (document.documentElement.style) document.documentElement.style.overflowY = scrolls;
      moved.clear();
    }

    /** A page that is being built changes all the time. */
    function soon() {
      clearTimeout(timer);
      timer = setTimeout(fit, PAUSE_MILLISECONDS);
    }

    function inNextFrame() {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(fit);
    }

    function fit() {
      if (!document.body) return;
      letScroll();
      const { bottom, height } = bar.getBoundingClientRect();
      const edge = Math.ceil(Math.max(0, bottom));
      for (const element of below(edge)) if (!moved.has(element)) moved.set(element, keep(element));
      for (const [element, { fixed }] of moved) move(element, fixed ? edge : Math.ceil(height), fixed);
    }

    /** A page as high as the window that does not scroll would lose its last lines below the edge. */
    function letScroll() {
      const hidden = [document.documentElement, document.body].some((element) => getComputedStyle(element).overflowY === 'hidden');
      if (hidden) document.documentElement.style.setProperty('overflow-y', 'auto', 'important');
    }

    /**
     * What lies where the bar is: of each pile the outermost part that does not flow.
     * @param {number} edge
     */
    function below(edge) {
      const found = new Set();
      for (let y = 1; y < edge; y += DOWN_PIXELS) {
        for (const x of ACROSS) for (const element of document.elementsFromPoint(x * innerWidth, y)) found.add(outermost(element));
      }
      return [...found].filter((element) => element !== null);
    }

    /** @param {Element} element */
    function outermost(element) {
      let result = null;
      for (let at = /** @type {Element | null} */ (element); at && at !== document.body && at !== document.documentElement; at = at.parentElement) {
        if (at === bar) return null;
        if (at instanceof HTMLElement && ['fixed', 'absolute'].includes(getComputedStyle(at).position)) result = at;
      }
      return result;
    }
  }

  /** @param {HTMLElement} element */
  function keep(element) {
    const { translate, maxHeight } = element.style;
    return { fixed: getComputedStyle(element).position === 'fixed', translate, maxHeight };
  }

  /**
   * Down, and no further than to the window's edge: what is fixed there could not be scrolled to.
   * @param {HTMLElement} element
   * @param {number} by pixels
   * @param {boolean} fixed
   */
  function move(element, by, fixed) {
    element.style.setProperty('translate', `0 ${by}px`, 'important');
    if (fixed && element.offsetHeight + by > innerHeight) element.style.setProperty('max-height', `calc(100vh - ${by}px)`, 'important');
  }

  /** For `page-guard.js`, which is loaded after this. */
  Object.assign(globalThis, { MYNAH_BAR_ROOM: makeRoom });
})();
