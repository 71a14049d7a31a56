// @ts-check
/** Settings to a file, and back. */
import { byId, text } from '../common/i18n.js';
import { requireUnlocked } from '../common/lock.js';
import { MESSAGES, send } from '../common/messages.js';
import { MOST_BYTES } from '../common/settings-file.js';
import { offer } from './server.js';
import { changedText } from './state.js';

const NAME = 'mynah-settings.json';
const file = /** @type {HTMLInputElement} */ (byId('import'));

/** @param {() => Promise<void>} changed */
export function prepareTransfer(changed) {
  byId('export').addEventListener('click', () => void save());
  file.addEventListener('change', () => void take(changed));
}

async function save() {
  const { checked } = /** @type {HTMLInputElement} */ (byId('export-reports'));
  const json = await send(MESSAGES.EXPORT, { reports: checked });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  link.download = NAME;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  byId('transfer-result').textContent = text('export_saved', [NAME]);
}

/** @param {() => Promise<void>} changed */
async function take(changed) {
  const [chosen] = file.files ?? [];
  if (!chosen) return;
  const { words, server } = await taken(chosen);
  byId('transfer-result').textContent = words;
  file.value = '';
  await changed();
  if (server) await offer(server);
}

/**
 * @param {File} chosen
 * @returns {Promise<{words: string, server?: string}>}
 */
async function taken(chosen) {
  if (chosen.size > MOST_BYTES) return { words: text('settings_unfit', ['file', text('accepts_format')]) };
  if (!(await requireUnlocked())) return { words: '' };
  const changed = await send(MESSAGES.IMPORT, { text: await chosen.text() });
  return { words: changedText(changed), server: changed.server };
}
