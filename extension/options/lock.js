// @ts-check
/** The lock's own part of the options: turn it on, change its PIN, turn it off. */
import { byId, text } from '../common/i18n.js';
import { UNLOCKED, lockState, requireUnlocked } from '../common/lock.js';
import { MESSAGES, send } from '../common/messages.js';

const first = /** @type {HTMLInputElement} */ (byId('lock-new'));
const second = /** @type {HTMLInputElement} */ (byId('lock-again'));

byId('lock-form').addEventListener('submit', (event) => {
  event.preventDefault();
  void use();
});
byId('lock-off').addEventListener('click', () => void drop());
byId('lock-shut').addEventListener('click', () => void shut());
// Entered elsewhere on this page or in another tab, or the five minutes are over.
for (const name of [UNLOCKED, 'focus']) addEventListener(name, () => void show());
await show();

async function show() {
  const { on, forced, open } = await lockState();
  byId('lock').dataset.on = String(on);
  byId('lock-status').textContent = text(forced ? 'lock_forced' : on ? 'lock_on' : 'lock_not_on');
  byId('lock-form').hidden = forced;
  byId('lock-save').textContent = text(on ? 'lock_change' : 'lock_turn_on');
  byId('lock-off').hidden = forced || !on;
  byId('lock-shut').hidden = !open;
}

async function use() {
  if (first.value !== second.value) return say('lock_differ');
  if (!(await requireUnlocked())) return;
  const used = await send(MESSAGES.LOCK_USE, { pin: first.value });
  if (used) first.value = second.value = '';
  say(used ? 'lock_saved' : 'lock_short');
  await show();
}

async function drop() {
  if (!(await requireUnlocked())) return;
  if (await send(MESSAGES.LOCK_DROP)) say('lock_dropped');
  await show();
}

async function shut() {
  await send(MESSAGES.LOCK_SHUT);
  await show();
}

/** @param {string} name of a message */
function say(name) {
  byId('lock-result').textContent = text(name);
}
