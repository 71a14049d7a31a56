// @ts-check
/**
 * Listens at the window and the document for as long as the page is there. A page that writes itself anew
 * (`document.open`) takes all listeners away, ours too: they are put back as soon as it has.
 * @type {(target: Window | Document, type: string, listener: (event: any) => void, options?: boolean | AddEventListenerOptions) => void}
 */
const mynahListen = (() => {
  /** @type {(() => void)[]} */
  const kept = [];
  // Adding a listener again that is there changes nothing.
  const observer = new MutationObserver(() => kept.forEach((listen) => listen()));
  observer.observe(document, { childList: true });
  return (target, type, listener, options) => {
    const listen = () => target.addEventListener(type, listener, options);
    kept.push(listen);
    listen();
  };
})();
