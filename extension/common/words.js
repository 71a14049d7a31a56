// @ts-check
/**
 * The words of the chosen language, for pages (through i18n.js) and for the worker, which cannot wait while it
 * is loaded. `browser.i18n` follows the browser alone, and not every browser knows every language of ours.
 */
import { dayIn } from './dates.js';
import { ENGLISH, LANGUAGES, best, directionOf } from './languages.js';

/**
 * @typedef {{message: string, placeholders?: Record<string, {content: string}>}} Message
 * @typedef {Record<string, Message>} Messages
 */

/** The storage key of the choice: a tag, or "" to follow the browser. */
export const LANGUAGE = 'language';

export class Words {
  #own;
  #english;

  /**
   * @param {string} tag
   * @param {Messages} own
   * @param {Messages} english what stands in for a message that the language lacks
   */
  constructor(tag, own, english) {
    this.tag = tag;
    this.direction = directionOf(tag);
    this.#own = own;
    this.#english = english;
  }

  /**
   * A message with its values; empty when there is none of that name.
   * @param {string} name
   * @param {readonly string[]} [values]
   */
  text(name, values = []) {
    const message = own(this.#own, name) ?? own(this.#english, name);
    return message ? filled(message, values) : '';
  }

  /**
   * The form of a message that fits a number, of those that end in `_one`, `_other` …; `$1` is the number.
   * @param {string} name
   * @param {number} n
   * @param {readonly string[]} [values] from `$2` on
   */
  plural(name, n, values = []) {
    const form = new Intl.PluralRules(this.#locales).select(n);
    const all = [this.number(n), ...values];
    return this.text(`${name}_${form}`, all) || this.text(`${name}_other`, all);
  }

  /** @param {number} n */
  number(n) {
    return new Intl.NumberFormat(this.#locales).format(n);
  }

  /** What Intl is to follow: where it does not know the language, English, and never the browser's own. */
  get #locales() {
    return [this.tag, 'en'];
  }

  /**
   * A day as people write it; empty for what is no date.
   * @param {string | undefined} rfc3339
   */
  day(rfc3339) {
    const time = Date.parse(rfc3339 ?? '');
    return Number.isNaN(time) ? '' : dayIn(this.tag, time);
  }

  /**
   * Several things in one sentence: "A, B, and C". What has no spaces between words has them around a name.
   * @param {string[]} items
   */
  list(items) {
    const parts = new Intl.ListFormat(this.#locales).formatToParts(items);
    const spaced = (/** @type {string} */ words) => words.replace(/^(?=[\p{L}\p{M}])|(?<=[\p{L}\p{M}])\u200b?$/gu, ' ');
    return parts.map(({ type, value }) => (type === 'literal' ? spaced(value) : value)).join('');
  }

  /**
   * A category in a few plain words, or as a sentence with `about`. One we do not know is "a scam".
   * @param {string | undefined} category
   * @param {'category' | 'about'} [kind]
   */
  category(category = 'scam', kind = 'category') {
    return this.text(`${kind}_${category.replaceAll('-', '_')}`) || this.text(`${kind}_scam`);
  }
}

/** What the person chose: a tag, or "" to follow the browser. */
export async function chosenTag() {
  const kept = (await browser.storage.local.get(LANGUAGE))[LANGUAGE];
  return LANGUAGES.some(({ tag }) => tag === kept) ? String(kept) : '';
}

/** @param {string} tag or "" to follow the browser */
export async function chooseTag(tag) {
  await browser.storage.local.set({ [LANGUAGE]: tag });
}

/** The words to use now. Never fails: a warning without its words would be none. */
export async function chosenWords() {
  const language = best(await chosenTag().catch(() => ''), navigator.languages);
  const [own, english] = await Promise.all([messagesIn(language.folder), messagesIn(ENGLISH.folder)]);
  return new Words(language.tag, own, english);
}

/** @type {Map<string, Promise<Messages>>} */
const loaded = new Map();

/**
 * @param {string} folder
 * @returns {Promise<Messages>}
 */
function messagesIn(folder) {
  let messages = loaded.get(folder);
  if (!messages) {
    messages = load(folder);
    loaded.set(folder, messages);
  }
  return messages;
}

/**
 * @param {string} folder
 * @returns {Promise<Messages>}
 */
async function load(folder) {
  try {
    return await (await fetch(browser.runtime.getURL(`_locales/${folder}/messages.json`))).json();
  } catch {
    loaded.delete(folder);
    return {};
  }
}

/**
 * @param {Messages} messages
 * @param {string} name
 */
function own(messages, name) {
  const message = Object.hasOwn(messages, name) ? messages[name] : undefined;
  return message?.message ? message : undefined;
}

/**
 * Put values into `$1` to `$9`, as `browser.i18n` does, and into places with a name. `$$` is a dollar.
 * @param {Message} message
 * @param {readonly string[]} values
 */
function filled({ message, placeholders = {} }, values) {
  const named = message.replace(/\$([a-z0-9_@]+)\$/gi, (whole, name) => placeholders[name.toLowerCase()]?.content ?? whole);
  return named.replace(/\$(\$|[1-9])/g, (_, what) => (what === '$' ? '$' : (values[what - 1] ?? '')));
}
