import assert from 'node:assert/strict';
import test from 'node:test';
import { blockerFor } from '../../extension/background/blocker.js';
import { HostRequests } from '../../extension/background/host-requests.js';
import { HostRules } from '../../extension/background/host-rules.js';
import { FakeRules, FakeStorage } from './fake-browser.js';
import { bytesOf } from './fake-service.js';

const WARNING = 'chrome-extension://abc/warning/warning.html';
const list = (sha256, text) => ({ sha256, bytes: bytesOf(text) });

test('Chromium gets one rule for pages and frames, installed once for each list', async () => {
  const [rules, storage] = [new FakeRules(), new FakeStorage()];
  const blocker = new HostRules(rules, storage, WARNING);
  await blocker.install(list('1', 'a.test\nb.test\n'));
  await new HostRules(rules, storage, WARNING).install(list('1', 'a.test\nb.test\n'));
  assert.equal(rules.updates, 1);
  await blocker.install(list('2', 'b.test\n'));
  const [{ condition, action }, ...others] = rules.dynamic.values();
  assert.deepEqual(others, []);
  assert.deepEqual([condition.requestDomains, condition.resourceTypes], [['b.test'], ['main_frame', 'sub_frame']]);
  assert.equal(action.redirect.regexSubstitution, `${WARNING}#\\0`);
});

test('an empty list is no rule, for a rule without hosts would hold everything back', async () => {
  const rules = new FakeRules();
  const blocker = new HostRules(rules, new FakeStorage(), WARNING);
  await blocker.install(list('1', 'a.test\n'));
  await blocker.install(list('2', ''));
  assert.equal(rules.dynamic.size, 0);
});

test('a name that the rule engine would refuse does not cost the rest of the list', async () => {
  const rules = new FakeRules();
  await new HostRules(rules, new FakeStorage(), WARNING).install(list('1', 'a.test\nb c.test\nbücher.test\n_x.test\n'));
  assert.deepEqual(rules.dynamic.get(1).condition.requestDomains, ['a.test', '_x.test']);
});

test('passes of whole hosts become rules of their tabs, and are taken back', async () => {
  const rules = new FakeRules();
  const blocker = new HostRules(rules, new FakeStorage(), WARNING);
  await blocker.letThrough([{ tabId: 7, expression: 'a.test/' }, { tabId: 7, expression: 'shared.test/bad/' }]);
  const [{ condition, action, priority }, ...others] = rules.session.values();
  assert.deepEqual([others.length, action.type, condition.requestDomains, condition.tabIds], [0, 'allow', ['a.test'], [7]]);
  assert.ok(priority > 1);
  await blocker.letThrough([]);
  assert.equal(rules.session.size, 0);
});

test('Firefox holds a request until it is judged, and sends it to the warning with its address', async () => {
  const added = [];
  const webRequest = { onBeforeRequest: { addListener: (...all) => added.push(all) } };
  const judge = async (url) => ({ action: url.includes('listed') ? 'block' : 'open' });
  new HostRequests(webRequest, judge, WARNING).listen();
  const [[listener, filter, extra]] = added;
  assert.deepEqual([filter.types, extra], [['main_frame', 'sub_frame'], ['blocking']]);
  assert.deepEqual(await listener({ url: 'http://listed.test/x#y', tabId: 1 }), { redirectUrl: `${WARNING}#http://listed.test/x#y` });
  assert.deepEqual(await listener({ url: 'http://other.test/', tabId: 1 }), {});
});

test('each browser gets its own way of blocking', () => {
  const browser = (scheme) => ({ runtime: { getURL: () => `${scheme}://abc/` }, storage: {}, webRequest: {}, declarativeNetRequest: {} });
  assert.ok(blockerFor(browser('moz-extension'), null, WARNING) instanceof HostRequests);
  assert.ok(blockerFor(browser('chrome-extension'), null, WARNING) instanceof HostRules);
});
