// @ts-check
/** The hosts that are always allowed. */
import { byId, text } from '../common/i18n.js';
import { unicodeHost } from '../common/punycode.js';
import { choose } from './state.js';

/** @typedef {import('./state.js').State} State */

const field = /** @type {HTMLInputElement} */ (byId('host'));
/** @type {string[]} */
let hosts = [];

byId('hosts-form').addEventListener('submit', (event) => {
  event.preventDefault();
  void add();
});

/** @param {State} state */
export function showHosts({ values, managed }) {
  hosts = values.allowedHosts;
  const isManaged = managed.allowedHosts !== undefined;
  byId('hosts-form').hidden = isManaged;
  byId('hosts-list').replaceChildren(...hosts.map((host) => item(host, isManaged)));
}

/**
 * @param {string} host
 * @param {boolean} isManaged
 */
function item(host, isManaged) {
  const [made, name, button] = ['li', 'bdi', 'button'].map((tag) => document.createElement(tag));
  name.textContent = unicodeHost(host);
  button.textContent = text('hosts_remove');
  button.setAttribute('aria-label', text('button_about', [text('hosts_remove'), unicodeHost(host)]));
  button.addEventListener('click', () => void remove(host));
  made.append(name, ...(isManaged ? [] : [button]));
  return made;
}

async function add() {
  const typed = field.value;
  const before = hosts.length;
  showHosts(await choose({ allowedHosts: [...hosts, typed] }, 'hosts-result'));
  if (hosts.length > before) field.value = '';
}

/** @param {string} host */
async function remove(host) {
  showHosts(await choose({ allowedHosts: hosts.filter((other) => other !== host) }, 'hosts-result'));
  field.focus();
}
