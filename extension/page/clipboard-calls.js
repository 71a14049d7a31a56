// @ts-check
/**
 * Runs in the page's own world, before the page: a "copy" button that uses `navigator.clipboard` waits until
 * `content/clipboard-guard.js` has had the text looked at. Short texts pass at once, as they hold no address.
 *
 * The page that comes after is hostile. So all that is used of the language and the browser is taken here,
 * first; the original is in no place a page can reach; and the line to our other script is an object that only
 * the two know. A page that can do without this interface has other ways to fill a clipboard: those make a copy
 * event, which our other script sees.
 */
(() => {
  'use strict';
  const prototype = /** @type {any} */ (globalThis).Clipboard?.prototype;
  if (!prototype) return; // only secure pages have it
  const SHORTEST = 25;
  const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const [OurPromise, OurEvent, OurMouseEvent, OurException, OurProxy] = [Promise, CustomEvent, MouseEvent, DOMException, Proxy];
  const { then } = OurPromise.prototype;
  const { addEventListener: listenTo, removeEventListener: leave, dispatchEvent: tell } = EventTarget.prototype;
  const { get: eventDetail } = /** @type {any} */ (getOwnPropertyDescriptor(OurEvent.prototype, 'detail'));
  const { getType } = /** @type {any} */ (globalThis).ClipboardItem?.prototype ?? {};
  const { text: blobText } = Blob.prototype;
  const toText = String;

  const line = new EventTarget();
  /** What waits for an answer, by id. @type {any} */
  const waiting = { __proto__: null };
  let isHeard = false;
  let lastId = 0;

  hear('heard', () => (isHeard = true));
  hear('open', () => apply(leave, document, ['mynah:clipboard-wanted', offer]));
  for (const answer of ['go_on', 'copied', 'stop']) hear(answer, (id) => waiting[id]?.(answer));
  apply(listenTo, document, ['mynah:clipboard-wanted', offer]);
  offer();

  replace('writeText', (text) => `${text}`);
  replace('write', (items) => textOf(items));

  function offer() {
    apply(tell, document, [new OurMouseEvent('mynah:clipboard', /** @type {any} */ ({ __proto__: null, relatedTarget: line }))]);
  }

  /**
   * @param {string} name
   * @param {(value: any) => string | Promise<string>} read what of its argument is to be looked at
   */
  function replace(name, read) {
    const original = prototype[name];
    if (typeof original !== 'function') return;
    const handler = {
      __proto__: null,
      apply: (/** @type {any} */ _, /** @type {any} */ self, /** @type {any[]} */ args) => called(original, self, args, read),
    };
    defineProperty(prototype, name, /** @type {any} */ ({ __proto__: null, value: new OurProxy(original, handler), writable: true, enumerable: true, configurable: true }));
  }

  /**
   * @param {any} original
   * @param {any} self
   * @param {any[]} args
   * @param {(value: any) => string | Promise<string>} read
   */
  function called(original, self, args, read) {
    if (args.length === 0) return apply(original, self, args);
    const value = typeof args[0] === 'object' && args[0] !== null ? args[0] : toText(args[0]); // read once: it cannot change in between
    return new OurPromise((resolve, reject) => {
      const go = () => resolve(apply(original, self, [value]));
      const look = (/** @type {string} */ text) => {
        if (text.length < SHORTEST) return go();
        ask(text, (answer) => {
          if (answer === 'go_on') go();
          else if (answer === 'copied') resolve(undefined);
          else reject(new OurException('Write permission denied.', 'NotAllowedError'));
        });
      };
      const text = read(value);
      if (typeof text === 'string') look(text);
      else apply(then, text, [look, go]);
    });
  }

  /**
   * The plain text among items for the clipboard.
   * @param {any} items
   * @returns {string | Promise<string>}
   */
  function textOf(items) {
    try {
      const blob = apply(getType, items[0], ['text/plain']);
      return apply(then, blob, [(/** @type {any} */ one) => (typeof one === 'string' ? one : apply(blobText, one, []))]);
    } catch {
      return ''; // what the browser will refuse as well
    }
  }

  /**
   * Ask whether the text may be copied. Where nobody is at the other end, because the extension was switched off,
   * it may.
   * @param {string} text
   * @param {(answer: string) => void} give
   */
  function ask(text, give) {
    lastId += 1;
    const id = `${lastId}`;
    waiting[id] = (/** @type {string} */ answer) => {
      delete waiting[id];
      give(answer);
    };
    isHeard = false;
    apply(tell, line, [new OurEvent('copying', /** @type {any} */ ({ __proto__: null, detail: `${id}:${text}` }))]);
    if (!isHeard) waiting[id]('go_on');
  }

  /**
   * @param {string} name
   * @param {(detail: string) => void} handle
   */
  function hear(name, handle) {
    apply(listenTo, line, [name, (/** @type {Event} */ event) => handle(apply(eventDetail, event, []))]);
  }
})();
