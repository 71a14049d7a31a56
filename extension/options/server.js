// @ts-check
/** Which service: looked at first, its key compared by a person, and only then used. */
import { byId, dayText, numberText, text } from '../common/i18n.js';
import { fingerprint } from '../common/key-text.js';
import { requireUnlocked } from '../common/lock.js';
import { MESSAGES, send } from '../common/messages.js';
import { serverAddress } from '../common/setting-fields.js';
import { outcomeText } from '../common/update-text.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {Extract<import('../background/server-probe.js').Looked, {outcome: 'found'}>} Found
 */

const field = /** @type {HTMLInputElement} */ (byId('server'));
/** @type {Found | null} */
let found = null;
let isTyped = false;

field.addEventListener('input', () => (isTyped = true));
byId('save').addEventListener('click', () => void look());
byId('use').addEventListener('click', () => void use());
byId('use-not').addEventListener('click', () => showFound(null));
byId('forget').addEventListener('click', () => void forget());

/** @param {State} state */
export async function showServer({ managed }) {
  const { server, pin } = await send(MESSAGES.STATE);
  if (!isTyped) field.value = server;
  const isManaged = managed.server !== undefined;
  field.disabled = isManaged;
  for (const id of ['save', 'forget']) /** @type {HTMLButtonElement} */ (byId(id)).disabled = isManaged;
  byId('key').textContent = pin?.publicKey ?? text('options_no_key');
  byId('key-since').textContent = pin?.since ? `(${text('source_since', [dayText(new Date(pin.since).toISOString())])})` : '';
  byId('key-groups').textContent = pin ? (await fingerprint(pin.publicKey)).join(' ') : '';
}

/**
 * Look at a service that a file names.
 * @param {string} server
 */
export async function offer(server) {
  if (field.disabled) return;
  field.value = server;
  isTyped = true;
  await look();
}

async function look() {
  await showFound(null);
  try {
    serverAddress(field.value);
  } catch {
    return say(text('options_bad_server'));
  }
  say(text('server_looking'));
  /** @type {import('../background/server-probe.js').Looked} */
  const looked = await send(MESSAGES.LOOK_UP_SERVER, { server: field.value });
  if (looked.outcome === 'refused') return say(text('server_refused', [text(`refused_${looked.code}`)]));
  if (looked.outcome !== 'found') return say(text('server_unreachable'));
  say('');
  await showFound(looked);
}

/** @param {Found | null} looked */
async function showFound(looked) {
  found = looked;
  if (!looked) {
    byId('confirm').hidden = true;
    return;
  }
  const { server, pin } = await send(MESSAGES.STATE);
  byId('confirm-server').textContent = looked.server;
  byId('confirm-hosts').textContent = text('server_hosts', [numberText(looked.hosts)]);
  byId('confirm-key').textContent = (await fingerprint(looked.publicKey)).join(' ');
  byId('confirm-other').hidden = looked.server !== server || pin === null || pin.publicKey === looked.publicKey;
  byId('confirm').hidden = false; // all at once, so that no button moves under a finger
  byId('confirm-title').focus();
}

async function use() {
  if (!found || !(await requireUnlocked())) return;
  const { server, publicKey } = found;
  await showFound(null);
  say(text('update_running'));
  const last = await send(MESSAGES.USE_SERVER, { server, publicKey });
  isTyped = false;
  await showServer(await send(MESSAGES.SETTINGS));
  say(outcomeText(last, Date.now()));
}

async function forget() {
  if (!(await requireUnlocked())) return;
  await send(MESSAGES.FORGET_KEY);
  await showServer(await send(MESSAGES.SETTINGS));
}

/** @param {string} words */
function say(words) {
  byId('result').textContent = words;
}
