/**
 * Every message from every sender and in every wrong shape: what is not exactly right is not answered, and touches
 * nothing. A page whose content script was taken over, a site that frames our pages and another extension all come
 * through here.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { answerAboutAddresses } from '../../extension/background/address-answers.js';
import { answerMessages } from '../../extension/background/answers.js';
import { SHAPES, hasShape } from '../../extension/common/message-shapes.js';
import { MESSAGES, Router } from '../../extension/common/messages.js';

const ROOT = 'chrome-extension://abc/';
const OURS = { id: 'abc' };
const SENDERS = {
  tab: { ...OURS, url: 'https://a.test/', frameId: 0, tab: { id: 1 } },
  page: { ...OURS, url: `${ROOT}popup/popup.html` },
  warning: { ...OURS, url: `${ROOT}warning/warning.html#http://a.test/`, frameId: 0, tab: { id: 1 } },
  framed: { ...OURS, url: `${ROOT}warning/warning.html#http://a.test/`, frameId: 2, tab: { id: 1 } },
  other: { id: 'other', url: `${ROOT}popup/popup.html`, tab: { id: 1 } },
  nobody: {},
};
const PAGES = ['page', 'warning', 'framed'];

/** Who may say it, and one that is right. Somebody who adds a message decides both here. */
const RIGHT = {
  [MESSAGES.PAGE_OPENED]: [['tab'], {}],
  [MESSAGES.PAGE_ANSWER]: [['tab'], {}],
  [MESSAGES.PAGE_AGAIN]: [['tab'], {}],
  [MESSAGES.ADDRESSES]: [['tab'], { texts: ['1BoatSLRHtKNngkdXEeobR76b53LETtpyT'] }],
  [MESSAGES.SUBJECT]: [PAGES, { url: 'http://a.test/' }],
  [MESSAGES.DETAILS]: [PAGES, { expression: 'a.test/' }],
  [MESSAGES.GO_ON]: [['warning'], { url: 'http://a.test/', pin: '1234' }],
  [MESSAGES.QR_IMAGE]: [['tab'], { width: 2, height: 2, grey: 'AAAA' }],
  [MESSAGES.QR_IN_VIEW]: [['tab'], { box: { x: 0, y: 0, width: 9, height: 9 } }],
  [MESSAGES.COPYING]: [['tab'], { text: 'x' }],
  [MESSAGES.COPIED]: [['tab'], { text: 'x' }],
  [MESSAGES.PASTING]: [['tab'], { text: 'x' }],
  [MESSAGES.LAST_COPIED]: [['tab'], {}],
  [MESSAGES.BAR_CLOSED]: [['tab'], {}],
  [MESSAGES.WALLET_CALL]: [['tab'], { calls: [{ method: 'eth_sendTransaction', params: [] }] }],
  [MESSAGES.WALLET_ASK]: [['tab'], { calls: [{ method: 'eth_sendTransaction', params: [] }] }],
  [MESSAGES.LOCK_STATE]: [PAGES, {}],
  [MESSAGES.LOCK_OPEN]: [PAGES, { pin: '1234' }],
  [MESSAGES.LOCK_SHUT]: [PAGES, {}],
  [MESSAGES.LOCK_USE]: [PAGES, { pin: '1234' }],
  [MESSAGES.LOCK_DROP]: [PAGES, {}],
  [MESSAGES.SITE]: [PAGES, { url: 'http://a.test/', tabId: 1 }],
  [MESSAGES.STATE]: [PAGES, {}],
  [MESSAGES.UPDATE]: [PAGES, {}],
  [MESSAGES.LOOK_UP_SERVER]: [PAGES, { server: 'https://b.test' }],
  [MESSAGES.USE_SERVER]: [PAGES, { server: 'https://b.test', publicKey: `${'A'.repeat(43)}=` }],
  [MESSAGES.SETTINGS]: [PAGES, {}],
  [MESSAGES.CHOOSE]: [PAGES, { changes: { strict: true } }],
  [MESSAGES.EXPORT]: [PAGES, { reports: false }],
  [MESSAGES.IMPORT]: [PAGES, { text: '{}' }],
  [MESSAGES.PAUSE]: [PAGES, { url: 'http://a.test/', tabId: 1, until: 'hour' }],
  [MESSAGES.RESUME]: [PAGES, { url: 'http://a.test/', tabId: 1 }],
  [MESSAGES.REPORT]: [PAGES, { report: { targets: ['a.test'] } }],
  [MESSAGES.REPORTS]: [PAGES, { ask: true }],
  [MESSAGES.REPORT_AGAIN]: [PAGES, { key: 'x' }],
  [MESSAGES.REPORT_FORGET]: [PAGES, { which: 'x' }],
  [MESSAGES.FORGET_KEY]: [PAGES, {}],
  [MESSAGES.TAKE_SMALLER]: [PAGES, {}],
  [MESSAGES.USE_MIRROR]: [PAGES, { mirror: '' }],
  [MESSAGES.LOG_READ]: [PAGES, {}],
};
const ODD = [undefined, null, true, 0, -7, 1.5, NaN, Infinity, {}, [], [[]], [null], 'x'.repeat(3_000_000), Array(10_000).fill('x'), { toString: () => 'x' }];

/** The router with all its handlers, over parts that only say that they were touched. */
function worker() {
  const touched = [];
  const part = (path) =>
    new Proxy(() => {}, {
      get: (_, name) => (name === 'then' ? undefined : part(`${path}.${String(name)}`)),
      apply: () => {
        touched.push(path);
        return part(path);
      },
    });
  const router = new Router({ id: 'abc', getURL: () => ROOT }, hasShape);
  answerMessages(router, part('parts'));
  answerAboutAddresses(router, part('parts'));
  touched.length = 0; // some handlers are wrapped by a part before they are given
  return { router, touched };
}

const MAY_LACK = { [MESSAGES.GO_ON]: 'pin', [MESSAGES.USE_SERVER]: 'publicKey', [MESSAGES.REPORT_FORGET]: 'which' };

/** What is right too: a list with nothing in it, the number 0, any object where its handler looks into it, and no PIN where none may be needed. */
function isRight(name, field, value) {
  if (field === 'texts' || field === 'calls') return Array.isArray(value) && value.length === 0;
  if (field === 'changes' || field === 'report') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (field === 'box') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (['width', 'height'].includes(field)) return Number.isSafeInteger(value);
  return field === 'tabId' ? value === 0 : MAY_LACK[name] === field && value === undefined;
}

/** Each message that is wrong in one place. */
function* misshapen(name, body) {
  yield { name, ...body, more: 1 };
  yield { name, ...body, ...JSON.parse('{"__proto__": {"admin": true}}') };
  yield { name, ...body, constructor: 1 };
  for (const field of Object.keys(body)) {
    if (!isRight(name, field, undefined)) yield { name, ...Object.fromEntries(Object.entries(body).filter(([other]) => other !== field)) };
    for (const value of ODD.filter((odd) => typeof odd !== typeof body[field] || isLong(odd) || typeof odd === 'object' || typeof odd === 'number')) {
      if (!isRight(name, field, value)) yield { name, ...body, [field]: value };
    }
  }
}

const isLong = (value) => typeof value === 'string' && value.length > 1_000_000;

test('for every message it is said here who may send it and in which shape', () => {
  const asked = Object.values(MESSAGES).filter((name) => name !== MESSAGES.LOOK_AGAIN); // the worker says that one
  assert.deepEqual(Object.keys(RIGHT).sort(), asked.sort());
  for (const [name, [, body]] of Object.entries(RIGHT)) assert.deepEqual(Object.keys(SHAPES[name] ?? {}).sort(), Object.keys(body).sort(), name);
});

for (const [name, [allowed, body]] of Object.entries(RIGHT)) {
  for (const [who, sender] of Object.entries(SENDERS)) {
    test(`${name} from ${who} ${allowed.includes(who) ? 'is answered' : 'touches nothing'}`, async () => {
      const { router, touched } = worker();
      const answer = router.receive({ name, ...body }, sender);
      if (allowed.includes(who)) {
        await Promise.resolve(answer).catch(() => {}); // the parts are hollow
        assert.ok(touched.length > 0);
      } else {
        assert.deepEqual([answer, touched], [undefined, []]);
      }
    });
  }

  test(`${name} in any other shape touches nothing, though the sender is right`, () => {
    const { router, touched } = worker();
    let tried = 0;
    for (const message of misshapen(name, body)) {
      const said = Object.entries(message).map(([field, value]) => `${field}=${String(JSON.stringify(value)).slice(0, 40)}`).join(' ');
      assert.equal(router.receive(message, SENDERS[allowed[0]]), undefined, said);
      tried += 1;
    }
    assert.ok(tried >= 3);
    assert.deepEqual(touched, []);
  });
}

test('what is no message at all is passed over', () => {
  const { router, touched } = worker();
  const names = ['__proto__', 'constructor', 'toString', '', 'x'.repeat(1_000_000), null, 7, {}, ['page-opened']];
  const odd = [undefined, null, true, 7, 'page-opened', [], ['page-opened'], () => {}, ...names.map((name) => ({ name }))];
  for (const message of odd) for (const sender of Object.values(SENDERS)) assert.equal(router.receive(message, sender), undefined);
  assert.deepEqual(touched, []);
});
