import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { MESSAGES, Router, sendTwice } from '../../extension/common/messages.js';
import { Settings, serverAddress } from '../../extension/common/settings.js';
import { unicodeHost } from '../../extension/common/punycode.js';
import { FakeStorage } from './fake-browser.js';

const ROOT = 'chrome-extension://abc/';
const OURS = { id: 'abc' };
const SENDERS = {
  'a content script': [{ ...OURS, url: 'https://a.test/', frameId: 0, tab: { id: 1 } }, ['tab']],
  'the popup': [{ ...OURS, url: `${ROOT}popup/popup.html` }, ['page']],
  'the warning page': [{ ...OURS, url: `${ROOT}warning/warning.html#http://a.test/`, frameId: 0, tab: { id: 1 } }, ['page', 'warning']],
  'the warning page in a frame': [{ ...OURS, url: `${ROOT}warning/warning.html`, frameId: 3, tab: { id: 1 } }, ['page']],
  'a site named like us': [{ ...OURS, url: 'https://abc/warning/warning.html', frameId: 0, tab: { id: 1 } }, ['tab']],
  'another extension': [{ id: 'other', url: `${ROOT}warning/warning.html`, frameId: 0, tab: { id: 1 } }, []],
  'nobody known': [{ ...OURS }, []],
};

for (const [who, [sender, ranks]] of Object.entries(SENDERS)) {
  test(`${who} is answered as ${ranks.join(' and ') || 'nobody'}`, async () => {
    const router = new Router({ id: 'abc', getURL: () => ROOT }, () => true);
    for (const rank of ['tab', 'page', 'warning']) router.on(rank, rank, async () => 'answer');
    for (const rank of ['tab', 'page', 'warning']) {
      assert.equal(await router.receive({ name: rank }, sender), ranks.includes(rank) ? 'answer' : undefined, rank);
    }
  });
}

test('an unknown message gets no answer, nor does one named like a part of the language', () => {
  const router = new Router({ id: 'abc', getURL: () => ROOT }, () => true);
  for (const message of [null, {}, 'go-on', { name: 'toString' }, { name: 'constructor' }]) {
    assert.equal(router.receive(message, { ...OURS, url: ROOT }), undefined);
  }
});

test('a question that nobody answers is asked once more, and is over then', async (t) => {
  const asked = [];
  const answers = (...all) => {
    asked.length = 0;
    globalThis.browser = { runtime: { sendMessage: async (message) => { asked.push(message.name); return all.shift()(); } } };
  };
  t.after(() => delete globalThis.browser);
  const [yes, never] = [() => 'yes', () => new Promise(() => {})];
  const broken = () => Promise.reject(new Error('the worker was ended'));
  for (const first of [yes, never, broken, () => undefined]) {
    answers(first, yes);
    assert.equal(await sendTwice('lock-state', {}, 5), 'yes');
    assert.equal(asked.length, first === yes ? 1 : 2);
  }
  answers(never, never);
  await assert.rejects(sendTwice('lock-state', {}, 5));
});

test('content scripts, which cannot import, use the names of the messages', () => {
  const folder = new URL('../../extension/content/', import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.js'))) {
    const script = readFileSync(new URL(file, folder), 'utf8');
    const names = [...script.matchAll(/(?:\{ name: |answerAbout\()'([^']+)'/g)];
    for (const [, what] of script.matchAll(/sendMessage\((.{9})/g)) assert.match(what, /^(?:\{ name: '|message\))/, file);
    for (const [, name] of names) assert.ok(Object.values(MESSAGES).includes(name), name);
  }
});

test('a service is an http address, and has one spelling', () => {
  assert.equal(serverAddress(' HTTPS://Mynah.Example/lists/ '), 'https://mynah.example/lists');
  for (const text of ['javascript:alert(1)', 'ftp://a.test', 'mynah', '', 'file:///etc/passwd']) {
    assert.throws(() => serverAddress(text), TypeError, text);
  }
});

test('a key is pinned once, and forgotten only when asked', async () => {
  const settings = new Settings(new FakeStorage(), async () => ({ server: 'http://127.0.0.1:8080', public_key: null }));
  const server = await settings.server();
  await settings.keepPin(server, 'first', 1);
  await settings.keepPin(server, 'second', 2);
  assert.deepEqual(await settings.pin(server), { publicKey: 'first', since: 1 });
  assert.equal(await settings.pin('https://other.example'), null);
  await settings.forgetPin(server);
  assert.equal(await settings.pin(server), null);
});

test('everything is looked at but what somebody switched off, and nonsense in the storage switches nothing off', async () => {
  const storage = new FakeStorage();
  const settings = new Settings(storage, async () => ({ server: 'http://127.0.0.1:8080', public_key: null }));
  const all = { pages: true, addresses: true, clipboard: true, walletCalls: true };
  assert.deepEqual(await settings.checks(), all);
  await settings.useChecks({ clipboard: false });
  assert.deepEqual(await settings.checks(), { ...all, clipboard: false });
  for (const nonsense of [null, 'off', 0, [], { pages: 0, addresses: 'no', other: false }]) {
    await storage.set({ checks: nonsense });
    assert.deepEqual(await settings.checks(), all);
  }
});

test('international names are shown as people write them, and what is none stays as it is', () => {
  for (const host of ['bücher.test', '例え.テスト', 'ไทย.test', 'пример.рф', 'a-ü-b.test', '😀.test', 'plain.test', '127.0.0.1']) {
    assert.equal(unicodeHost(new URL(`http://${host}`).hostname), host);
  }
  for (const host of ['xn--.test', 'xn--99999999.test', 'xn--a-ÿ.test', '[2001:db8::1]']) assert.equal(unicodeHost(host), host);
});
