// @ts-check
/**
 * Runs in the page's own world, before the page and after `page/calls.js`, whose rules hold here too: finds each
 * wallet that the page is given (EIP-1193 at `window.ethereum` and its like, EIP-6963 by announcement), and
 * guards it.
 *
 * A wallet's functions are replaced where they are, on the wallet and on what it inherits from: whoever holds the
 * wallet holds the guarded one, under every name. The originals are in no place that a page can reach. For a
 * wallet that cannot be changed a stand-in is handed out.
 */
(() => {
  'use strict';
  /** The functions of a wallet that take a call. */
  const FUNCTIONS = ['request', 'send', 'sendAsync', 'requestBatch', 'sendBatch', '_request', '_send', '_sendAsync', '_sendSync', '_rpcRequest', 'handle'];
  /** What a wallet may have inside that takes calls too, or is another wallet. */
  const INSIDE = ['_metamask', '_rpcEngine', 'ethereum', 'currentProvider', 'provider', 'selectedProvider'];
  const LISTS = ['providers', 'detected'];
  /** Where wallets are found that do not announce themselves. */
  const PLACES = [
    ...['ethereum', 'web3', 'okxwallet', 'coinbaseWalletExtension', 'trustwallet', 'phantom', 'rabby', 'bitkeep'],
    ...['BinanceChain', 'braveEthereum', 'xfi', 'enkrypt', 'coin98', 'tokenpocket', 'mathwallet'],
  ];
  /** When a wallet that came late may be there, and before a person's click reaches the page. */
  const MOMENTS = ['ethereum#initialized', 'eip6963:requestProvider', 'DOMContentLoaded', 'load', 'pageshow', 'pointerdown', 'keydown', 'click'];
  const MOST_INHERITED = 8;
  const MOST_LISTED = 50;
  const MOST_LAYERS = 2;

  const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, get, has, ownKeys, set } = Reflect;
  const { freeze, setPrototypeOf } = Object;
  const { isArray } = Array;
  const OurProxy = Proxy;
  const OurPlainEvent = Event;
  const OurEvent = CustomEvent;
  const { addEventListener: listenTo, dispatchEvent: tell } = EventTarget.prototype;
  const { stopImmediatePropagation } = Event.prototype;
  const eventDetail = /** @type {any} */ (getOwnPropertyDescriptor(OurEvent.prototype, 'detail')).get;
  const { get: mapGet, set: mapSet } = WeakMap.prototype;
  const { has: setHas, add: setAdd } = WeakSet.prototype;
  const { forEach: mapForEach } = Map.prototype;
  const page = /** @type {any} */ (window);
  const ownDocument = document;
  const called = page.mynahCalled;
  delete page.mynahCalled;

  /** Each function of a wallet, and each wallet that cannot be changed, with ours in its place. */
  const replaced = new WeakMap();
  const ours = new WeakSet();
  /** The wallet behind each stand-in. */
  const originals = new WeakMap();
  /** @type {any} */
  const CALLED = {
    __proto__: null,
    apply: (/** @type {any} */ original, /** @type {any} */ self, /** @type {any[]} */ args) =>
      called(original, isObject(self) ? (apply(mapGet, originals, [self]) ?? self) : self, args),
    // A function of the old kind takes a call with `new` as well.
    construct: (/** @type {any} */ original, /** @type {any[]} */ args, /** @type {any} */ maker) =>
      called(function () { return construct(original, arguments, maker); }, undefined, args),
  };
  let isHeadWatched = false;

  listen();
  look();
  askForWallets();
  watch();

  // --- guarding ------------------------------------------------------------------------------------------

  /**
   * Guard a wallet, and return what is to be handed out: the wallet itself, or a stand-in for one that cannot
   * be changed. What is no wallet, such as a frame of that name, stays as it is.
   * @param {any} wallet
   * @param {number} [layer]
   */
  function guard(wallet, layer = 0) {
    if (!isObject(wallet) || isOurs(wallet)) return wallet;
    try {
      const isGuarded = replaceFunctions(wallet);
      if (layer < MOST_LAYERS) guardInside(wallet, layer + 1);
      if (layer > 0) return wallet;
      return isGuarded && isSafe(wallet.request) ? wallet : standInFor(wallet);
    } catch {
      return wallet;
    }
  }

  /**
   * Whether each function of the wallet is now ours.
   * @param {any} wallet
   */
  function replaceFunctions(wallet) {
    let isGuarded = true;
    let holder = wallet;
    for (let depth = 0; isObject(holder) && depth < MOST_INHERITED; depth += 1) {
      for (let at = 0; at < FUNCTIONS.length; at += 1) isGuarded = replaceFunction(holder, FUNCTIONS[at]) && isGuarded;
      holder = getPrototypeOf(holder);
    }
    return isGuarded;
  }

  /**
   * Put our function in the place of a wallet's, if there is one.
   * @param {any} holder
   * @param {string} name
   * @returns {boolean} whether there is none, or it is ours now
   */
  function replaceFunction(holder, name) {
    const own = descriptor(holder, name);
    if (typeof own.value === 'function') {
      if (isOurs(own.value)) return true;
      return defineProperty(holder, name, /** @type {any} */ ({ ...own, __proto__: null, value: guarded(own.value) }));
    }
    if (typeof own.get !== 'function' || isOurs(own.get)) return true;
    return defineProperty(holder, name, /** @type {any} */ ({ ...own, __proto__: null, get: guardedGetter(own.get) }));
  }

  /** @param {any} original */
  function guardedGetter(original) {
    /** @this {any} */
    function getter() {
      return guardedIfFunction(apply(original, this, []));
    }
    return ourOwn(getter);
  }

  /**
   * @param {any} wallet
   * @param {number} layer
   */
  function guardInside(wallet, layer) {
    for (let at = 0; at < INSIDE.length; at += 1) guard(read(wallet, INSIDE[at]), layer);
    for (let at = 0; at < LISTS.length; at += 1) guardList(read(wallet, LISTS[at]), layer);
    const byName = read(wallet, 'providerMap');
    if (isObject(byName)) apply(mapForEach, byName, [(/** @type {any} */ one) => void guard(one, layer)]);
  }

  /**
   * @param {any} list
   * @param {number} layer
   */
  function guardList(list, layer) {
    for (let at = 0; isArray(list) && at < list.length && at < MOST_LISTED; at += 1) {
      const wallet = read(list, at);
      const safe = layer > MOST_LAYERS ? wallet : guard(wallet);
      const own = descriptor(list, at);
      if (safe !== wallet) defineProperty(list, at, /** @type {any} */ ({ ...own, __proto__: null, value: safe }));
    }
  }

  /**
   * What is handed out for a wallet that is frozen: all that it is, with each function guarded.
   * @param {any} wallet
   */
  function standInFor(wallet) {
    if (typeof read(wallet, 'request') !== 'function' && typeof read(wallet, 'send') !== 'function') return wallet;
    const made = apply(mapGet, replaced, [wallet]) ?? ourOwn(new OurProxy({}, standInHandler(wallet)));
    apply(mapSet, replaced, [wallet, made]);
    apply(mapSet, originals, [made, wallet]);
    return made;
  }

  /**
   * @param {any} wallet
   * @returns {any}
   */
  function standInHandler(wallet) {
    return {
      __proto__: null,
      get: (/** @type {any} */ _, /** @type {any} */ key) => guardedIfFunction(get(wallet, key, wallet)),
      set: (/** @type {any} */ _, /** @type {any} */ key, /** @type {any} */ value) => set(wallet, key, value, wallet),
      has: (/** @type {any} */ _, /** @type {any} */ key) => has(wallet, key),
      ownKeys: () => ownKeys(wallet),
      getPrototypeOf: () => getPrototypeOf(wallet),
      getOwnPropertyDescriptor: (/** @type {any} */ _, /** @type {any} */ key) => {
        const own = descriptor(wallet, key);
        const value = guardedIfFunction(get(wallet, key, wallet));
        const found = { __proto__: null, value, writable: true, enumerable: own.enumerable, configurable: true };
        return own.enumerable === undefined ? undefined : found;
      },
    };
  }

  /** @param {any} value */
  function guardedIfFunction(value) {
    return typeof value === 'function' ? guarded(value) : value;
  }

  /**
   * The guarded one of a wallet's functions: always the same, and the same to look at.
   * @param {any} original
   */
  function guarded(original) {
    if (isOurs(original)) return original;
    const made = apply(mapGet, replaced, [original]) ?? ourOwn(new OurProxy(original, CALLED));
    apply(mapSet, replaced, [original, made]);
    return made;
  }

  // --- finding -------------------------------------------------------------------------------------------

  /**
   * Look again before the page's first script (the parser lets observers act before it runs one), and when
   * something is put into the page from outside, as late wallets are.
   */
  function watch() {
    const observer = new MutationObserver(() => {
      const isFirst = !isHeadWatched;
      listen(); // a page that writes itself anew loses all listeners
      watchHead(observer);
      look();
      if (isFirst) askForWallets();
    });
    observer.observe(ownDocument, { childList: true });
    if (ownDocument.documentElement) observer.observe(ownDocument.documentElement, { childList: true });
  }

  /** @param {MutationObserver} observer */
  function watchHead(observer) {
    if (isHeadWatched || !ownDocument.head) return;
    isHeadWatched = true;
    observer.observe(ownDocument.head, { childList: true });
  }

  /** Adding a listener again that is there changes nothing. */
  function listen() {
    apply(listenTo, page, ['eip6963:announceProvider', announced, true]);
    for (let at = 0; at < MOMENTS.length; at += 1) apply(listenTo, page, [MOMENTS[at], look, true]);
  }

  function look() {
    holdPlace();
    for (let at = 0; at < PLACES.length; at += 1) guard(read(page, PLACES[at]));
  }

  /** Have each wallet announce itself while no page is there to hear, so that it is guarded before. */
  function askForWallets() {
    apply(tell, page, [new OurPlainEvent('eip6963:requestProvider')]);
  }

  /**
   * A wallet announces itself, and we are the first to hear it.
   * @param {Event} event
   */
  function announced(event) {
    const detail = detailOf(event);
    const wallet = isObject(detail) ? read(detail, 'provider') : undefined;
    const safe = guard(wallet);
    if (safe === wallet) return;
    apply(stopImmediatePropagation, event, []);
    const again = freeze({ info: read(detail, 'info'), provider: safe });
    apply(tell, page, [new OurEvent('eip6963:announceProvider', /** @type {any} */ ({ __proto__: null, detail: again }))]);
  }

  /** @param {Event} event */
  function detailOf(event) {
    try {
      return apply(eventDetail, event, []);
    } catch {
      return read(event, 'detail'); // an event of another kind
    }
  }

  /**
   * Where a page has a wallet already, guard whatever is put in its place later. Where it has none nothing is
   * put there: pages ask `'ethereum' in window` to find out.
   */
  function holdPlace() {
    const own = descriptor(page, 'ethereum');
    if (!own.configurable || isOurs(own.get)) return;
    let raw = own.value;
    let safe = guard(raw);
    /** @param {any} value */
    const keep = (value) => {
      if (value !== raw) safe = guard((raw = value));
      return safe;
    };
    const getter = ourOwn(own.get ? () => keep(apply(own.get, page, [])) : () => safe);
    const setter = own.get ? own.set : own.writable ? (/** @type {any} */ value) => void keep(value) : undefined;
    defineProperty(page, 'ethereum', /** @type {any} */ ({ __proto__: null, get: getter, set: setter, enumerable: own.enumerable, configurable: true }));
  }

  // --- the language, without what a page can change ------------------------------------------------------

  /** @param {any} value */
  function isObject(value) {
    return (typeof value === 'object' && value !== null) || typeof value === 'function';
  }

  /** @param {any} value */
  function isOurs(value) {
    return isObject(value) && apply(setHas, ours, [value]);
  }

  /** Whether a function is ours; what is no function is no danger. @param {any} value */
  function isSafe(value) {
    return typeof value !== 'function' || isOurs(value);
  }

  /**
   * What a property holds; nothing where reading it fails.
   * @param {any} object
   * @param {string | number} name
   */
  function read(object, name) {
    try {
      return object[name];
    } catch {
      return undefined;
    }
  }

  /**
   * A property of the object's own, with nothing inherited; an empty one for none.
   * @param {any} object
   * @param {string | number | symbol} name
   * @returns {any}
   */
  function descriptor(object, name) {
    return setPrototypeOf(getOwnPropertyDescriptor(object, name) ?? {}, null);
  }

  /**
   * @template {object} T
   * @param {T} made
   */
  function ourOwn(made) {
    apply(setAdd, ours, [made]);
    return made;
  }
})();
