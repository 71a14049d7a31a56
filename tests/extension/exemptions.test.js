import assert from 'node:assert/strict';
import test from 'node:test';
import { Exemptions } from '../../extension/background/exemptions.js';
import { Gate } from '../../extension/background/gate.js';
import { HostRules } from '../../extension/background/host-rules.js';
import { Settings } from '../../extension/common/settings.js';
import { FakeClock, FakeRules, FakeStorage } from './fake-browser.js';

const ON = { pages: true, addresses: true, clipboard: true, walletCalls: true };
const OFF = { pages: false, addresses: false, clipboard: false, walletCalls: false };
const SITE = 'https://shop.example/a';

function setUp() {
  const { local, session, clock, told } = { local: new FakeStorage(), session: new FakeStorage(), clock: new FakeClock(), told: [] };
  const settings = new Settings(local, async () => ({ server: 'http://127.0.0.1', public_key: null }));
  const make = () => new Exemptions({ settings, session, now: clock.now, onChange: async (all) => void told.push(all) });
  return { exemptions: make(), make, settings, session, clock, told };
}

test('a pause holds on the site and below it, in the tabs it was meant for', async () => {
  const { exemptions } = setUp();
  await exemptions.begin(SITE, 1, 'tab');
  assert.equal(await exemptions.of('http://www.shop.example/', 1), 'paused');
  assert.equal(await exemptions.of(SITE, 2), null);
  assert.equal(await exemptions.of('https://notshop.example/', 1), null);
  assert.equal(await exemptions.of('https://example/', 1), null);
  await exemptions.begin(SITE, 1, 'restart');
  assert.equal(await exemptions.of(SITE, 2), 'paused');
  await exemptions.end(SITE, 2);
  assert.equal(await exemptions.of(SITE, 1), null);
});

test('an hour is over after an hour, and whoever puts the clock back gains nothing', async () => {
  const { exemptions, clock } = setUp();
  await exemptions.begin(SITE, 1, 'hour');
  clock.milliseconds += 59 * 60_000;
  assert.equal(await exemptions.of(SITE, 2), 'paused');
  assert.equal(await exemptions.renew(), clock.milliseconds + 60_000);
  clock.milliseconds += 60_000;
  assert.equal(await exemptions.of(SITE, 2), null);
  assert.equal(await exemptions.renew(), null);
  clock.milliseconds -= 5 * 3_600_000;
  assert.equal(await exemptions.of(SITE, 2), null);
});

test('the next worker knows the pauses, and nonsense in the storage is none', async () => {
  const { exemptions, make, session } = setUp();
  await exemptions.begin(SITE, 1, 'restart');
  assert.equal(await make().of(SITE, 5), 'paused');
  await session.set({ pauses: [null, { host: '' }, { host: 'a.example', until: 'ever', tabId: null, endsAt: null }, 'x'] });
  assert.equal(await make().of('http://a.example/', 1), null);
  await session.set({ pauses: 'x' });
  assert.equal(await make().of(SITE, 1), null);
});

test('a closed tab takes its pause along, and the lock takes all', async () => {
  const { exemptions, told } = setUp();
  await exemptions.begin(SITE, 1, 'tab');
  await exemptions.begin('http://other.example/', 1, 'restart');
  await exemptions.drop(1);
  assert.deepEqual(told.at(-1).pauses.map(({ host }) => host), ['other.example']);
  await exemptions.endAll();
  assert.deepEqual(told.at(-1).pauses, []);
});

test('only what is known as a pause is one, and only of a site', async () => {
  const { exemptions, told } = setUp();
  await exemptions.begin(SITE, 1, 'always');
  await exemptions.begin('about:blank', 1, 'hour');
  assert.deepEqual(told, []);
});

test('an allowed host is not looked at, nor what lies below it, but its wallet addresses are', async () => {
  const { exemptions, settings } = setUp();
  await settings.choose({ allowedHosts: ['shop.example'] });
  assert.equal(await exemptions.of('http://pay.shop.example/', 1), 'allowed');
  assert.deepEqual(await exemptions.checks({ url: SITE, tab: { id: 1, url: SITE } }), ON);
});

test('what is switched off is off, and a pause switches all off, in the frames of the page too', async () => {
  const { exemptions, settings } = setUp();
  await exemptions.begin(SITE, 1, 'hour');
  assert.deepEqual(await exemptions.checks({ url: 'https://frame.example/', tab: { id: 1, url: SITE } }), OFF);
  assert.deepEqual(await exemptions.checks({ url: 'https://frame.example/', tab: { id: 2, url: 'https://x.example/' } }), ON);
  await settings.choose({ checks: { pages: false } });
  await exemptions.renew();
  assert.equal(await exemptions.of('https://x.example/', 1), 'off');
});

test('where nobody is to look, nobody is asked', async () => {
  const { exemptions } = setUp();
  await exemptions.begin(SITE, 1, 'hour');
  const asked = [];
  const listed = async (url) => { asked.push(url); return { status: 'listed', severity: 'block', expression: 'shop.example/', match: null }; };
  const checker = { url: listed, deep: listed, mustAsk: async () => true };
  const gate = new Gate(checker, { has: async () => false }, { add: async () => {} }, exemptions);
  for (const judge of ['judge', 'judgeDeep']) {
    assert.deepEqual(await gate[judge](SITE, 1), { action: 'open', finding: { status: 'skipped' }, passed: false, exempt: 'paused' });
  }
  assert.equal(await gate.mustAsk(SITE, 1), false);
  assert.deepEqual(asked, []);
  assert.equal((await gate.judge('https://x.example/', 1)).action, 'block');
});

test('Chromium’s rules let allowed hosts through for good, and pauses for this session', async () => {
  const engine = new FakeRules();
  const rules = new HostRules(engine, new FakeStorage(), 'chrome-extension://abc/warning.html');
  const pauses = [{ host: 'paused.example', until: 'tab', tabId: 7, endsAt: null }, { host: 'both.example', until: 'hour', tabId: null, endsAt: 1 }];
  await rules.exempt({ off: false, allowedHosts: ['good.example', '192.0.2.1', 'bad host'], pauses });
  const allowed = engine.dynamic.get(2);
  assert.deepEqual([allowed.action.type, allowed.priority > 1], ['allow', true]);
  assert.deepEqual(allowed.condition.requestDomains.slice(0, 2), ['good.example', '192.0.2.1']);
  const ours = [...engine.session.values()].map(({ condition }) => [condition.requestDomains, condition.tabIds]);
  assert.deepEqual(ours, [[['paused.example'], [7]], [['both.example'], undefined]]);
  const { updates } = engine;
  await rules.exempt({ off: false, allowedHosts: ['good.example', '192.0.2.1', 'bad host'], pauses: [] });
  assert.deepEqual([engine.updates, engine.session.size], [updates, 0], 'the lasting rule is only written when it changes');
});

test('no allowed host is no rule, and every host only where pages are not looked at', async () => {
  const engine = new FakeRules();
  const rules = new HostRules(engine, new FakeStorage(), 'chrome-extension://abc/warning.html');
  await rules.exempt({ off: true, allowedHosts: [], pauses: [] });
  assert.equal(engine.dynamic.get(2).condition.requestDomains, undefined);
  await rules.exempt({ off: false, allowedHosts: ['!'], pauses: [] });
  assert.equal(engine.dynamic.size, 0);
});
