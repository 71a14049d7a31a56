// @ts-check
/** Where our pages send people: to pages of the chosen service, in a tab of their own. */

/** @typedef {import('./words.js').Words} Words */

/**
 * A page with help. It is told a category and a language, and nothing of what the person opened.
 * @param {Words} words
 * @param {string} server
 * @param {string} page such as "paid"
 * @param {string | undefined} category
 */
export function helpLink(words, server, page, category) {
  const query = new URLSearchParams({ category: knownCategory(words, category), lang: words.tag });
  return `${server}/help/${page}?${query}`;
}

/**
 * The form for "this is a mistake", with the entry filled in: not the address that was opened, which may
 * hold more than anybody should send on.
 * @param {Words} words
 * @param {string} server
 * @param {string} expression such as "listed.example/" or "shared.example/page/"
 */
export function appealLink(words, server, expression) {
  const target = expression.replace(/^([^/]*)\/$/, '$1');
  return `${server}/appeals?${new URLSearchParams({ target, lang: words.tag })}`;
}

/**
 * A category that we have words for; any other is a scam.
 * @param {Words} words
 * @param {string | undefined} category
 */
export function knownCategory(words, category = 'scam') {
  return /^[a-z-]+$/.test(category) && words.text(`category_${category.replaceAll('-', '_')}`) ? category : 'scam';
}

/**
 * Point a link of one of our pages there. The page that opens learns nothing of where it was opened from.
 * @param {HTMLAnchorElement} link
 * @param {string} address
 */
export function pointTo(link, address) {
  link.href = address;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
}
