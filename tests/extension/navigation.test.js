import assert from 'node:assert/strict';
import test from 'node:test';
import { Navigation } from '../../extension/background/navigation.js';

const WARNING = 'chrome-extension://abc/warning/warning.html';

/** A browser that keeps its listeners by name, and where its tabs were sent. */
function setUp(requestsAreHeld) {
  const [listeners, sent] = [{}, []];
  const event = (name) => ({ addListener: (listener) => void (listeners[name] = listener) });
  const webNavigation = { onBeforeNavigate: event('navigate'), onHistoryStateUpdated: event('history') };
  const browser = { webNavigation, webRequest: { onBeforeRedirect: event('redirect') }, tabs: { update: async (...all) => void sent.push(all) } };
  const judge = async (url) => ({ action: url.includes('bad') ? 'block' : 'open' });
  new Navigation(browser, judge, WARNING).listen(requestsAreHeld);
  return { listeners, sent };
}

test('in Chromium a listed page is left when it is opened, redirected to, or written into the address', async () => {
  const { listeners, sent } = setUp(false);
  const url = 'http://shared.test/bad/';
  await listeners.navigate({ frameId: 0, tabId: 1, url });
  listeners.redirect({ frameId: 0, tabId: 2, url: 'http://short.test/', redirectUrl: url });
  await listeners.history({ frameId: 0, tabId: 3, url });
  await listeners.navigate({ frameId: 0, tabId: 4, url: 'http://shared.test/good/' });
  await listeners.navigate({ frameId: 5, tabId: 5, url });
  assert.deepEqual(sent, [1, 2, 3].map((tab) => [tab, { url: `${WARNING}#${url}` }]));
});

test('where requests are held back, only an address that a page wrote itself is left to do', () => {
  assert.deepEqual(Object.keys(setUp(true).listeners), ['history']);
});
