// @ts-check
/**
 * Runs in the page's own world, before the page, with `page/wallets.js` after it: what happens when a function of
 * a wallet is called. A call that moves money, gives a permission or signs waits until the worker has looked at
 * whom it names, and a person was asked if need be. Any other passes at once.
 *
 * The page that comes after is hostile. So:
 * - All that is used of the language and the browser is taken here, first. No method is called on an object, no
 *   list is iterated, no promise awaited, and nothing is read that could come from a prototype.
 * - What a page passes is read once, and what was read is what the wallet gets: it cannot change in between.
 * - The line to our other script is an object that only the two know. `content/wallet-line.js` has its other end.
 *
 * `docs/wallet-calls.md` says what a page can do all the same. To try it by hand: open a page with a wallet and
 * send to an address that the service lists.
 */
(() => {
  'use strict';
  /** Those of common/guarded-methods.js, which a browser runs in one world only; a test holds them together. @type {any} */
  const GUARDED = {
    __proto__: null,
    eth_sendTransaction: true,
    eth_signTransaction: true,
    wallet_sendTransaction: true,
    wallet_sendCalls: true,
    wallet_prepareCalls: true,
    personal_sign: true,
    eth_sign: true,
    eth_signTypedData: true,
    eth_signTypedData_v3: true,
    eth_signTypedData_v4: true,
    wallet_invokeMethod: true,
  };
  /** What of a call may be inherited, as from a class. */
  const INHERITED = ['method', 'params', 'id', 'jsonrpc'];
  /** What all objects would have if a page gave it to their prototypes, to be read where a call has none of its own. */
  const EVERYBODYS = ['to', 'data', 'input', 'calls', '0', '1', 'toJSON'];
  const MOST_LAYERS = 60;
  /** For so long a wallet may hand the very same call on to another function of its own. */
  const SAME_CALL_MILLISECONDS = 2_000;

  const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const { getPrototypeOf, hasOwn, keys, setPrototypeOf } = Object;
  const [ofObjects, ofLists] = [Object.prototype, Array.prototype];
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const { stringify } = JSON;
  const OurPromise = Promise;
  const OurError = Error;
  const OurEvent = CustomEvent;
  const OurMouseEvent = MouseEvent;
  const { addEventListener: listenTo, removeEventListener: leave, dispatchEvent: tell } = EventTarget.prototype;
  const eventDetail = /** @type {any} */ (getOwnPropertyDescriptor(OurEvent.prototype, 'detail')).get;
  const later = setTimeout;
  const ownDocument = document;

  const line = new EventTarget();
  let isOpen = false;
  let isHeard = false;
  let lastId = 0;
  /** What to do with an answer, by the id of its call. @type {any} */
  const waiting = { __proto__: null };
  /** Calls that were let through a moment ago, and how often. @type {any} */
  const passing = { __proto__: null };

  openLine();
  // For the script that is run next, which takes it away again.
  defineProperty(window, 'mynahCalled', /** @type {any} */ ({ __proto__: null, value: called, configurable: true }));

  /**
   * A function of a wallet was called.
   * @param {any} original
   * @param {any} wallet
   * @param {any[]} args
   */
  function called(original, wallet, args) {
    const calls = readCalls(args);
    const go = () => apply(original, wallet, args);
    if (calls === null) return go();
    const last = args.length > 1 ? args[args.length - 1] : undefined;
    return typeof last === 'function' ? withCallback(calls, go, last, args[0]) : withPromise(calls, go);
  }

  /**
   * @param {any[]} calls
   * @param {() => any} go
   */
  function withPromise(calls, go) {
    return new OurPromise((resolve, reject) => {
      ask(calls, (goesOn) => {
        if (!goesOn) return reject(refusal());
        try {
          resolve(go());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /**
   * The form from before there were promises.
   * @param {any[]} calls
   * @param {() => any} go
   * @param {any} callback
   * @param {any} request
   */
  function withCallback(calls, go, callback, request) {
    ask(calls, (goesOn) => {
      if (goesOn) return go();
      const error = refusal();
      const id = isObject(request) ? own(request, 'id') : undefined;
      return apply(callback, undefined, [error, { id, jsonrpc: '2.0', error }]);
    });
  }

  /** What EIP-1193 says of a call that a person refused. */
  function refusal() {
    const error = new OurError('User rejected the request.');
    put(error, 'code', 4001);
    return error;
  }

  // --- reading -------------------------------------------------------------------------------------------

  /**
   * Read what was passed, once, and put what was read in its place. Returns the calls to look at, or null where
   * there are none.
   * @param {any[]} args
   * @returns {any[] | null}
   */
  function readCalls(args) {
    const first = args.length > 0 ? args[0] : undefined;
    /** @type {any[]} */
    const calls = [];
    if (typeof first === 'string') readNamed(first, args, calls);
    else if (isArray(first)) put(args, 0, readBatch(first, calls));
    else if (isObject(first)) put(args, 0, readCall(first, calls));
    return calls.length ? calls : null;
  }

  /**
   * The form `(method, params)`.
   * @param {string} method
   * @param {any[]} args
   * @param {any[]} calls
   */
  function readNamed(method, args, calls) {
    if (!(method in GUARDED)) return;
    const params = args.length > 1 ? copied(args[1], 0) : undefined;
    if (args.length > 1) put(args, 1, params);
    put(calls, calls.length, { __proto__: null, method, params });
  }

  /**
   * @param {any[]} batch
   * @param {any[]} calls
   */
  function readBatch(batch, calls) {
    /** @type {any[]} */
    const copy = [];
    const { length } = batch;
    for (let at = 0; at < length; at += 1) {
      const one = batch[at];
      put(copy, at, isObject(one) ? readCall(one, calls) : one);
    }
    return copy;
  }

  /**
   * @param {any} call
   * @param {any[]} calls
   */
  function readCall(call, calls) {
    const copy = {};
    const names = keys(call);
    for (let at = 0; at < names.length; at += 1) if (names[at] !== 'toJSON') put(copy, names[at], call[names[at]]);
    for (let at = 0; at < INHERITED.length; at += 1) {
      const value = hasOwn(copy, INHERITED[at]) ? undefined : call[INHERITED[at]];
      if (value !== undefined) put(copy, INHERITED[at], value);
    }
    const named = own(copy, 'method');
    const method = textOf(named);
    if (method !== named) put(copy, 'method', method);
    if (typeof method !== 'string' || !(method in GUARDED)) return copy;
    const params = copied(own(copy, 'params'), 0);
    put(copy, 'params', params);
    put(calls, calls.length, { __proto__: null, method, params });
    return copy;
  }

  /**
   * The name of a method. An object becomes the text that a wallet may make of it.
   * @param {any} name
   */
  function textOf(name) {
    return isObject(name) || typeof name === 'function' ? `${name}` : name;
  }

  /**
   * A copy of what JSON can hold; anything else as it is. No function is left in it: one called `toJSON`, or with
   * one of its own, would say something else each time it is written down.
   * @param {any} value
   * @param {number} layer
   * @returns {any}
   */
  function copied(value, layer) {
    if (typeof value === 'function') return undefined;
    if (!isObject(value) || isView(value)) return value;
    if (layer > MOST_LAYERS) return null;
    const copy = isArray(value) ? [] : {};
    const names = keys(value);
    for (let at = 0; at < names.length; at += 1) put(copy, names[at], copied(value[names[at]], layer + 1));
    return copy;
  }

  /**
   * The same with no prototypes, so that no page has a say in how it is written down.
   * @param {any} value
   * @returns {any}
   */
  function plain(value) {
    if (typeof value === 'bigint') return `${value}`;
    if (!isObject(value)) return value;
    const copy = setPrototypeOf(isArray(value) ? [] : {}, null);
    const names = isView(value) ? [] : keys(value);
    for (let at = 0; at < names.length; at += 1) put(copy, names[at], plain(value[names[at]]));
    return copy;
  }

  // --- the line to our other script ----------------------------------------------------------------------

  /**
   * Ask whether the calls may be made. Where nobody is at the other end (the extension was switched off or
   * replaced by a new version) there is nobody who could ask: the wallet goes on as if we were not here.
   * @param {any[]} calls
   * @param {(goesOn: boolean) => void} then
   */
  function ask(calls, then) {
    const written = stringify(plain(calls));
    if (written in passing) return then(!addsToCalls());
    lastId += 1;
    const id = `${lastId}`;
    waiting[id] = (/** @type {boolean} */ goesOn) => {
      delete waiting[id];
      if (goesOn) letPass(written);
      then(goesOn && !addsToCalls());
    };
    isHeard = false;
    send('call', `${id}:${written}`);
    if (!isHeard) waiting[id](true);
  }

  /** Whether the page has changed what all objects have, so that a wallet may read what nobody has looked at. */
  function addsToCalls() {
    if (getPrototypeOf(ofLists) !== ofObjects) return true;
    for (let at = 0; at < EVERYBODYS.length; at += 1) if (EVERYBODYS[at] in ofLists) return true;
    return false;
  }

  /** @param {string} written */
  function letPass(written) {
    passing[written] = (passing[written] ?? 0) + 1;
    later(() => {
      passing[written] -= 1;
      if (passing[written] === 0) delete passing[written];
    }, SAME_CALL_MILLISECONDS);
  }

  function openLine() {
    hear('open', () => (isOpen = true));
    hear('heard', () => (isHeard = true));
    hear('go_on', (id) => waiting[id]?.(true));
    hear('stop', (id) => waiting[id]?.(false));
    apply(listenTo, ownDocument, ['mynah:line-wanted', offerLine]); // heard where we are the first of the two
    offerLine();
  }

  function offerLine() {
    if (!isOpen) apply(tell, ownDocument, [new OurMouseEvent('mynah:line', options('relatedTarget', line))]);
    if (isOpen) apply(leave, ownDocument, ['mynah:line-wanted', offerLine]);
  }

  /**
   * @param {string} name
   * @param {(detail: string) => void} then
   */
  function hear(name, then) {
    apply(listenTo, line, [name, (/** @type {Event} */ event) => then(apply(eventDetail, event, []))]);
  }

  /**
   * @param {string} name
   * @param {string} detail
   */
  function send(name, detail) {
    apply(tell, line, [new OurEvent(name, options('detail', detail))]);
  }

  // --- the language, without what a page can change ------------------------------------------------------

  /** @param {any} value */
  function isObject(value) {
    return typeof value === 'object' && value !== null;
  }

  /**
   * @param {any} object
   * @param {string} name
   */
  function own(object, name) {
    return hasOwn(object, name) ? object[name] : undefined;
  }

  /**
   * @param {string} name
   * @param {any} value
   * @returns {any}
   */
  function options(name, value) {
    return { __proto__: null, [name]: value };
  }

  /**
   * @param {any} object
   * @param {string | number} name
   * @param {any} value
   */
  function put(object, name, value) {
    defineProperty(object, name, /** @type {any} */ ({ __proto__: null, value, writable: true, enumerable: true, configurable: true }));
  }
})();
