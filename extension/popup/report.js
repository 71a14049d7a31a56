// @ts-check
/** The form of a report: shown with the page's address filled in, sent only when a person presses the button. */
import { byId, categoryText, language, text } from '../common/i18n.js';
import { CATEGORIES } from '../common/categories.js';
import { MESSAGES, send } from '../common/messages.js';
import { defang } from '../common/receipts.js';
import { dropDraft, keepDraft, readDraft } from './draft.js';
import { canTakePicture, preparePicture, takenPicture } from './picture.js';

/** @typedef {import('./tab.js').Page} Page */

const target = /** @type {HTMLTextAreaElement} */ (byId('report-target'));
const category = /** @type {HTMLSelectElement} */ (byId('report-category'));
const note = /** @type {HTMLTextAreaElement} */ (byId('report-note'));
const form = /** @type {HTMLFormElement} */ (byId('report'));
const LONGEST_SHOWN = 300;

/**
 * @param {Page} page
 * @param {() => Promise<void>} sent called when a report was handed over
 */
export function prepareReport(page, sent) {
  const choose = new Option(text('report_choose'), '');
  category.replaceChildren(choose, ...CATEGORIES.map((name) => new Option(categoryText(name), name)));
  preparePicture(page);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void sendReport(page, sent);
  });
  form.addEventListener('input', () => void keepDraft(page, draft()));
  byId('report-cancel').addEventListener('click', () => void cancel(page));
}

/**
 * Show the form, with what was typed before in this tab, or the page's address, or a wallet address of it.
 * @param {Page} page
 * @param {string} [address]
 */
export async function openReport(page, address) {
  const kept = address === undefined ? await readDraft(page) : null;
  target.value = kept?.target ?? address ?? plainAddress(page.url);
  category.value = kept?.category ?? '';
  note.value = kept?.note ?? '';
  byId('picture-take').hidden = !canTakePicture(page);
  byId('report-server').textContent = (await send(MESSAGES.SETTINGS)).server;
  byId('report-trouble').textContent = '';
  byId('said').textContent = '';
  showForm(true);
  byId('report-title').focus();
}

/**
 * A page's address without what may say who opened it: what stands behind "?" and "#", a name and a password.
 * @param {URL | null} url
 */
function plainAddress(url) {
  return url ? url.origin + url.pathname : '';
}

/** @param {boolean} isShown */
function showForm(isShown) {
  form.hidden = !isShown;
  byId('here').hidden = isShown;
}

function draft() {
  return { target: target.value, category: category.value, note: note.value };
}

/** @param {Page} page */
async function cancel(page) {
  await dropDraft(page);
  close();
}

function close() {
  form.reset();
  byId('picture-drop').click();
  showForm(false);
  byId('report-open').focus();
}

/**
 * @param {Page} page
 * @param {() => Promise<void>} sent
 */
async function sendReport(page, sent) {
  const targets = target.value.split('\n').map((line) => line.trim()).filter(Boolean);
  const report = {
    targets, shown: targets.map(defang).join(', ').slice(0, LONGEST_SHOWN), category: category.value, note: note.value.trim(),
    language: language(), picture: takenPicture(),
  };
  if (!(await send(MESSAGES.REPORT, { report }))) {
    byId('report-trouble').textContent = text('report_not_kept');
    return;
  }
  await dropDraft(page);
  close();
  byId('said').textContent = text('report_kept');
  /** @type {HTMLDetailsElement} */ (byId('reports')).open = true;
  await sent();
}
