// @ts-check
/** The options' table of contents. The lock has a script of its own. */
import { byId, fillPage, text } from '../common/i18n.js';
import { MESSAGES, send } from '../common/messages.js';
import { showChecks } from './checks.js';
import { showHosts } from './hosts.js';
import { showServer } from './server.js';
import { prepareTransfer } from './transfer.js';

fillPage();
document.title = `Mynah: ${text('popup_options')}`;
prepareTransfer(show);
addEventListener('focus', () => void show()); // another tab of these may have changed something
await show();

async function show() {
  const state = await send(MESSAGES.SETTINGS);
  for (const note of document.querySelectorAll('[data-managed]')) {
    /** @type {HTMLElement} */ (note).hidden = !(String(note.getAttribute('data-managed')) in state.managed);
  }
  showChecks(state);
  showHosts(state);
  await showServer(state);
  byId('checks').dataset.ready = 'true';
}
