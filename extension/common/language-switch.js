// @ts-check
/**
 * The languages, each in its own name, at the end of a page of ours; and that a machine made the translation,
 * until somebody has reviewed it. A page has it by naming this script after its own. It is loaded anew in the
 * chosen language, unless it listens to `languagechosen` and speaks it in place.
 */
import { byId, language, renewWords, text } from './i18n.js';
import { LANGUAGES } from './languages.js';
import { chooseTag, chosenTag } from './words.js';

const footer = document.createElement('footer');
footer.className = 'languages';
fill(await chosenTag());
document.querySelector('main')?.append(footer);

/** @param {string} chosen */
function fill(chosen) {
  footer.replaceChildren(switcher(chosen), notice());
}

/** @param {string} chosen */
function switcher(chosen) {
  const label = document.createElement('label');
  const select = document.createElement('select');
  select.id = 'language';
  select.append(option('', text('language_same'), language()), ...LANGUAGES.map(({ tag, name }) => option(tag, name, tag)));
  select.value = chosen;
  select.addEventListener('change', () => void use(select.value));
  label.append(named(text('language_label')), select);
  return label;
}

/** @param {string} words */
function named(words) {
  const name = document.createElement('span');
  name.textContent = words;
  return name;
}

/**
 * @param {string} value
 * @param {string} words
 * @param {string} tag
 */
function option(value, words, tag) {
  const made = new Option(words, value);
  made.lang = tag;
  return made;
}

function notice() {
  const made = document.createElement('p');
  made.className = 'quiet';
  made.textContent = text('translation_notice');
  made.hidden = !made.textContent;
  return made;
}

/** @param {string} tag */
async function use(tag) {
  await chooseTag(tag);
  await renewWords();
  if (dispatchEvent(new Event('languagechosen', { cancelable: true }))) return location.reload();
  fill(tag);
  byId('language').focus();
}
