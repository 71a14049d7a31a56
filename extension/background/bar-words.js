// @ts-check
/** What the bar above a page says. Content scripts cannot import, so they are given the words. */
import { evidenceOf } from '../common/evidence.js';
import { reportersText, spanText, sureText } from '../common/evidence-text.js';
import { categoryText, text } from '../common/i18n.js';
import { appealLink, helpLink, knownCategory } from '../common/service-links.js';

/**
 * @param {import('./buckets.js').Match} match
 * @param {string} expression the entry
 * @param {string} server
 */
export function barWords(match, expression, server) {
  const evidence = evidenceOf(match);
  const category = knownCategory(match.category);
  return {
    lang: text('language_tag'),
    dir: text('@@bidi_dir'),
    title: text('bar_title'),
    said: text('bar_text', [categoryText(category)]),
    doubt: evidence.sure === 'unchecked' ? text('sure_unchecked') : '',
    about: categoryText(category, 'about'),
    more: text('bar_more'),
    reported: `${reportersText(evidence)} ${spanText(evidence)}`.trim(),
    sure: evidence.sure === 'unchecked' ? '' : sureText(evidence),
    close: text('bar_close'),
    links: [
      { text: text('bar_help'), href: helpLink(server, category, category) },
      { text: text('mistake_link'), href: appealLink(server, expression) },
    ],
  };
}
