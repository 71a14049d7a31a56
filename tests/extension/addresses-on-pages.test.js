// What content scripts look for, and what the worker makes of it, without a page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { runInNewContext } from 'node:vm';
import { AddressJudge } from '../../extension/background/address-judge.js';
import { ClipboardWatch } from '../../extension/background/clipboard-watch.js';
import { QrReader } from '../../extension/background/qr-reader.js';
import { apart, looksLike } from '../../extension/common/address-likeness.js';
import { candidates, recognise } from '../../extension/common/wallets.js';
import { FakeClock, FakeStorage } from './fake-browser.js';

globalThis.self = globalThis; // where jsQR puts its name
const { readCodes } = await import('../../extension/background/qr-code.js');

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const finder = runInNewContext(`${read('../../extension/common/address-pattern.js')};${read('../../extension/content/address-finder.js')};mynahFinder`, {});
const codes = JSON.parse(read('../vectors/qr-codes.json'));
const valid = JSON.parse(read('../vectors/wallets.json')).filter(({ addresses }) => addresses.length);

const BITCOIN = '1BoatSLRHtKNngkdXEeobR76b53LETtpyT';
const TETHER = '0xdAC17F958D2ee523a2206206994597C13D831ec7';
const PERSON = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const SENDER = { url: 'https://shop.test/pay', origin: 'https://shop.test', frameId: 0, tab: { id: 7, url: 'https://shop.test/pay' } };

test('the quick look misses no candidate, wherever it stands', () => {
  for (const { text } of valid) {
    for (const before of ['', 'Send to ', 'x'.repeat(24) + ' ', '地址', 'a-b/'.repeat(7) + ' ']) {
      const page = `${before}${text} today`;
      assert.deepEqual([...finder.candidatesIn(page)], candidates(page), page);
    }
  }
});

test('plain prose, however long, is no candidate at the first look', () => {
  for (const text of ['', 'word '.repeat(1000), `${'x'.repeat(24)} `.repeat(100), 'เงิน'.repeat(100), '——'.repeat(100)]) {
    assert.equal(finder.mayHold(text), false);
  }
  assert.equal(finder.mayHold(`${'word '.repeat(1000)}${'x'.repeat(25)}`), true);
});

test('every kind of payment link names whom it pays', () => {
  const links = {
    [`bitcoin:${BITCOIN}?amount=1`]: [BITCOIN],
    [`ethereum:pay-${PERSON}@1?value=1e18`]: [PERSON],
    [`ethereum:${TETHER}@1/transfer?address=${PERSON}&uint256=1`]: [TETHER, PERSON],
    [`ethereum%3A${PERSON}`]: [PERSON],
    [`bitcoin:%31${BITCOIN.slice(1)}`]: [BITCOIN],
    'ton://transfer/Ef_lZ1T4NCb2mwkme9h2rJfESCE0W34ma9lWp7-_uY3zXDvq?amount=1': ['Ef_lZ1T4NCb2mwkme9h2rJfESCE0W34ma9lWp7-_uY3zXDvq'],
    'tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t': ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'],
    'mailto:somebody@example.com': [],
    'bitcoin:%E0%A4%A': [],
  };
  for (const [uri, expected] of Object.entries(links)) {
    const found = finder.candidatesInUri(uri).filter((text) => recognise(text).length);
    assert.deepEqual([...found], expected, uri);
  }
});

/** The code as a picture: `scale` pixels a module, a margin, and any two greys. */
function picture(rows, { scale = 4, margin = 4, dark = 0, light = 255 } = {}) {
  const side = (rows.length + 2 * margin) * scale;
  const grey = Uint8Array.from({ length: side * side }, (_, at) => {
    const [x, y] = [Math.floor((at % side) / scale) - margin, Math.floor(at / side / scale) - margin];
    return rows[y]?.[x] === '#' ? dark : light;
  });
  return { width: side, height: side, grey };
}

for (const { text, rows } of codes) {
  test(`the QR code of ${text} is read, dark on light and light on dark`, async () => {
    assert.deepEqual(await readCodes(picture(rows)), [text]);
    assert.deepEqual(await readCodes(picture(rows, { dark: 230, light: 30 })), [text]);
  });
}

test('no code is read from what is none', async () => {
  const noise = { width: 100, height: 100, grey: Uint8Array.from({ length: 10_000 }, (_, at) => (at * 7919) % 256) };
  assert.deepEqual(await readCodes(noise), []);
});

test("the browser's own reader comes first, and one that is there by name only does no harm", async () => {
  globalThis.ImageData = class { constructor(data, width, height) { Object.assign(this, { data, width, height }); } };
  try {
    globalThis.BarcodeDetector = class { async detect(image) { return [{ rawValue: `own ${image.width}` }]; } };
    assert.deepEqual(await readCodes(picture(codes[0].rows, { scale: 1 })), ['own 37']);
    globalThis.BarcodeDetector = class { async detect() { throw new Error('Barcode detection service unavailable.'); } };
    assert.deepEqual(await readCodes(picture(codes[0].rows)), [codes[0].text]);
  } finally {
    delete globalThis.BarcodeDetector;
    delete globalThis.ImageData;
  }
});

test('a picture is read only if it is one of the promised size', async () => {
  const seen = [];
  const reader = new QrReader({ readCodes: async (picture) => [seen.push(picture) && 'text'], tabs: {}, now: () => 0 });
  const grey = btoa('\x00'.repeat(16));
  assert.deepEqual(await reader.read({ width: 4, height: 4, grey }), ['text']);
  for (const wrong of [{ width: 5, height: 4, grey }, { width: 1e9, height: 1, grey }, { width: -4, height: -4, grey }, { width: 4, height: 4, grey: '?' }, { width: 4, height: 4 }, { width: '4', height: 4, grey }]) {
    assert.deepEqual(await reader.read(wrong), []);
  }
  assert.equal(seen.length, 1);
});

test('pictures are read one after the other, and who comes when many wait is told to come again', async () => {
  let [running, most] = [0, 0];
  const reader = new QrReader({
    readCodes: async () => {
      most = Math.max(most, (running += 1));
      await new Promise((go) => setTimeout(go));
      running -= 1;
      return ['text'];
    },
    tabs: {},
    now: () => 0,
  });
  const answers = await Promise.all(Array.from({ length: 30 }, () => reader.read({ width: 1, height: 1, grey: btoa('a') })));
  assert.equal(most, 1);
  assert.deepEqual([answers.filter((answer) => answer?.[0] === 'text').length, answers.filter((answer) => answer === null).length], [20, 10]);
});

const address = (text) => ({ text, ...recognise(text)[0] });

test('an address looks like another if both ends are alike and it is not the same one', () => {
  const poison = `0x5aAe${'0'.repeat(32)}Aed`.slice(0, 38) + 'eAed';
  assert.equal(looksLike(address(PERSON), address(poison.toLowerCase())), true);
  assert.equal(looksLike(address(PERSON), address(PERSON.toLowerCase())), false);
  assert.equal(looksLike(address(PERSON), address(TETHER)), false);
  assert.equal(looksLike(address(PERSON), address(`0x5aae${'0'.repeat(36)}`)), false);
  assert.equal(looksLike(address(PERSON), { ...address(poison.toLowerCase()), chain: 'tron' }), false);
});

test('what all addresses of a chain begin with makes none look like another', () => {
  const ends = (text) => ({ text, canonical: text, chain: 'bitcoin' });
  assert.equal(looksLike(ends('bc1qaaaa0000zzzz'), ends('bc1qbbbb0000zzzz')), false);
  assert.equal(looksLike(ends('bc1qaaaa0000zzzz'), ends('bc1qaaaa1111zzzz')), true);
});

test('two addresses are taken apart where they differ', () => {
  assert.deepEqual(apart('bitcoin', 'abcXdef', 'abcYYdef'), ['abc', 'X', 'def']);
  assert.deepEqual(apart('bitcoin', 'abcYYdef', 'abcXdef'), ['abc', 'YY', 'def']);
  assert.deepEqual(apart('bitcoin', 'aaa', 'aa'), ['aa', 'a', '']);
  assert.deepEqual(apart('bitcoin', 'same', 'same'), ['same', '', '']);
  assert.deepEqual(apart('bitcoin', 'aAx', 'aay'), ['a', 'Ax', '']);
  assert.deepEqual(apart('evm', '0xaAx', '0xaay'), ['0xaA', 'x', '']);
});

/** A checker that knows these expressions as listed, and has to ask for each. */
function checker(listed) {
  const asked = [];
  return {
    asked,
    whereFor: async (texts) => (texts.some((text) => listed.has(text)) ? 'service' : 'lists'),
    any: async (texts) => {
      const expression = texts.find((text) => listed.has(text));
      if (!expression) return { status: 'unlisted' };
      asked.push(expression);
      return { status: 'listed', severity: 'block', expression, match: { category: listed.get(expression), sources: [] } };
    },
  };
}

test('only reported addresses are told of, in order, and nothing that is none', async () => {
  const judge = new AddressJudge(checker(new Map([[`bitcoin:${BITCOIN}`, 'shop']])), () => 0);
  const found = await judge.reported([PERSON, BITCOIN, 'x'.repeat(40), null, 5, {}, 'a'.repeat(600)], 1);
  assert.deepEqual(found.map(({ text, chain }) => [text, chain]), [[BITCOIN, 'bitcoin']]);
});

test('a page full of reported addresses makes no more than so many questions a minute, and the rest are unanswered', async () => {
  const all = Array.from({ length: 200 }, (_, number) => `0x${number.toString(16).padStart(40, '0')}`);
  const clock = new FakeClock();
  const counting = checker(new Map(all.map((text) => [`evm:${text}`, 'shop'])));
  const judge = new AddressJudge(counting, clock.now);
  const statuses = async (tabId) => (await judge.reported(all, tabId)).map(({ finding }) => finding.status);
  assert.deepEqual(await statuses(1), [...Array(60).fill('listed'), ...Array(140).fill('unanswered')]);
  assert.equal(counting.asked.length, 60);
  assert.equal((await statuses(2))[0], 'listed', 'another tab has its own');
  clock.milliseconds += 60_000;
  assert.equal((await statuses(1))[0], 'listed');
});

function clipboardWith(listed, answers = []) {
  const clock = new FakeClock();
  const questions = [];
  const asking = {
    ask: async (question) => {
      questions.push(question);
      return answers.shift() ?? 'stop';
    },
  };
  const storage = new FakeStorage();
  const watch = new ClipboardWatch({ judge: new AddressJudge(checker(new Map(listed)), clock.now), asking, storage, now: clock.now });
  return { watch, questions, clock, storage };
}

test('copying a reported address asks, and what is asked says where and what', async () => {
  const { watch, questions } = clipboardWith([[`bitcoin:${BITCOIN}`, 'shop']], ['stop', 'go_on']);
  assert.equal(await watch.copying(`Pay ${BITCOIN}`, SENDER), 'stop');
  const { kind, address, chain, match, site, tabId, copies } = questions[0];
  assert.deepEqual([kind, address, chain, match.category, site, tabId, copies], ['copy', BITCOIN, 'bitcoin', 'shop', 'https://shop.test', 7, `Pay ${BITCOIN}`]);
  assert.equal(await watch.copying(BITCOIN, SENDER), 'copied');
});

test('copying and pasting anything else asks nothing', async () => {
  const { watch, questions } = clipboardWith([[`bitcoin:${BITCOIN}`, 'shop']]);
  for (const text of ['', 'plain words', PERSON, 'x'.repeat(2_000_000), undefined, 5]) {
    assert.equal(await watch.copying(text, SENDER), 'go_on');
    assert.equal(await watch.pasting(text, SENDER), 'go_on');
  }
  assert.deepEqual(questions, []);
});

test('pasting a reported address asks, also behind others', async () => {
  const { watch, questions } = clipboardWith([[`bitcoin:${BITCOIN}`, 'shop']]);
  assert.equal(await watch.pasting(`${PERSON} ${TETHER} ${BITCOIN}`, SENDER), 'stop');
  assert.deepEqual(questions.map(({ kind, address }) => [kind, address]), [['paste', BITCOIN]]);
});

const LOOKALIKE = `0x5aae${'7'.repeat(32)}eaed`;

test('an address that looks like the one just copied is pointed out with both', async () => {
  const { watch, questions } = clipboardWith([]);
  await watch.copied(`Send to ${PERSON}`, SENDER);
  assert.equal(await watch.pasting(LOOKALIKE, SENDER), 'stop');
  assert.deepEqual(questions.map(({ kind, address, copied }) => [kind, address, copied]), [['swap', LOOKALIKE, PERSON]]);
});

test('nothing is pointed out for the same address, a quite different one, or one copied long ago', async () => {
  const { watch, questions, clock } = clipboardWith([]);
  await watch.copied(PERSON, SENDER);
  for (const text of [PERSON, PERSON.toLowerCase(), TETHER]) assert.equal(await watch.pasting(text, SENDER), 'go_on');
  clock.milliseconds += 3_600_000;
  assert.equal(await watch.pasting(LOOKALIKE, SENDER), 'go_on');
  assert.deepEqual(questions, []);
});

test('what was copied is forgotten when told, as with the last private window', async () => {
  const { watch, storage } = clipboardWith([]);
  await watch.copied(PERSON, SENDER);
  assert.notDeepEqual(storage.keys(), []);
  await watch.forget();
  assert.deepEqual([storage.keys(), await watch.pasting(LOOKALIKE, SENDER)], [[], 'go_on']);
});

test('both of a pair that was copied together may be pasted', async () => {
  const { watch, questions } = clipboardWith([]);
  await watch.copied(`${PERSON} ${LOOKALIKE}`, SENDER);
  assert.equal(await watch.pasting(LOOKALIKE, SENDER), 'go_on');
  assert.deepEqual(questions, []);
});

test('what was copied last may be pasted unasked only if nothing speaks against it', async () => {
  const { watch } = clipboardWith([[`bitcoin:${BITCOIN}`, 'shop']], ['go_on', 'go_on']);
  await watch.copied(PERSON, SENDER);
  assert.deepEqual(await watch.lastHarmless(), [PERSON]);
  await watch.copying(BITCOIN, SENDER);
  assert.deepEqual(await watch.lastHarmless(), []);
});

test('of what was copied only addresses are remembered', async () => {
  const { watch, storage } = clipboardWith([]);
  await watch.copied(`My PIN is 1234, my address is ${PERSON}`, SENDER);
  const kept = JSON.stringify(await storage.get('copied'));
  assert.ok(kept.includes(PERSON));
  assert.ok(!kept.includes('1234'));
});
