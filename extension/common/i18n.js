// @ts-check
/**
 * Words in the person's language, put into our pages as text and never as markup. Whatever imports this waits
 * until the words are there; the worker must not wait while it is loaded, and uses words.js.
 */
import { relativeIn } from './dates.js';
import { chosenWords } from './words.js';

/** For what the worker says in the same words, and so takes them as a value. */
export let words = await chosenWords();

/** Take the words of the language chosen meanwhile, for a page that fills itself anew in place. */
export async function renewWords() {
  words = await chosenWords();
}

/**
 * @param {string} name
 * @param {string[]} [values]
 */
export function text(name, values = []) {
  return words.text(name, values);
}

/**
 * The form of a message that fits a number, of those that end in `_one` and `_other`; `$1` is the number.
 * @param {string} name
 * @param {number} n
 * @param {string[]} [values] from `$2` on
 */
export function plural(name, n, values = []) {
  return words.plural(name, n, values);
}

/** The tag of the language that the words are in, which the browser's own may not be. */
export function language() {
  return words.tag;
}

/** Fill every element that names a message, and set the language and direction of the page. */
export function fillPage() {
  document.documentElement.lang = words.tag;
  document.documentElement.dir = words.direction;
  for (const element of document.querySelectorAll('[data-i18n]')) {
    element.textContent = text(element.getAttribute('data-i18n') ?? '');
  }
}

/**
 * The element with this id; pages and scripts are written together, so it is there.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new TypeError(`no element ${id}`);
  return element;
}

/**
 * A category in a few plain words, or as a sentence with `about`. One we do not know is "a scam".
 * @param {string | undefined} category
 * @param {'category' | 'about'} [kind]
 */
export function categoryText(category = 'scam', kind = 'category') {
  return words.category(category, kind);
}

/**
 * A day as people write it; empty for what is no date.
 * @param {string | undefined} rfc3339
 */
export function dayText(rfc3339) {
  return words.day(rfc3339);
}

/**
 * A length of time that has passed: "3 hours ago".
 * @param {number} milliseconds
 */
export function agoText(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 60) return relativeText(-minutes, 'minute');
  if (minutes < 48 * 60) return relativeText(-Math.round(minutes / 60), 'hour');
  return relativeText(-Math.round(minutes / 1440), 'day');
}

/**
 * A length of time, past (below 0) or to come.
 * @param {number} value
 * @param {import('./dates.js').Unit} unit
 */
export function relativeText(value, unit) {
  return relativeIn(words.tag, value, unit);
}

/**
 * A length of time to come: "in 5 minutes".
 * @param {number} milliseconds
 */
export function waitText(milliseconds) {
  const format = new Intl.RelativeTimeFormat(language());
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 60 ? format.format(seconds, 'second') : format.format(Math.ceil(seconds / 60), 'minute');
}

/** @param {number} value */
export function numberText(value) {
  return words.number(value);
}
