// @ts-check
/**
 * Going on all the same, in this tab: behind details, by a person's own click, and with the PIN where the lock
 * is on. In a frame there is none of it.
 */
import { byId, text } from '../common/i18n.js';
import { enteredText } from '../common/lock.js';
import { MESSAGES, send } from '../common/messages.js';
import { shortened } from './place.js';

/** A page could open this one below a finger that is about to click: so long nothing here can be pressed. */
const ARMED_MILLISECONDS = 1_000;

const button = /** @type {HTMLButtonElement} */ (byId('go-on'));
const pin = /** @type {HTMLInputElement} */ (byId('pin'));
const details = /** @type {HTMLDetailsElement} */ (byId('further'));

/** @param {import('./subject.js').Subject} subject */
export function offerGoingOn({ url, host }) {
  button.textContent = text('go_on', [shortened(host.shown)]);
  button.addEventListener('click', (event) => event.isTrusted && void goOn(url));
  pin.addEventListener('keydown', (event) => event.isTrusted && event.key === 'Enter' && !button.disabled && void goOn(url));
  let timer = 0;
  const arm = () => {
    clearTimeout(timer);
    button.disabled = true;
    if (details.open) timer = setTimeout(() => (button.disabled = false), ARMED_MILLISECONDS);
  };
  details.addEventListener('toggle', arm);
  addEventListener('focus', arm);
}

/**
 * What the lock leaves of it. Where nothing is listed there is nothing to lock.
 * @param {import('../background/pin-lock.js').LockState} lock
 * @param {boolean} isListed
 */
export function lockGoingOn({ on, forced }, isListed) {
  byId('go-on-pin').hidden = !isListed || !on || forced;
  byId('go-on-forced').hidden = !isListed || !forced;
  button.hidden = isListed && forced;
}

/** @param {string} url */
async function goOn(url) {
  button.disabled = true;
  byId('go-on-trouble').textContent = '';
  const entered = await send(MESSAGES.GO_ON, { url, pin: pin.value }).finally(() => (button.disabled = false));
  if (entered?.outcome === 'right') return location.replace(url);
  byId('go-on-trouble').textContent = enteredText(entered);
  pin.value = '';
  pin.focus();
}
