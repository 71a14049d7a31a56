// @ts-check
/** The options about lists: a mirror, a list that lost more than half, and a log that is not as it was. */
import { byId, dayText, fillPage, numberText, text } from '../common/i18n.js';
import { requireUnlocked } from '../common/lock.js';
import { MESSAGES, send } from '../common/messages.js';
import { serverAddress } from '../common/settings.js';
import { outcomeText } from '../common/update-text.js';

const field = /** @type {HTMLInputElement} */ (byId('mirror'));
fillPage();
byId('mirror-save').addEventListener('click', () => void saveMirror());
byId('smaller').addEventListener('click', () => void tell('smaller-result', send(MESSAGES.TAKE_SMALLER)));
byId('log-read').addEventListener('click', () => void send(MESSAGES.LOG_READ).then(show));
await show();

async function show() {
  const { held, last, logTrouble, mirror } = await send(MESSAGES.STATE);
  field.value = mirror ?? '';
  byId('shrunk').hidden = last?.code !== 'shrunk';
  byId('log-head').textContent = held?.log ? text('log_noted', [numberText(held.log.length), held.log.head]) : text('log_none');
  byId('log-trouble').hidden = logTrouble === null;
  if (logTrouble) byId('log-said').textContent = troubleText(logTrouble);
}

/** @param {import('../background/log-witness.js').LogTrouble} trouble */
function troubleText({ kept, seen, at }) {
  const day = dayText(new Date(at).toISOString());
  if (seen.length < kept.length) return text('log_shorter', [day, numberText(kept.length), numberText(seen.length)]);
  return text('log_another', [day, numberText(kept.length)]);
}

async function saveMirror() {
  if (field.value.trim() && !isAddress(field.value)) {
    byId('mirror-result').textContent = text('options_bad_server');
    return;
  }
  if (!(await requireUnlocked())) return;
  await tell('mirror-result', send(MESSAGES.USE_MIRROR, { mirror: field.value }));
}

/** @param {string} address */
function isAddress(address) {
  try {
    return Boolean(serverAddress(address));
  } catch {
    return false;
  }
}

/**
 * Say that an update runs, then what came of it.
 * @param {string} id
 * @param {Promise<any>} update
 */
async function tell(id, update) {
  byId(id).textContent = text('update_running');
  byId(id).textContent = outcomeText(await update, Date.now());
  await show();
}
