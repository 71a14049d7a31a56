// @ts-check
/** The place that the warning is about, on the page: never a link, and never turned around by its own letters. */
import { byId, text } from '../common/i18n.js';

/** Of a longer host the end is shown, which says whose it is; the whole of it stands in the details. */
const LONGEST_HOST = 70;

/** @param {import('./subject.js').Subject} subject */
export function showPlace({ host: { shown, other, lookAlike }, parts }) {
  byId('host').replaceChildren(...labels(shortened(shown)));
  byId('spelling').hidden = other === null;
  byId('spelling-note').textContent = text(lookAlike ? 'warning_look_alike' : 'warning_ascii');
  byId('other-host').replaceChildren(...labels(shortened(other ?? '')));
  const host = document.createElement('strong');
  host.textContent = parts.host;
  byId('address').replaceChildren(parts.before, host, parts.after);
}

/** @param {string} host */
export function shortened(host) {
  return host.length > LONGEST_HOST ? `…${host.slice(-LONGEST_HOST)}` : host;
}

/**
 * Each label by itself, from left to right: letters that run the other way turn nothing but their own label.
 * @param {string} host
 */
function labels(host) {
  return host.split('.').flatMap((label, at) => {
    const one = document.createElement('bdi');
    one.textContent = label;
    return at ? ['.', one] : [one];
  });
}
