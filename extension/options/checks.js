// @ts-check
/** The switches: what is looked at, and strict mode. */
import { byId } from '../common/i18n.js';
import { CHECK_NAMES } from '../common/setting-fields.js';
import { choose } from './state.js';

/** @typedef {import('./state.js').State} State */

const SWITCHES = /** @type {const} */ (['strict', 'strictPrivate']);
const box = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (byId(id));

for (const name of CHECK_NAMES) box(`check-${name}`).addEventListener('change', () => void useChecks());
for (const name of SWITCHES) box(name).addEventListener('change', () => void useSwitch(name));

/** @param {State} state */
export function showChecks({ values, managed }) {
  for (const name of CHECK_NAMES) {
    box(`check-${name}`).checked = values.checks[name];
    box(`check-${name}`).disabled = managed.checks !== undefined;
  }
  for (const name of SWITCHES) {
    box(name).checked = values[name];
    box(name).disabled = managed[name] !== undefined;
  }
  if (!values.strict) box('strictPrivate').disabled = true;
}

async function useChecks() {
  const checks = Object.fromEntries(CHECK_NAMES.map((name) => [name, box(`check-${name}`).checked]));
  showChecks(await choose({ checks: /** @type {any} */ (checks) }, 'checks-result'));
}

/** @param {'strict' | 'strictPrivate'} name */
async function useSwitch(name) {
  showChecks(await choose({ [name]: box(name).checked }, 'strict-result'));
}
