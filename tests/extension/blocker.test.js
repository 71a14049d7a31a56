import assert from 'node:assert/strict';
import test from 'node:test';
import { blockerFor } from '../../extension/background/blocker.js';
import { HostRequests } from '../../extension/background/host-requests.js';
import { HostRules } from '../../extension/background/host-rules.js';
import { canonicalUrl, expressions } from '../../extension/common/canonical-url.js';
import { BROAD, FakeRules, FakeStorage } from './fake-browser.js';
import { bytesOf } from './fake-service.js';

const WARNING = 'chrome-extension://abc/warning/warning.html';
const list = (sha256, text) => ({ sha256, bytes: bytesOf(text) });

test('Chromium gets one rule for pages and frames, installed once for each list', async () => {
  const [rules, storage] = [new FakeRules(), new FakeStorage()];
  const blocker = new HostRules(rules, storage, WARNING, BROAD);
  await blocker.install(list('1', 'a.test\nb.test\n'));
  await new HostRules(rules, storage, WARNING, BROAD).install(list('1', 'a.test\nb.test\n'));
  assert.equal(rules.updates, 1);
  await blocker.install(list('2', 'b.test\n'));
  const [{ condition, action }, ...others] = rules.dynamic.values();
  assert.deepEqual(others, []);
  assert.deepEqual([condition.requestDomains, condition.resourceTypes], [['b.test'], ['main_frame', 'sub_frame', 'object']]);
  assert.equal(action.redirect.regexSubstitution, `${WARNING}#\\0`);
});

test('an empty list is no rule, for a rule without hosts would hold everything back', async () => {
  const rules = new FakeRules();
  const blocker = new HostRules(rules, new FakeStorage(), WARNING, BROAD);
  await blocker.install(list('1', 'a.test\n'));
  await blocker.install(list('2', ''));
  assert.equal(rules.dynamic.size, 0);
});

test('a name that the rule engine would refuse does not cost the rest of the list', async () => {
  const rules = new FakeRules();
  await new HostRules(rules, new FakeStorage(), WARNING, BROAD).install(list('1', 'a.test\nb c.test\nbücher.test\n_x.test\n'));
  assert.deepEqual(rules.dynamic.get(1).condition.requestDomains, ['a.test', '_x.test']);
});

test('an IPv4 address is listed in each way to write it that a browser opens', async () => {
  const rules = new FakeRules();
  await new HostRules(rules, new FakeStorage(), WARNING, BROAD).install(list('1', '203.0.113.9\n[2001:db8::1]\n'));
  const expected = ['203.0.113.9', '[::ffff:cb00:7109]', '[64:ff9b::cb00:7109]', '[2001:db8::1]'];
  assert.deepEqual(rules.dynamic.get(1).condition.requestDomains, expected);
});

test('passes become rules of their tabs, and are taken back', async () => {
  const rules = new FakeRules();
  const blocker = new HostRules(rules, new FakeStorage(), WARNING, BROAD);
  await blocker.letThrough([{ tabId: 7, expression: '203.0.113.9/' }, { tabId: 8, expression: 'shared.test/bad/' }]);
  const [host, page] = [...rules.session.values()];
  assert.deepEqual([host.action.type, host.condition.requestDomains.length, host.condition.tabIds], ['allow', 3, [7]]);
  assert.deepEqual([page.condition.requestDomains, page.condition.tabIds], [['shared.test'], [8]]);
  assert.ok(host.priority > 1);
  await blocker.holdBack(['shared.test/bad/']);
  await blocker.letThrough([]);
  assert.deepEqual([...rules.session.values()].map(({ action }) => action.type), ['redirect']);
  await blocker.holdBack([]);
  assert.equal(rules.session.size, 0);
});

/** Expressions, and of the addresses of their hosts those that they cover and those that they do not. */
const COVERED = [
  ['h.test/bad/', ['http://h.test/bad/', 'https://h.test:8443/bad/x/y?z#f'], ['http://h.test/bad', 'http://h.test/BAD/', 'http://h.test/x/bad/', 'http://h.test/?/bad/']],
  ['h.test/a/b/c/d/', ['http://h.test/a/b/c/d/', 'http://h.test/a/b/c/d/?q'], ['http://h.test/a/b/c/d/e']],
  ['h.test/a.b', ['http://h.test/a.b', 'http://h.test/a.b?q', 'http://h.test/a.b#f'], ['http://h.test/axb', 'http://h.test/a.bc', 'http://h.test/a.b/c']],
  ['h.test/x?id=1', ['http://h.test/x?id=1', 'http://h.test/x?id=1#f'], ['http://h.test/x', 'http://h.test/x?id=12']],
  ['h.test/', ['http://h.test/', 'https://h.test/a?b'], []],
];

for (const [expression, inside, outside] of COVERED) {
  test(`the rule of ${expression} covers what the expression does, and all of the address`, async () => {
    const rules = new FakeRules();
    await new HostRules(rules, new FakeStorage(), WARNING, BROAD).holdBack([expression]);
    const [{ condition }] = rules.session.values();
    assert.equal(condition.isUrlFilterCaseSensitive, true);
    for (const url of inside) {
      assert.equal(new RegExp(condition.regexFilter).exec(url)?.[0], url);
      assert.ok(expressions(canonicalUrl(url)).includes(expression), url);
    }
    for (const url of outside) assert.doesNotMatch(url, new RegExp(condition.regexFilter));
  });
}

test('a page that the rule engine cannot hold costs none of the others', async () => {
  const rules = new FakeRules();
  const blocker = new HostRules(rules, new FakeStorage(), WARNING, BROAD);
  await blocker.holdBack([`h.test/${'x'.repeat(2000)}`, 'h..test,x/', 'h.test/bad/']);
  assert.equal(rules.session.size, 1);
});

test('Firefox holds a request until it is judged, and sends it to the warning with its address', async () => {
  const added = [];
  const webRequest = { onBeforeRequest: { addListener: (...all) => added.push(all) } };
  const judge = async (url) => ({ action: url.includes('listed') ? 'block' : 'open' });
  new HostRequests(webRequest, judge, WARNING).listen();
  const [[listener, filter, extra]] = added;
  assert.deepEqual([filter.types, extra], [['main_frame', 'sub_frame', 'object'], ['blocking']]);
  assert.deepEqual(await listener({ url: 'http://listed.test/x#y', tabId: 1 }), { redirectUrl: `${WARNING}#http://listed.test/x#y` });
  assert.deepEqual(await listener({ url: 'http://other.test/', tabId: 1 }), {});
});

test('each browser gets its own way of blocking', () => {
  const browser = (scheme) => ({ runtime: { getURL: () => `${scheme}://abc/` }, storage: {}, webRequest: {}, declarativeNetRequest: {} });
  assert.ok(blockerFor(browser('moz-extension'), null, WARNING, BROAD) instanceof HostRequests);
  assert.ok(blockerFor(browser('chrome-extension'), null, WARNING, BROAD) instanceof HostRules);
});
