// @ts-check
/**
 * Sees what is copied and pasted, by keys, menus and a page's buttons. Texts without anything like a wallet address
 * pass untouched and unasked. What may be a reported address waits for the worker's word, which asks a person in a
 * window of our own. No text is lost: what is not copied stays selected, what is not pasted stays on the clipboard.
 * To try it by hand: copy an address that the service lists, or paste it into a field.
 */
(() => {
  const AHEAD_MILLISECONDS = 150;
  const LONGEST_AHEAD = 100_000;
  /** Nobody pays from a text that is longer, and the worker takes none. */
  const LONGEST_TEXT = 1_000_000;

  /** Addresses that were copied last and that nothing speaks against: pasting them needs no question. */
  let harmless = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let ahead;

  /** The other end of the line, kept here, or nobody would hold it. @type {EventTarget | undefined} */
  let line;

  // From the first moment on and before any script of the page, which could swallow these events.
  for (const type of ['copy', 'cut']) mynahListen(window, type, copying, true);
  mynahListen(window, 'paste', pasting, true);
  mynahListen(window, 'focus', () => void recall());
  mynahListen(document, 'selectionchange', () => {
    clearTimeout(ahead);
    ahead = setTimeout(judgeAhead, AHEAD_MILLISECONDS);
  });

  // The page's "copy" buttons, by way of `page/clipboard-calls.js`. Whichever of the two comes second finds the first.
  // On pages that are not secure there are none, and nobody else is to be listened to.
  if (isSecureContext) {
    document.addEventListener('mynah:clipboard', takeLine);
    document.dispatchEvent(new Event('mynah:clipboard-wanted'));
  }

  /**
   * A copy event waits for nobody. What was judged before, as all on the page is, can be held back in time.
   * @param {Event} event
   */
  function copying(event) {
    if (!event.isTrusted) return;
    let text = selectedText();
    if (mynahVerdicts.reported(mynahFinder.candidatesIn(text)).length) {
      const cut = event.type === 'cut' ? laterCut() : null;
      hold(event);
      void mayCopy(text).then((may) => may && cut?.());
      return;
    }
    const last = () => (text = replacedBy(event) ?? text);
    addEventListener(event.type, last); // behind all that the page listens with
    setTimeout(() => {
      removeEventListener(event.type, last);
      if (mynahFinder.candidatesIn(text).length) void tellCopied(text);
    });
  }

  /**
   * What a page's own listener puts on the clipboard in the place of what is selected.
   * @param {Event} event
   */
  function replacedBy(event) {
    const data = /** @type {ClipboardEvent} */ (event).clipboardData;
    if (!event.defaultPrevented || !data) return null;
    const text = data.getData('text/plain');
    if (!mynahVerdicts.reported(mynahFinder.candidatesIn(text)).length) return text;
    data.clearData();
    hold(event);
    void mayCopy(text);
    return '';
  }

  /** @param {string} text that was copied, and not held back */
  async function tellCopied(text) {
    harmless = new Set();
    await answerAbout('copied', text);
    await recall();
  }

  /** @param {string} text */
  async function mayCopy(text) {
    return (await answerAbout('copying', text)) !== 'stop';
  }

  /** What is pasted may have been copied in another tab: ask what that was, before it is pasted here. */
  async function recall() {
    harmless = new Set(await answerTo({ name: 'last-copied' }, []));
  }

  /** @param {Event} event */
  function pasting(event) {
    if (!event.isTrusted) return;
    const data = /** @type {ClipboardEvent} */ (event).clipboardData;
    const text = data?.getData('text/plain') ?? '';
    const texts = mynahFinder.candidatesIn(text);
    if (texts.every((one) => harmless.has(one))) return;
    const paste = laterPaste(event, text, data?.getData('text/html') ?? '');
    hold(event);
    void answerAbout('pasting', text).then((answer) => answer !== 'stop' && paste());
  }

  /** @param {Event} event */
  function takeLine(event) {
    const offered = /** @type {MouseEvent} */ (event).relatedTarget;
    if (!offered || line) return;
    line = offered;
    document.removeEventListener('mynah:clipboard', takeLine);
    tell('open');
    line.addEventListener('copying', (call) => void answerLine(String(/** @type {CustomEvent} */ (call).detail)));
  }

  /** @param {string} call an id, a colon, and the text */
  async function answerLine(call) {
    if (!browser.runtime?.id) return;
    tell('heard');
    const [id, text] = [call.slice(0, call.indexOf(':')), call.slice(call.indexOf(':') + 1)];
    const must = mynahFinder.candidatesIn(text).length > 0;
    tell(must ? await answerAbout('copying', text) : 'go_on', id);
    if (must) await recall();
  }

  /**
   * @param {string} name
   * @param {string} [detail]
   */
  function tell(name, detail = '') {
    line?.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** @param {Event} event */
  function hold(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /**
   * What the worker says of a text, or a person whom it asks. One that was ended meanwhile has said nothing, which
   * is no leave.
   * @param {'copying' | 'copied' | 'pasting'} name
   * @param {string} text
   */
  async function answerAbout(name, text) {
    return text.length > LONGEST_TEXT ? 'go_on' : answerTo({ name, text }, 'go_on', 'stop');
  }

  /**
   * @param {object} message
   * @param {any} otherwise where the extension was updated or taken away, and nothing looks after this page any more
   * @param {any} [unanswered] where the worker was ended meanwhile
   */
  async function answerTo(message, otherwise, unanswered = otherwise) {
    try {
      return (await browser.runtime.sendMessage(message)) ?? unanswered;
    } catch {
      return browser.runtime?.id ? unanswered : otherwise;
    }
  }

  /** Have what is selected judged, so that copying it need not wait. */
  function judgeAhead() {
    const selection = getSelection();
    if (!selection || selection.isCollapsed) return;
    const text = selection.toString();
    const texts = text.length <= LONGEST_AHEAD ? mynahFinder.candidatesIn(text) : [];
    if (texts.length) mynahVerdicts.judge(texts).catch(() => undefined);
  }

  function selectedText() {
    const field = /** @type {any} */ (active());
    const isField = field && (field.localName === 'input' || field.localName === 'textarea') && field.type !== 'password';
    if (isField && field.selectionStart !== field.selectionEnd) return field.value.slice(field.selectionStart, field.selectionEnd);
    return getSelection()?.toString() ?? '';
  }

  /** The element with the focus, in whatever shadow root. @returns {Element | null} */
  function active() {
    let element = document.activeElement;
    for (;;) {
      const inner = mynahRootOf(element)?.activeElement;
      if (!inner) return element;
      element = inner;
    }
  }

  /** Remember where the cursor is, to go back there. */
  function cursor() {
    const element = /** @type {any} */ (active());
    const [start, end] = element && 'selectionStart' in element ? [element.selectionStart, element.selectionEnd] : [null, null];
    const selection = getSelection();
    const range = start === null && selection?.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
    return () => {
      element?.focus({ preventScroll: true });
      if (start !== null) element.setSelectionRange(start, end);
      else if (range && selection) {
        selection.removeAllRanges();
        selection.addRange(range);
      }
    };
  }

  function laterCut() {
    const goBack = cursor();
    return () => {
      goBack();
      document.execCommand('delete');
    };
  }

  /**
   * Paste as the browser would have: the page's own listeners first, then the text, so that it can be undone.
   * @param {Event} event
   * @param {string} text
   * @param {string} html for the page's listeners only: put in by us it would be markup that nobody has cleaned
   */
  function laterPaste(event, text, html) {
    const goBack = cursor();
    const target = /** @type {EventTarget} */ (event.composedPath()[0]);
    return () => {
      goBack();
      const data = new DataTransfer();
      data.setData('text/plain', text);
      if (html) data.setData('text/html', html);
      const both = { clipboardData: data, data: text, dataType: 'text/plain' }; // Chromium reads the first, Firefox the others
      const again = new ClipboardEvent('paste', { ...both, bubbles: true, cancelable: true, composed: true });
      if (target.dispatchEvent(again)) document.execCommand('insertText', false, text);
    };
  }
})();
