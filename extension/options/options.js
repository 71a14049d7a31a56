// @ts-check
/** The options: which service the lists come from, and the key it is known by. */
import { byId, dayText, fillPage, text } from '../common/i18n.js';
import { requireUnlocked } from '../common/lock.js';
import { MESSAGES, send } from '../common/messages.js';
import { serverAddress } from '../common/settings.js';
import { outcomeText } from '../common/update-text.js';

const field = /** @type {HTMLInputElement} */ (byId('server'));
fillPage();
document.title = `Mynah: ${text('popup_options')}`;
byId('save').addEventListener('click', () => void save());
byId('forget').addEventListener('click', () => void forget());
await show();

async function show() {
  const { server, pin } = await send(MESSAGES.STATE);
  field.value = server;
  byId('key').textContent = pin?.publicKey ?? text('options_no_key');
  if (pin?.since) byId('key').append(` (${text('source_since', [dayText(new Date(pin.since).toISOString())])})`);
}

async function save() {
  try {
    serverAddress(field.value);
  } catch {
    byId('result').textContent = text('options_bad_server');
    return;
  }
  if (!(await requireUnlocked())) return;
  byId('result').textContent = text('update_running');
  const last = await send(MESSAGES.USE_SERVER, { server: field.value });
  byId('result').textContent = outcomeText(last, Date.now());
  await show();
}

async function forget() {
  if (!(await requireUnlocked())) return;
  await send(MESSAGES.FORGET_KEY);
  await show();
}
