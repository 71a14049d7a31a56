import assert from 'node:assert/strict';
import test from 'node:test';
import { Asking, askedFrom } from '../../extension/background/asking.js';
import { FakeClock, FakePort } from './fake-browser.js';

const ROOT = 'moz-extension://abc/';
const OURS = { id: 'abc', url: `${ROOT}ask/ask.html#x`, frameId: 0, tab: { id: 100 } };
const QUESTION = { kind: 'send', address: '0x1', chain: 'evm', match: null, site: 'https://shop.test', tabId: 7 };

/** An Asking whose windows are opened and closed in a list. */
function setUp({ windows = true, open = async () => ({ tabs: [{ id: 100 }] }), pin = null } = {}) {
  const opened = [];
  const closed = [];
  const create = async ({ url }) => {
    opened.push(url);
    return open();
  };
  const browser = {
    runtime: { id: 'abc', getURL: (path) => ROOT + path },
    windows: windows ? { create } : undefined,
    tabs: { create, remove: async (id) => void closed.push(id), update: async () => undefined },
  };
  const clock = new FakeClock();
  const lock = {
    state: async () => ({ on: pin !== null }),
    enter: async (entered) => ({ outcome: entered === pin ? 'right' : 'wrong', wait: 0 }),
  };
  const asking = new Asking({ browser, awake: (work) => work(), lock, now: clock.now });
  const window = (at = -1, sender = OURS) => {
    const port = new FakePort(opened.at(at).split('#')[1], sender);
    asking.connected(port);
    return port;
  };
  return { asking, opened, closed, clock, window };
}

const turn = () => new Promise((go) => setImmediate(go));

for (const [said, answer] of [['go_on', 'go_on'], ['stop', 'stop'], ['yes', 'stop'], [undefined, 'stop']]) {
  test(`a window that says ${said} means ${answer}, and is closed`, async () => {
    const { asking, closed, window } = setUp();
    const answered = asking.ask(QUESTION);
    const port = window();
    await turn();
    assert.deepEqual(port.sent, [{ question: QUESTION, lock: { on: false } }]);
    port.receive({ answer: said });
    assert.equal(await answered, answer);
    assert.deepEqual(closed, [100]);
  });
}

test('with a PIN set, nobody goes on to a reported address without it', async () => {
  const { asking, window } = setUp({ pin: '1234' });
  const answered = asking.ask({ ...QUESTION, match: { category: 'scam', sources: [] } });
  const port = window();
  for (const entered of [undefined, '', '1235']) {
    port.receive({ answer: 'go_on', pin: entered });
    await turn();
    assert.deepEqual(port.sent.at(-1), { entered: { outcome: 'wrong', wait: 0 } });
  }
  port.receive({ answer: 'go_on', pin: '1234' });
  assert.equal(await answered, 'go_on');
});

test('what is copied is let go only after the PIN, and by the window itself', async () => {
  const { asking, closed, window } = setUp({ pin: '1234' });
  const answered = asking.ask({ ...QUESTION, kind: 'copy', copies: '0x1', match: { category: 'scam', sources: [] } });
  const port = window();
  port.receive({ answer: 'go_on', pin: '1' });
  await turn();
  assert.equal(port.sent.some(({ accepted }) => accepted), false);
  port.receive({ answer: 'go_on', pin: '1234' });
  await turn();
  assert.deepEqual(port.sent.at(-1), { accepted: true });
  assert.deepEqual(closed, [], 'the window has to write to the clipboard first');
  port.receive({ answer: 'go_on' });
  assert.equal(await answered, 'go_on');
});

test('the first answer counts, and no other', async () => {
  const { asking, window } = setUp();
  const answered = asking.ask(QUESTION);
  const port = window();
  port.receive({ answer: 'stop' });
  port.receive({ answer: 'go_on' });
  assert.equal(await answered, 'stop');
});

test('a window that is closed means stop: shown, not yet shown, or never opened', async () => {
  for (const end of [({ window }) => window().disconnectByOther(), ({ asking }) => asking.removed(100)]) {
    const parts = setUp();
    const answered = parts.asking.ask(QUESTION);
    await turn();
    end(parts);
    assert.equal(await answered, 'stop');
  }
  const { asking } = setUp({ open: () => Promise.reject(new Error('no window')) });
  assert.equal(await asking.ask(QUESTION), 'stop');
});

test('a page that leaves, or whose tab is closed, takes all its questions along', async () => {
  for (const end of [(asking) => asking.drop(7), (asking) => asking.removed(7)]) {
    const { asking, window } = setUp();
    const answered = [asking.ask(QUESTION), asking.ask(QUESTION)];
    const port = window();
    end(asking);
    port.receive({ answer: 'go_on' });
    assert.deepEqual(await Promise.all(answered), ['stop', 'stop']);
  }
});

const STRANGERS = {
  'another extension': { ...OURS, id: 'other' },
  'a content script': { ...OURS, url: 'https://shop.test/ask/ask.html' },
  'another page of ours': { ...OURS, url: `${ROOT}warning/warning.html` },
  'our page in a frame': { ...OURS, frameId: 3 },
};
for (const [who, sender] of Object.entries(STRANGERS)) {
  test(`${who} is told no question and cannot answer one`, async () => {
    const { asking, window } = setUp();
    let answered = false;
    void asking.ask(QUESTION).then(() => (answered = true));
    const port = window(-1, sender);
    port.receive({ answer: 'go_on' });
    await turn();
    assert.deepEqual([port.sent, port.disconnected, answered], [[], true, false]);
  });
}

test('a window with an id that was not given out, or is used up, is told that the question is over', async () => {
  const { asking, window } = setUp();
  const stale = new FakePort('guess', OURS);
  asking.connected(stale);
  assert.equal(stale.disconnected, true);
  const answered = asking.ask(QUESTION);
  window().receive({ answer: 'go_on' });
  await answered;
  assert.equal(window().disconnected, true);
});

test('questions of one tab wait for each other, with an id each', async () => {
  const { asking, opened, window } = setUp();
  const first = asking.ask(QUESTION);
  const second = asking.ask({ ...QUESTION, kind: 'allow' });
  assert.equal(opened.length, 1);
  window().receive({ answer: 'go_on' });
  await first;
  await turn();
  assert.equal(opened.length, 2);
  assert.notEqual(opened[0], opened[1]);
  const port = window();
  await turn();
  assert.equal(port.sent[0].question.kind, 'allow');
  port.receive({ answer: 'go_on' });
  assert.equal(await second, 'go_on');
});

test('a page cannot flood: few questions of a tab wait, few tabs ask, and after some stops it has to rest', async () => {
  const { asking, opened, clock, window } = setUp();
  const many = Array.from({ length: 50 }, () => asking.ask(QUESTION));
  assert.deepEqual(await Promise.all(many.slice(5)), Array(45).fill('stop'));
  for (let at = 0; at < 3; at += 1) {
    window().receive({ answer: 'stop' });
    await turn();
  }
  assert.deepEqual(await Promise.all(many), Array(50).fill('stop'));
  assert.equal(opened.length, 3);
  assert.equal(await asking.ask(QUESTION), 'stop');
  assert.equal(opened.length, 3);
  for (let tabId = 20; tabId < 40; tabId += 1) void asking.ask({ ...QUESTION, tabId });
  assert.equal(opened.length, 3 + 5);
  for (let tabId = 20; tabId < 40; tabId += 1) asking.drop(tabId);
  clock.milliseconds += 60_000;
  void asking.ask(QUESTION);
  assert.equal(opened.length, 3 + 5 + 1);
});

test('where there are no windows a tab is opened', async () => {
  const { asking, opened, window } = setUp({ windows: false, open: async () => ({ id: 100 }) });
  const answered = asking.ask(QUESTION);
  assert.equal(opened.length, 1);
  window().receive({ answer: 'go_on' });
  assert.equal(await answered, 'go_on');
});

test('a window says who asks by the word of the browser', () => {
  const tab = { id: 7, url: 'https://bank.test/pay' };
  const from = (sender) => askedFrom({ ...sender, tab });
  assert.deepEqual(from({ url: 'https://bank.test/pay', origin: 'https://bank.test', frameId: 0 }), { site: 'https://bank.test', tabId: 7 });
  assert.deepEqual(from({ url: 'https://ad.test/x', frameId: 3 }), { site: 'https://ad.test/x', page: tab.url, tabId: 7 });
  assert.deepEqual(from({ url: 'about:blank', origin: 'https://ad.test', frameId: 3 }).site, 'https://ad.test');
  assert.deepEqual(from({ url: 'about:srcdoc', origin: 'null', frameId: 3 }).site, tab.url);
});
