// @ts-check
/** The languages there are, and which of them fits what the browser asks for; as service/language/tags.py has them. */

/**
 * `tag` is BCP 47; `name` is as its readers write it; `folder` lies below _locales.
 * @typedef {{tag: string, name: string, folder: string}} Language
 */

/** @type {readonly Language[]} */
export const LANGUAGES = Object.freeze([
  { tag: 'en', name: 'English', folder: 'en' },
  { tag: 'th', name: 'ไทย', folder: 'th' },
  { tag: 'vi', name: 'Tiếng Việt', folder: 'vi' },
  { tag: 'id', name: 'Bahasa Indonesia', folder: 'id' },
  { tag: 'ms', name: 'Bahasa Melayu', folder: 'ms' },
  { tag: 'fil', name: 'Filipino', folder: 'fil' },
  { tag: 'km', name: 'ភាសាខ្មែរ', folder: 'km' },
  { tag: 'lo', name: 'ພາສາລາວ', folder: 'lo' },
  { tag: 'my', name: 'မြန်မာဘာသာ', folder: 'my' },
  { tag: 'zh-Hans', name: '简体中文', folder: 'zh_CN' },
  { tag: 'zh-Hant', name: '繁體中文', folder: 'zh_TW' },
  { tag: 'hi', name: 'हिन्दी', folder: 'hi' },
]);
export const ENGLISH = LANGUAGES[0];

/** @type {Record<string, string>} */
const ALSO = { tl: 'fil', in: 'id', bur: 'my', mya: 'my', khm: 'km', lao: 'lo' };
const CHINESE = ['zh', 'cmn', 'yue', 'nan', 'hak'];
const TRADITIONAL = /-(?:hant|tw|hk|mo)(?=$|-)|^(?:yue|nan|hak)$/;
const SIMPLIFIED = /-hans(?=$|-)/;
const RIGHT_TO_LEFT = ['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'ug', 'ur', 'yi'];

/**
 * Our language that whoever asks for the tag can read, if there is one.
 * @param {string} tag
 */
export function matched(tag) {
  const asked = tag.toLowerCase().replaceAll('_', '-');
  const first = /^[a-z]{2,3}(?=$|-)/.exec(asked)?.[0] ?? '';
  if (CHINESE.includes(first)) {
    const traditional = TRADITIONAL.test(asked) && !SIMPLIFIED.test(asked);
    return withTag(traditional ? 'zh-Hant' : 'zh-Hans');
  }
  return withTag(ALSO[first] ?? first);
}

/**
 * The language that fits best.
 * @param {string} chosen a tag, or "" to follow the browser
 * @param {readonly string[]} asked the browser's languages, the wanted first
 */
export function best(chosen, asked) {
  return withTag(chosen) ?? asked.map(matched).find((language) => language) ?? ENGLISH;
}

/** @param {string} tag */
export function directionOf(tag) {
  return RIGHT_TO_LEFT.includes(tag.split('-')[0]) ? 'rtl' : 'ltr';
}

/** @param {string} tag */
function withTag(tag) {
  return LANGUAGES.find((language) => language.tag === tag);
}
