// @ts-check
/** The popup: is this site listed, and how old is the list. All from this computer, but for a bucket. */
import { agoText, byId, categoryText, fillPage, numberText, text } from '../common/i18n.js';
import { MESSAGES, send } from '../common/messages.js';
import { unicodeHost } from '../common/punycode.js';
import { outcomeText } from '../common/update-text.js';

fillPage();
byId('update').addEventListener('click', () => void update());
byId('options').addEventListener('click', () => void browser.runtime.openOptionsPage());
await Promise.all([showSite(), showList()]);

async function showSite() {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  const url = URL.canParse(tab?.url ?? '') ? new URL(/** @type {string} */ (tab.url)) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) return showStatus('none', text('site_none'));
  byId('host').textContent = unicodeHost(url.hostname);
  const { finding, passed } = await send(MESSAGES.SITE, { url: url.href, tabId: tab.id });
  const words = finding.status === 'listed' ? await reportedAs(finding) : text(`site_${finding.status}`);
  showStatus(finding.status, passed ? `${words} ${text('site_passed')}` : words);
}

/**
 * The list on this computer says of a host only that it is listed; the bucket says what as.
 * @param {{expression: string, match: import('../background/buckets.js').Match | null}} finding
 */
async function reportedAs({ expression, match }) {
  const details = match ? { match } : await send(MESSAGES.DETAILS, { expression });
  return text('reported_as', [categoryText(details.match?.category)]);
}

/**
 * @param {string} status
 * @param {string} words
 */
function showStatus(status, words) {
  byId('site').dataset.status = status;
  byId('status').textContent = words;
}

async function showList() {
  const { server, held, last, logTrouble } = await send(MESSAGES.STATE);
  byId('log-note').hidden = logTrouble === null;
  byId('server').textContent = server;
  byId('list-age').textContent = held ? text('list_age', [agoText(Date.now() - held.confirmedAt)]) : text('list_none');
  byId('list-size').textContent = held ? text('list_size', [numberText(held.lists.hosts.entries), numberText(held.lists.prefixes.entries)]) : '';
  byId('last-update').textContent = last ? outcomeText(last, Date.now()) : '';
}

async function update() {
  const button = /** @type {HTMLButtonElement} */ (byId('update'));
  button.disabled = true;
  byId('last-update').textContent = text('update_running');
  await send(MESSAGES.UPDATE);
  button.disabled = false;
  await Promise.all([showSite(), showList()]);
}
