import assert from 'node:assert/strict';
import test from 'node:test';
import { isReceipt } from '../../extension/common/receipts.js';
import { DEFAULTS, Unfit } from '../../extension/common/setting-fields.js';
import { readSettings, settingsText } from '../../extension/common/settings-file.js';
import { Settings } from '../../extension/common/settings.js';
import { FakeStorage } from './fake-browser.js';

const PACKAGED = { server: 'http://127.0.0.1:8080', public_key: null };
const KEY = `${'A'.repeat(43)}=`;
const RECEIPT = {
  id: 'q3tF0nV9yT2m7Kx1bW8c4A', server: 'https://mynah.example', target: 'shop[.]example', category: 'shop', sentAt: 1, status: 'received',
};

function withPolicy(policy) {
  const storage = new FakeStorage();
  return { storage, settings: new Settings(storage, async () => PACKAGED, async () => policy) };
}

test('what is stored and unfit is as if it were not there', async () => {
  const { storage, settings } = withPolicy({});
  const nonsense = { server: 'javascript:alert(1)', checks: 7, language: '<b>', allowedHosts: ['com'], strict: 'yes', strictPrivate: 1, pins: 'x' };
  await storage.set(nonsense);
  assert.deepEqual(await settings.all(), DEFAULTS);
  assert.equal(await settings.server(), PACKAGED.server);
  assert.deepEqual(await settings.pins(), {});
});

test('a choice is taken whole or not at all', async () => {
  const { settings, storage } = withPolicy({});
  await assert.rejects(settings.choose({ strict: true, allowedHosts: ['good.example', 'no host'] }), { field: 'allowedHosts[1]', accepts: 'host' });
  assert.deepEqual(storage.keys(), []);
  await settings.choose({ strict: true, allowedHosts: ['HTTPS://Good.Example:8443/path', 'good.example'] });
  assert.deepEqual((await settings.all()).allowedHosts, ['good.example']);
});

test('no host list may hold a whole top-level domain', async () => {
  const { settings } = withPolicy({});
  for (const host of ['com', 'com.', '', ' ', 'mailto:a@b.example', 5]) {
    await assert.rejects(settings.choose({ allowedHosts: [host] }), Unfit, String(host));
  }
});

test('what a policy says holds, cannot be changed, and what it may not say is passed over', async () => {
  const policy = { server: 'https://school.example/', publicKey: KEY, strict: 'perhaps', pause: false, allowedHosts: ['intranet.example'], other: 1 };
  const { settings } = withPolicy(policy);
  await settings.choose({ server: 'https://other.example', allowedHosts: [], strict: true });
  assert.deepEqual(await settings.managed(), { server: 'https://school.example', publicKey: KEY, pause: false, allowedHosts: ['intranet.example'] });
  assert.equal(await settings.server(), 'https://school.example');
  assert.deepEqual(await settings.pin('https://school.example'), { publicKey: KEY, since: 0 });
  assert.deepEqual((await settings.all()).allowedHosts, ['intranet.example']);
  assert.equal((await settings.all()).strict, true);
});

test('a confirmed key takes the place of the one that was known', async () => {
  const { settings } = withPolicy({});
  await settings.keepPin('https://own.example', `${'B'.repeat(43)}=`, 1);
  await settings.useServer('https://own.example/', { publicKey: KEY, now: 2 });
  assert.deepEqual(await settings.pin('https://own.example'), { publicKey: KEY, since: 2 });
  await assert.rejects(settings.useServer('https://own.example', { publicKey: 'short', now: 3 }), { field: 'publicKey' });
});

test('a file brings back what was saved, with reports only where they were asked for', () => {
  const settings = { ...DEFAULTS, allowedHosts: ['good.example'], strict: true, server: 'https://own.example' };
  const pins = { 'https://own.example': { publicKey: KEY, since: 5 } };
  const text = settingsText({ settings, pins }, 0);
  assert.doesNotMatch(text, /reports/);
  assert.deepEqual(readSettings(text), { settings, pins, reports: [] });
  assert.deepEqual(readSettings(settingsText({ settings, pins, reports: [RECEIPT] }, 0)).reports, [RECEIPT]);
});

const BAD = {
  'not JSON': ['{', 'file', 'json'],
  'a list': ['[]', 'file', 'object'],
  'another program’s file': ['{"format": "ublock", "version": 1}', 'format', 'format'],
  'a later version': ['{"format": "mynah-settings", "version": 2}', 'version', 'version'],
  'an unknown member': [{ extra: 1 }, 'extra', 'no_such'],
  'no settings': [{ settings: null }, 'settings', 'object'],
  'an unknown setting': [{ settings: { pin: '1234' } }, 'settings.pin', 'no_such'],
  'a name of the language': ['{"format": "mynah-settings", "version": 1, "settings": {"__proto__": {"strict": true}}}', 'settings.__proto__', 'no_such'],
  'a script as a server': [{ settings: { server: 'javascript:alert(1)' } }, 'settings.server', 'server'],
  'a word for a switch': [{ settings: { checks: { pages: 'off' } } }, 'settings.checks.pages', 'switch'],
  'a switch that is none': [{ settings: { checks: { page: false } } }, 'settings.checks.page', 'no_such'],
  'a top-level domain': [{ settings: { allowedHosts: ['a.example', 'com'] } }, 'settings.allowedHosts[1]', 'host'],
  'too many hosts': [{ settings: { allowedHosts: Array.from({ length: 1001 }, (_, n) => `h${n}.example`) } }, 'settings.allowedHosts', 'hosts'],
  'a language with markup': [{ settings: { language: 'en"><script>' } }, 'settings.language', 'language'],
  'a key of another length': [{ pins: { 'https://a.example': { publicKey: 'AAAA', since: 1 } } }, 'pins["https://a.example"].publicKey', 'key'],
  'a key without its time': [{ pins: { 'https://a.example': { publicKey: KEY } } }, 'pins["https://a.example"].since', 'time'],
  'a report without an id': [{ reports: [RECEIPT, { ...RECEIPT, id: '../admin' }] }, 'reports[1]', 'report'],
};
for (const [what, [content, field, accepts]] of Object.entries(BAD)) {
  test(`a file is refused that has ${what}, and the field is named`, () => {
    const text = typeof content === 'string' ? content : JSON.stringify({ format: 'mynah-settings', version: 1, settings: {}, ...content });
    assert.throws(() => readSettings(text), { name: 'Unfit', field, accepts });
  });
}

test('a receipt names a page of a service and nothing else', () => {
  assert.ok(isReceipt(RECEIPT));
  for (const change of [{ id: 'a/../b' }, { server: 'javascript:alert(1)' }, { status: 'won' }, { sentAt: 'now' }, { target: 7 }, { reason: [] }]) {
    assert.equal(isReceipt({ ...RECEIPT, ...change }), false, JSON.stringify(change));
  }
});
