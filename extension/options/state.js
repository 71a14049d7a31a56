// @ts-check
/** Changing a setting from the options: behind the lock, and with words for what came of it. */
import { byId, text } from '../common/i18n.js';
import { requireUnlocked } from '../common/lock.js';
import { MESSAGES, send } from '../common/messages.js';

/**
 * @typedef {{values: import('../common/setting-fields.js').Values, managed: import('../common/settings.js').Managed, server: string}} State
 * @typedef {import('../background/answers-choices.js').Changed} Changed
 */

/**
 * @param {Partial<State['values']>} changes
 * @param {string} place the id of where to say what came of it
 * @returns {Promise<State>} what holds now
 */
export async function choose(changes, place) {
  byId(place).textContent = '';
  if (await requireUnlocked()) byId(place).textContent = changedText(await send(MESSAGES.CHOOSE, { changes }));
  return send(MESSAGES.SETTINGS);
}

/** @param {Changed} changed */
export function changedText(changed) {
  if (changed.outcome === 'done') return text('settings_saved');
  if (changed.outcome === 'unfit') return text('settings_unfit', [changed.field, text(`accepts_${changed.accepts}`)]);
  return text(`refused_${changed.code}`);
}
