// @ts-check
/** What the bar above a page says. Content scripts cannot import, so they are given the words. */
import { evidenceOf } from '../common/evidence.js';
import { reportersText, spanText, sureText } from '../common/evidence-text.js';
import { appealLink, helpLink, knownCategory } from '../common/service-links.js';

/**
 * @param {import('../common/words.js').Words} words
 * @param {import('./buckets.js').Match} match
 * @param {string} expression the entry
 * @param {string} server
 */
export function barWords(words, match, expression, server) {
  const evidence = evidenceOf(match);
  const category = knownCategory(words, match.category);
  return {
    lang: words.tag,
    dir: words.direction,
    title: words.text('bar_title'),
    said: words.text('bar_text', [words.category(category)]),
    doubt: evidence.sure === 'unchecked' ? words.text('sure_unchecked') : '',
    about: words.category(category, 'about'),
    more: words.text('bar_more'),
    reported: `${reportersText(words, evidence)} ${spanText(words, evidence)}`.trim(),
    sure: evidence.sure === 'unchecked' ? '' : sureText(words, evidence),
    close: words.text('bar_close'),
    links: [
      { text: words.text('bar_help'), href: helpLink(words, server, category, category) },
      { text: words.text('mistake_link'), href: appealLink(words, server, expression) },
    ],
  };
}
