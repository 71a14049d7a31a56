// @ts-check
/** The popup: what is known of the page in the tab, and what a person can do about it. */
import { byId, fillPage, numberText, text } from '../common/i18n.js';
import { ageText } from '../common/list-age.js';
import { MESSAGES, send } from '../common/messages.js';
import { outcomeText } from '../common/update-text.js';
import { showFound } from './found.js';
import { showPause } from './pause.js';
import { openReport, prepareReport } from './report.js';
import { showReports } from './reports.js';
import { showSite } from './site.js';
import { currentPage, isWholeTab } from './tab.js';

document.documentElement.classList.toggle('whole', await isWholeTab());
fillPage();
byId('update').addEventListener('click', () => void update());
byId('options').addEventListener('click', () => void browser.runtime.openOptionsPage());
byId('report-open').addEventListener('click', () => void openReport(page));
const page = await currentPage();
prepareReport(page, show);
await show();

async function show() {
  await Promise.all([showPage(), showList(), showReports()]);
}

async function showPage() {
  Object.assign(page, await currentPage()); // in a tab of its own the popup outlives other tabs
  const judgement = await showSite(page);
  await Promise.all([showPause(page, judgement, showPage), showFound(page, judgement, (address) => openReport(page, address))]);
}

async function showList() {
  const { server, held, last, logTrouble } = await send(MESSAGES.STATE);
  byId('log-note').hidden = logTrouble === null;
  byId('server').textContent = server;
  byId('list-age').textContent = ageText(held, Date.now());
  byId('list-size').textContent = held ? text('list_size', [numberText(held.lists.hosts.entries), numberText(held.lists.prefixes.entries)]) : '';
  byId('last-update').textContent = last ? outcomeText(last, Date.now()) : '';
}

async function update() {
  const button = /** @type {HTMLButtonElement} */ (byId('update'));
  button.disabled = true;
  byId('last-update').textContent = text('update_running');
  await send(MESSAGES.UPDATE).catch(() => null); // the worker was ended: the list's age says what came of it
  button.disabled = false;
  await Promise.all([showPage(), showList()]);
}
