// @ts-check
/**
 * The lock, as our own pages ask for it. What it guards is refused by the worker too (`background/pin-lock.js`,
 * its `guard`): a page only asks for the PIN beforehand.
 */
import { byId, text, waitText } from './i18n.js';
import { MESSAGES, send, sendTwice } from './messages.js';

/**
 * @typedef {import('../background/pin-lock.js').LockState} LockState
 * @typedef {import('../background/pin-lock.js').Entered} Entered
 */

const PATIENCE_MILLISECONDS = 3_000;
/** Told to the window of a page in which the PIN was entered. */
export const UNLOCKED = 'mynah-unlocked';

/** @returns {Promise<LockState>} */
export function lockState() {
  return sendTwice(MESSAGES.LOCK_STATE, {}, PATIENCE_MILLISECONDS);
}

/**
 * Ask for the PIN, where the lock is on and shut. Call it before anything that takes protection away.
 * @returns {Promise<boolean>} whether one may go on
 */
export async function requireUnlocked() {
  const { on, forced, open } = await lockState();
  if (!on || open) return true;
  return askForPin(forced);
}

/**
 * What became of a PIN, in words; empty where it was right.
 * @param {Entered} entered
 */
export function enteredText({ outcome, wait }) {
  if (outcome === 'right') return '';
  if (outcome === 'never') return text('lock_forced');
  return [outcome === 'wrong' ? text('lock_wrong') : '', wait ? text('lock_wait', [waitText(wait)]) : ''].filter(Boolean).join(' ');
}

/** @param {boolean} forced */
function askForPin(forced) {
  const { dialog, form, field } = dialogFor(forced);
  document.body.append(dialog);
  const closed = new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'open');
    });
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void tryPin(dialog, field);
  });
  dialog.showModal();
  return closed;
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {HTMLInputElement} field
 */
async function tryPin(dialog, field) {
  const entered = await send(MESSAGES.LOCK_OPEN, { pin: field.value });
  if (entered.outcome === 'right') {
    dispatchEvent(new Event(UNLOCKED));
    return dialog.close('open');
  }
  byId('lock-trouble').textContent = enteredText(entered);
  field.value = '';
  field.focus();
}

/** @param {boolean} forced */
function dialogFor(forced) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'lock-title');
  const form = document.createElement('form');
  const title = made('h2', text('lock_title'), 'lock-title');
  const label = /** @type {HTMLLabelElement} */ (made('label', text('lock_pin')));
  label.htmlFor = 'lock-pin';
  const field = pinField('lock-pin');
  const trouble = made('p', '', 'lock-trouble');
  trouble.setAttribute('role', 'alert');
  const cancel = /** @type {HTMLButtonElement} */ (made('button', text('lock_cancel')));
  cancel.type = 'button';
  cancel.addEventListener('click', () => dialog.close(''));
  const ask = [made('p', text('lock_ask')), label, field, trouble, made('button', text('lock_open')), ' '];
  form.append(title, ...(forced ? [made('p', text('lock_forced'))] : ask), cancel);
  dialog.append(form);
  return { dialog, form, field };
}

/** @param {string} id */
function pinField(id) {
  const field = document.createElement('input');
  Object.assign(field, { id, type: 'password', inputMode: 'numeric', autocomplete: 'off', required: true });
  return field;
}

/**
 * @param {string} name
 * @param {string} words
 * @param {string} [id]
 */
function made(name, words, id) {
  const element = document.createElement(name);
  element.textContent = words;
  if (id) element.id = id;
  return element;
}
