// @ts-check
/**
 * Watches a page for wallet addresses: what is there, what scripts add, what a person types. It looks in idle
 * moments and in slices, has the worker judge what may be an address, and marks what is reported.
 * To try it by hand: open a page that shows an address which the service lists.
 */
(() => {
  const PAUSE_MILLISECONDS = 200;
  const LONGEST_WAIT = 1000;
  /** Of one slice, in milliseconds: no frame is missed for it. */
  const SLICE = { least: 3, most: 8 };
  /** What changed is looked through piece by piece, unless there are so many pieces that the whole is less work. */
  const MOST_PIECES = 2000;
  const MOST_IN_ONE_QUESTION = 500;
  /** What tells nobody when it changes (a field's value, a new shadow root) is looked at again so often. */
  const ROUND_MILLISECONDS = 2000;
  const MOST_HOSTS = 2000;
  /** A longer one, such as a document being written, is looked at in the rounds, not at each key. */
  const LONG_FIELD = 20_000;
  const WATCHED = { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ['href', 'src'] };

  /** @type {Set<Node>} */
  let waiting = new Set();
  /** @type {Generator<void, void> | null} */
  let search = null;
  let planned = false;
  /** Found and not judged yet. @type {MynahFind[]} */
  let finds = [];
  /** Fields, by what they held when last looked at. @type {Map<MynahField, string>} */
  const fields = new Map();
  /** Elements of the page's own making that have no shadow root yet. @type {Set<Element>} */
  const hosts = new Set();
  /** @type {WeakSet<ShadowRoot>} */
  let roots = new WeakSet();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let round;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let tidying;

  const observer = new MutationObserver(changed);
  /** @type {MynahFinder} */
  const finder = {
    found: (find) => finds.push(find),
    field: watchField,
    picture: (picture) => mynahPictures.watch(picture),
    root: watchRoot,
    host: watchHost,
  };

  observer.observe(document, WATCHED);
  mynahListen(document, 'input', typed, { capture: true, passive: true });
  for (const name of ['click', 'change', 'focusin', 'pointerover']) mynahListen(document, name, touched, { capture: true, passive: true });
  // Put aside and taken out again, as by the back button, the page goes on where it was; lists may be newer.
  mynahListen(window, 'pageshow', ({ persisted }) => persisted && lookAgain());
  mynahPictures.onRead((picture, texts, holds) => {
    tidySoon();
    void judge([{ kind: 'picture', anchor: picture, texts, holds }]);
  });
  lookSoon([document.documentElement], 0);

  function lookAgain() {
    mynahVerdicts.forget();
    mynahPictures.forget();
    planned = false; // what was planned when the page was put aside may never come
    search = null;
    roots = new WeakSet();
    lookSoon([document.documentElement], 0);
  }

  /** @param {MutationRecord[]} changes */
  function changed(changes) {
    const nodes = new Set();
    for (const { type, target, addedNodes } of changes) {
      if (type !== 'childList') nodes.add(target);
      else for (const node of addedNodes) if (!mynahMarks.isOurs(node)) nodes.add(node);
    }
    if (nodes.size) lookSoon(nodes, PAUSE_MILLISECONDS);
    tidySoon();
  }

  /** Look after the marks; the more there are, the less often. */
  function tidySoon() {
    tidying ??= setTimeout(() => {
      tidying = undefined;
      mynahMarks.tidy();
    }, PAUSE_MILLISECONDS + mynahMarks.count());
  }

  /**
   * @param {Iterable<Node>} nodes to look through, with what came before
   * @param {number} pause in milliseconds: what is added in one go is looked at in one
   */
  function lookSoon(nodes, pause) {
    for (const node of nodes) waiting.add(node);
    if (waiting.size > MOST_PIECES) waiting = new Set([document.documentElement, ...[...waiting].filter(isInShadow)]);
    if (!planned) plan(pause);
  }

  /** @param {Node} node */
  function isInShadow(node) {
    return node.isConnected && node.getRootNode() !== document;
  }

  /** @param {number} pause */
  function plan(pause) {
    planned = true;
    const ask = () => requestIdleCallback(slice, { timeout: LONGEST_WAIT });
    if (pause) setTimeout(ask, pause);
    else ask();
  }

  /** @param {IdleDeadline} deadline */
  function slice(deadline) {
    const end = performance.now() + Math.min(Math.max(deadline.timeRemaining(), SLICE.least), SLICE.most);
    while (finds.length < MOST_IN_ONE_QUESTION && performance.now() < end) {
      search ??= nextSearch();
      if (!search) break;
      if (search.next().done) search = null;
    }
    void judgeFound();
  }

  function nextSearch() {
    const [node] = waiting;
    if (!node) return null;
    waiting.delete(node);
    return mynahSearch.search(node, finder);
  }

  /** Have what was found judged, then go on: however much a page holds, no more of it waits than this. */
  async function judgeFound() {
    const found = finds;
    finds = [];
    const more = () => search !== null || waiting.size > 0;
    if (!found.length) return more() ? plan(0) : (planned = false);
    await judge(found);
    return more() ? plan(0) : (planned = false);
  }

  /** @param {MynahFind[]} found */
  async function judge(found) {
    mark(found); // what is known already waits for nobody
    try {
      await mynahVerdicts.judge(found.flatMap(({ texts }) => texts));
    } catch {
      return stop(); // the extension was updated or taken away: another one looks after the page
    }
    mark(found);
  }

  /** @param {MynahFind[]} found */
  function mark(found) {
    for (const find of found) {
      for (const text of mynahVerdicts.reported(find.texts)) {
        if (find.holds(text)) mynahMarks.add(find, text, /** @type {any} */ (mynahVerdicts.of(text)));
      }
    }
  }

  function stop() {
    observer.disconnect();
    clearInterval(round);
    waiting.clear();
  }

  /** @param {MynahField} field */
  function watchField(field) {
    if (!fields.has(field)) fields.set(field, '');
    goRound();
    lookAtField(field);
  }

  /** @param {Event} event */
  function typed(event) {
    const field = /** @type {any} */ (event.composedPath()[0]);
    if (fields.has(field) && field.value.length < LONG_FIELD) lookAtField(field);
  }

  /** @param {MynahField} field */
  function lookAtField(field) {
    const before = fields.get(field);
    if (before === undefined || before === field.value) return;
    fields.set(field, field.value);
    const holds = (/** @type {string} */ text) => mynahFinder.candidatesIn(field.value).includes(text);
    tidySoon();
    const texts = mynahFinder.candidatesIn(field.value);
    if (texts.length) void judge([{ kind: 'field', anchor: field, texts, holds }]);
  }

  /** @param {ShadowRoot} root */
  function watchRoot(root) {
    if (roots.has(root)) return;
    roots.add(root);
    observer.observe(root, WATCHED);
    lookSoon([root], 0);
  }

  /**
   * Somebody touches a part of the page. It may be one whose shadow root came after it did, and pages that show
   * an address often do so when pressed.
   * @param {Event} event
   */
  function touched({ type, target }) {
    const root = mynahRootOf(target);
    if (root) watchRoot(root);
    if (type === 'pointerover') return;
    lookAround();
    if (type === 'click') mynahPictures.lookAgain();
  }

  /** @param {Element} host */
  function watchHost(host) {
    if (hosts.size < MOST_HOSTS) hosts.add(host);
    goRound();
  }

  function goRound() {
    round ??= setInterval(() => {
      if (document.visibilityState === 'visible') lookAround();
      if (fields.size || hosts.size) return;
      clearInterval(round);
      round = undefined;
    }, ROUND_MILLISECONDS);
  }

  /** Look at what tells nobody when it changes. */
  function lookAround() {
    for (const field of fields.keys()) {
      if (field.isConnected) lookAtField(field);
      else fields.delete(field);
    }
    for (const host of hosts) {
      const root = mynahRootOf(host);
      if (root) watchRoot(root);
      if (root || !host.isConnected) hosts.delete(host);
    }
  }
})();
