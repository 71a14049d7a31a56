// @ts-check
/**
 * The shadow root of an element, closed ones too: browsers show those to extensions.
 * @param {any} element
 * @returns {ShadowRoot | null}
 */
const mynahRootOf = (element) => {
  if (!element) return null;
  if (element.shadowRoot) return element.shadowRoot;
  if ('openOrClosedShadowRoot' in element) return element.openOrClosedShadowRoot; // Firefox
  const { dom } = /** @type {any} */ (browser); // Chromium
  return element instanceof HTMLElement ? dom.openOrClosedShadowRoot(element) : null;
};
