// @ts-check
/** Pausing on the site in the tab. Not while locked, and not on a site that is held back. */
import { byId, text } from '../common/i18n.js';
import { requireUnlocked } from '../common/lock.js';
import { MESSAGES, send } from '../common/messages.js';

/**
 * @typedef {import('./tab.js').Page} Page
 * @typedef {import('./site.js').Judgement} Judgement
 */

/** What the buttons do now: the page may be paused and resumed many times. @type {{page: Page, changed: () => Promise<void>} | null} */
let current = null;

byId('resume').addEventListener('click', () => void resume());
byId('pause').addEventListener('click', ({ target }) => {
  if (target instanceof HTMLButtonElement) void pause(target.value);
});

/**
 * @param {Page} page
 * @param {Judgement | null} judgement
 * @param {() => Promise<void>} changed
 */
export async function showPause(page, judgement, changed) {
  current = { page, changed };
  const { managed } = await send(MESSAGES.SETTINGS);
  const canPause = judgement !== null && !judgement.exempt && judgement.action !== 'block' && !page.held && managed.pause !== false;
  byId('pause').hidden = !canPause;
  byId('resume').hidden = judgement?.exempt !== 'paused';
}

/** @param {string} until */
async function pause(until) {
  if (!current?.page.url || !(await requireUnlocked())) return;
  const { page, changed } = current;
  const { outcome } = await send(MESSAGES.PAUSE, { url: current.page.url.href, tabId: page.tabId, until });
  byId('pause-result').textContent = outcome === 'done' ? '' : text('pause_refused');
  /** @type {HTMLDetailsElement} */ (byId('pause')).open = outcome !== 'done';
  await changed();
  if (outcome === 'done') byId('resume').focus();
}

async function resume() {
  if (!current?.page.url) return;
  const { page, changed } = current;
  await send(MESSAGES.RESUME, { url: current.page.url.href, tabId: page.tabId });
  await changed();
  byId('report-open').focus();
}
