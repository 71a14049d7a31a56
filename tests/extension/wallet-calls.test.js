import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { WalletCalls } from '../../extension/background/wallet-calls.js';
import { GUARDED_METHODS } from '../../extension/common/wallet-call.js';

const BAD = '0x00000000219ab540356cbb839cbe05303d7705fa';
const WORSE = '0x8ba1f109551bd432803012645ac136ddd64dba72';
const MATCH = { category: 'investment', sources: [] };
const SENDER = { url: 'https://shop.test/', origin: 'https://shop.test', frameId: 0, tab: { id: 7, url: 'https://shop.test/' } };
const pay = (...to) => to.map((one) => ({ method: 'eth_sendTransaction', params: [{ to: one, value: '0x1' }] }));

/** WalletCalls beside lists that say `findings` of some addresses, and a person who gives `answers`. */
function setUp({ findings = {}, answers = [], held = {}, on = true } = {}) {
  const asked = [];
  const looked = [];
  const walletCalls = new WalletCalls({
    checker: {
      any: async ([expression]) => {
        looked.push(expression);
        return findings[expression.slice(4)] ?? { status: 'unlisted' };
      },
    },
    store: { held: async () => held },
    settings: { checks: async () => ({ walletCalls: on }) },
    asking: {
      ask: async (question) => {
        asked.push(question);
        return answers.shift() ?? 'stop';
      },
    },
  });
  return { walletCalls, asked, looked };
}
const LISTED = { status: 'listed', severity: 'block', match: MATCH };

test('a call that names no listed address passes, and nobody is asked', async () => {
  const { walletCalls, asked, looked } = setUp();
  assert.equal(await walletCalls.look(pay(BAD)), 'pass');
  assert.equal(await walletCalls.ask(pay(BAD), SENDER), 'go_on');
  assert.deepEqual([asked, looked[0]], [[], `evm:${BAD}`]);
});

test('a listed address is asked about with what is known of it and who asks', async () => {
  const { walletCalls, asked } = setUp({ findings: { [BAD]: LISTED }, answers: ['go_on'] });
  assert.equal(await walletCalls.look(pay(BAD)), 'ask');
  assert.equal(await walletCalls.ask(pay(BAD), SENDER), 'go_on');
  assert.deepEqual(asked, [{ kind: 'send', address: BAD, chain: 'evm', match: MATCH, site: 'https://shop.test', tabId: 7 }]);
});

test('of several listed addresses each is asked about, until somebody stops', async () => {
  const findings = { [BAD]: LISTED, [WORSE]: LISTED };
  for (const [answers, answer, count] of [[['go_on', 'go_on'], 'go_on', 2], [['go_on', 'stop'], 'stop', 2], [['stop', 'go_on'], 'stop', 1]]) {
    const { walletCalls, asked } = setUp({ findings, answers: [...answers] });
    assert.equal(await walletCalls.ask(pay(BAD, WORSE, BAD), SENDER), answer);
    assert.equal(asked.length, count);
  }
});

test('"we could not look" is no "not listed": no lists, or no answer about a piece that is on them', async () => {
  for (const way of [{ held: null }, { findings: { [BAD]: { status: 'unchecked' } } }]) {
    const { walletCalls, asked } = setUp({ ...way, answers: ['stop'] });
    assert.equal(await walletCalls.look(pay(BAD)), 'ask');
    assert.equal(await walletCalls.ask(pay(BAD), SENDER), 'stop');
    assert.equal(asked[0].match, null);
  }
});

test('a call that names more than anybody could be asked about is stopped', async () => {
  const many = Array.from({ length: 6 }, (_, at) => `0x${String(at).repeat(40)}`);
  const { walletCalls, asked } = setUp({ findings: Object.fromEntries(many.map((one) => [one, LISTED])), answers: Array(6).fill('go_on') });
  assert.equal(await walletCalls.ask(pay(...many), SENDER), 'stop');
  const deep = Array.from({ length: 60 }).reduce((inner) => [inner], 1);
  const endless = [{ method: 'eth_signTypedData_v4', params: [WORSE, { message: { deep } }] }];
  assert.equal(await walletCalls.look(endless), 'ask');
  assert.equal(await walletCalls.ask(endless, SENDER), 'stop');
  assert.deepEqual(asked, []);
});

test('switched off, nothing is looked at', async () => {
  const { walletCalls, looked } = setUp({ findings: { [BAD]: LISTED }, on: false });
  assert.equal(await walletCalls.look(pay(BAD)), 'pass');
  assert.deepEqual(looked, []);
});

test('what is no list of calls is none', async () => {
  const { walletCalls } = setUp();
  for (const calls of [undefined, null, 7, 'x', {}, [null], [{}], [{ method: {} }]]) assert.equal(await walletCalls.look(calls), 'pass');
});

test('the script in the page looks at the methods that are read, and at no other', () => {
  const script = readFileSync(new URL('../../extension/page/calls.js', import.meta.url), 'utf8');
  const names = script.match(/const GUARDED = \{([^}]*)\}/)[1].match(/\w+(?=: true)/g);
  assert.deepEqual(names, [...GUARDED_METHODS]);
});
