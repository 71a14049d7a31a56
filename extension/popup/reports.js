// @ts-check
/** The reports of this computer: those that wait, and what became of the others. The service is asked only while they are looked at. */
import { byId, categoryText, dayText, text } from '../common/i18n.js';
import { MESSAGES, send } from '../common/messages.js';
import { pageOf } from '../common/receipts.js';
import { pointTo } from '../common/service-links.js';

/** @typedef {{key: string, target: string, category: string, madeAt: number, state: string, words?: string}} Waiting */

const details = /** @type {HTMLDetailsElement} */ (byId('reports'));
details.addEventListener('toggle', () => {
  if (details.open) void showReports({ ask: true });
});
byId('reports-forget').addEventListener('click', () => void forget());
browser.storage.local.onChanged.addListener((changes) => {
  if ('reports-waiting' in changes || 'reports-sent' in changes) void showReports();
});

/** @param {{ask: boolean}} how whether the service is to be asked what became of them */
export async function showReports({ ask } = { ask: false }) {
  const { waiting, receipts } = await send(MESSAGES.REPORTS, { ask });
  details.hidden = waiting.length + receipts.length === 0;
  byId('reports-list').replaceChildren(...waiting.map(waitingItem), ...receipts.map(receiptItem));
}

/** @param {Waiting} report */
function waitingItem({ key, target, category, madeAt, state, words }) {
  const item = itemOf(target, category, madeAt, [text(`report_state_${state}`), words ?? ''].join(' '));
  const again = state === 'unsure' ? [button('report_again', target, () => send(MESSAGES.REPORT_AGAIN, { key }))] : [];
  return withRow(item, [...again, button('report_forget', target, () => forget(key))]);
}

/** @param {import('../common/receipts.js').Receipt} receipt */
function receiptItem(receipt) {
  const { id, target, category, sentAt, status, reason = '', question = '' } = receipt;
  const words = [text(`report_state_${status.replace('-', '_')}`), reason, question].filter(Boolean).join(' ');
  const link = document.createElement('a');
  link.textContent = text('report_page');
  link.setAttribute('aria-label', text('button_about', [text('report_page'), target]));
  pointTo(link, pageOf(receipt));
  return withRow(itemOf(target, category, sentAt, words), [link, button('report_forget', target, () => forget(id))]);
}

/**
 * @param {string} target
 * @param {string} category
 * @param {number} at
 * @param {string} words
 */
function itemOf(target, category, at, words) {
  const [item, name, about, state] = ['li', 'bdi', 'p', 'strong'].map((tag) => document.createElement(tag));
  name.textContent = target;
  name.className = 'address';
  about.className = 'quiet';
  about.textContent = text('report_about', [dayText(new Date(at).toISOString()), categoryText(category)]);
  state.textContent = words;
  item.append(name, about, state);
  return item;
}

/**
 * @param {HTMLElement} item
 * @param {HTMLElement[]} elements
 */
function withRow(item, elements) {
  const row = document.createElement('p');
  row.className = 'row';
  row.append(...elements);
  item.append(row);
  return item;
}

/**
 * @param {'report_again' | 'report_forget'} name of its words
 * @param {string} target
 * @param {() => Promise<unknown>} press
 */
function button(name, target, press) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text(name);
  made.setAttribute('aria-label', text('button_about', [text(name), target]));
  made.addEventListener('click', () => void press());
  return made;
}

/** @param {string} [which] one of them, or all */
async function forget(which) {
  await send(MESSAGES.REPORT_FORGET, which === undefined ? {} : { which });
  await showReports();
  (details.hidden ? byId('report-open') : byId('reports-forget')).focus();
}
