// @ts-check
/**
 * Finds wallet addresses in QR codes: in images, canvases and drawings (SVG) that a person sees. A picture of
 * about the right shape is made small and grey here, in an idle moment, and read by the worker.
 *
 * A picture of another site tells a page's scripts nothing, nor, in Chromium, ours. It is not fetched again, for
 * that site would see who looks. Where the page calls it a QR code the worker looks at what the window shows.
 * Not read: backgrounds in style sheets, codes put together from many elements, films.
 */
const mynahPictures = (() => {
  /** In the page's pixels: nobody can scan a smaller one, and a larger one is the page itself. */
  const SIDE = { least: 48, most: 1600 };
  const MOST_OBLONG = 2.5;
  /** What is read has at most so many pixels each way, and a light margin, as codes need one. */
  const SIZE = { least: 200, most: 400, margin: 16 };
  /** To decode a larger one takes the page's own time. */
  const MOST_PIXELS = 2_000_000;
  const DRAWING = { least: 1000, most: 500_000 };
  const PACE_MILLISECONDS = 250;
  /** Scripts draw on a canvas when they like. */
  const MOST_LOOKS = 4;
  const LOOK_AGAIN_MILLISECONDS = 1500;
  /** A code is nearly all ink and paper. */
  const LEAST_CONTRAST = 64;
  const LEAST_EXTREME = 0.4;
  const CALLED_SO = /qr|barcode|scan|wallet|deposit|pay|crypto|coin|btc|usdt|address/i;

  /** Those that are in view. @type {Set<Element>} */
  const inView = new Set();
  /** What each showed when it was last read. @type {WeakMap<Element, string>} */
  let read = new WeakMap();
  /** The addresses in it then. @type {WeakMap<Element, string[]>} */
  const found = new WeakMap();
  /** How often a canvas was looked at. @type {WeakMap<Element, number>} */
  let looks = new WeakMap();
  /** @type {Set<Element>} */
  const queue = new Set();
  let busy = false;
  /** @type {(picture: Element, texts: string[], holds: (text: string) => boolean) => void} */
  let tell = () => undefined;

  const observer = new IntersectionObserver(seen, { threshold: 0.5 });
  mynahListen(document, 'load', ({ target }) => look(/** @type {any} */ (target)), { capture: true, passive: true });

  /** @param {IntersectionObserverEntry[]} entries */
  function seen(entries) {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      if (!isIntersecting) inView.delete(target);
      else if (hasShape(boundingClientRect)) inView.add(target);
      else if (target.localName !== 'img') observer.unobserve(target); // icons, of which a page has hundreds
      look(target);
    }
  }

  /** @param {{width: number, height: number}} box */
  function hasShape({ width, height }) {
    const [short, long] = [Math.min(width, height), Math.max(width, height)];
    return short >= SIDE.least && long <= SIDE.most && long <= short * MOST_OBLONG;
  }

  /** @param {Element | null} picture */
  function look(picture) {
    if (!picture || !inView.has(picture)) return;
    queue.add(picture);
    if (busy) return;
    busy = true;
    setTimeout(() => requestIdleCallback(next, { timeout: 2000 }), PACE_MILLISECONDS);
  }

  /** One picture in one idle moment. */
  async function next() {
    const [picture] = queue;
    queue.delete(picture);
    try {
      if (picture && inView.has(picture) && picture.isConnected) await readOne(picture);
    } catch {
      // The extension was updated or taken away, or the picture cannot be drawn: there is nothing to read.
    }
    busy = false;
    const [more] = queue;
    if (more) look(more);
  }

  /** @param {Element} picture */
  async function readOne(picture) {
    const showed = whatShows(picture);
    if (showed === null || read.get(picture) === showed) return;
    read.set(picture, showed);
    const named = mynahFinder.candidatesInUri(sourceOf(picture));
    const texts = [...named, ...(await textsIn(picture))];
    const before = found.get(picture) ?? [];
    found.set(picture, texts);
    if (texts.length || before.length) tell(picture, texts, (text) => found.get(picture)?.includes(text) === true);
  }

  /**
   * A text that changes with what the picture shows; null for what need not be read.
   * @param {Element} picture
   */
  function whatShows(picture) {
    if (picture.localName === 'canvas') return lookedAt(picture);
    if (picture.localName === 'svg') return drawingOf(picture);
    const { complete, naturalWidth, naturalHeight, currentSrc } = /** @type {HTMLImageElement} */ (picture);
    return complete && naturalWidth && naturalWidth * naturalHeight <= MOST_PIXELS ? currentSrc : null;
  }

  /** @param {Element} canvas */
  function lookedAt(canvas) {
    const times = (looks.get(canvas) ?? 0) + 1;
    if (times > MOST_LOOKS) return null;
    looks.set(canvas, times);
    setTimeout(() => look(canvas), times * LOOK_AGAIN_MILLISECONDS);
    return `${times}`;
  }

  /** @param {Element} svg */
  function drawingOf(svg) {
    if (svg.parentElement?.closest('svg')) return null;
    const text = new XMLSerializer().serializeToString(svg);
    return text.length >= DRAWING.least && text.length <= DRAWING.most ? text : null;
  }

  /** @param {Element} picture */
  function sourceOf(picture) {
    const source = picture.localName === 'img' ? /** @type {HTMLImageElement} */ (picture).currentSrc : '';
    return source.startsWith('data:') ? '' : source;
  }

  /**
   * @param {Element} picture
   * @returns {Promise<string[]>}
   */
  async function textsIn(picture) {
    const drawn = picture.localName === 'svg' ? await imageOf(picture) : /** @type {any} */ (picture);
    const pixels = greyOf(drawn);
    if (pixels === 'closed') return (await textsInView(picture)) ?? [];
    if (!pixels) return [];
    return (await browser.runtime.sendMessage({ name: 'qr-image', ...pixels })) ?? [];
  }

  /**
   * Ask the worker to look at what the window shows: only of what the page calls a QR code, and is all in view.
   * @param {Element} picture
   */
  async function textsInView(picture) {
    const { x, y, width, height, right, bottom } = picture.getBoundingClientRect();
    if (window.top !== window || !isCalledSo(picture) || x < 0 || y < 0 || right > innerWidth || bottom > innerHeight) return [];
    const box = { x: x / innerWidth, y: y / innerHeight, width: width / innerWidth, height: height / innerHeight };
    return browser.runtime.sendMessage({ name: 'qr-in-view', box });
  }

  /** @param {Element} picture */
  function isCalledSo(picture) {
    const around = [picture, picture.parentElement, picture.parentElement?.parentElement];
    const names = around.flatMap((element) => [...(element?.attributes ?? [])].map(({ value }) => value.slice(0, 500)));
    return CALLED_SO.test([...names, around[2]?.textContent?.slice(0, 500)].join(' '));
  }

  /**
   * An SVG as an image, which loads nothing and runs nothing.
   * @param {Element} svg
   */
  async function imageOf(svg) {
    const { width, height } = svg.getBoundingClientRect();
    const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
    copy.setAttribute('width', `${width}`);
    copy.setAttribute('height', `${height}`);
    copy.style.color = getComputedStyle(svg).color;
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    await image.decode();
    return image;
  }

  /**
   * @param {HTMLImageElement | HTMLCanvasElement} drawn
   * @returns {{width: number, height: number, grey: string} | 'closed' | null} `closed`: of another site
   */
  function greyOf(drawn) {
    const [wide, high] = 'naturalWidth' in drawn ? [drawn.naturalWidth, drawn.naturalHeight] : [drawn.width, drawn.height];
    if (!wide || !high) return null;
    const scale = scaleFor(Math.max(wide, high));
    const [width, height] = [wide, high].map((side) => Math.max(1, Math.round(side * scale)) + 2 * SIZE.margin);
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) return null;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.imageSmoothingEnabled = scale < 1;
    context.drawImage(drawn, SIZE.margin, SIZE.margin, width - 2 * SIZE.margin, height - 2 * SIZE.margin);
    try {
      return packed(context.getImageData(0, 0, width, height));
    } catch {
      return 'closed';
    }
  }

  /** @param {number} side */
  function scaleFor(side) {
    return side < SIZE.least ? Math.ceil(SIZE.least / side) : Math.min(1, SIZE.most / side);
  }

  /** @param {ImageData} image */
  function packed({ data, width, height }) {
    const grey = new Uint8Array(width * height);
    for (let at = 0; at < grey.length; at += 1) grey[at] = (data[4 * at] * 77 + data[4 * at + 1] * 151 + data[4 * at + 2] * 28) >> 8;
    return isInkOnPaper(grey) ? { width, height, grey: base64(grey) } : null;
  }

  /** @param {Uint8Array} grey */
  function isInkOnPaper(grey) {
    let [dark, light] = [255, 0];
    for (const value of grey) {
      if (value < dark) dark = value;
      if (value > light) light = value;
    }
    const quarter = (light - dark) / 4;
    let extreme = 0;
    for (const value of grey) if (value < dark + quarter || value > light - quarter) extreme += 1;
    return light - dark >= LEAST_CONTRAST && extreme >= grey.length * LEAST_EXTREME;
  }

  /** @param {Uint8Array} bytes */
  function base64(bytes) {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  }

  return Object.freeze({
    /** @param {Element} picture */
    watch(picture) {
      observer.observe(picture);
      look(picture);
    },
    /** What a press may have changed. */
    lookAgain() {
      looks = new WeakMap();
      for (const picture of inView) look(picture);
    },
    forget() {
      read = new WeakMap();
      looks = new WeakMap();
      busy = false;
    },
    /** @param {typeof tell} handle */
    onRead(handle) {
      tell = handle;
    },
  });
})();
