// @ts-check
/** The wallet addresses that the content script found on the page in the tab. */
import { chainText } from '../common/chain-names.js';
import { byId, categoryText, numberText, text, words } from '../common/i18n.js';
import { recognise } from '../common/wallets.js';

/**
 * What a content script answers to `found`: each text that looks like an address, and what it is listed as. The page
 * cannot answer in its place, but what stands in it is the page's.
 * @typedef {{address: string, listed: string | null}} Found
 * @typedef {import('./tab.js').Page} Page
 */

const MOST_SHOWN = 20;
const MOST_READ = 2000;
const LONGEST_ADDRESS = 512;

/**
 * @param {Page} page
 * @param {import('./site.js').Judgement | null} judgement
 * @param {(address: string) => void} report
 */
export async function showFound({ tabId, held }, judgement, report) {
  const isSite = judgement !== null && !held && judgement.exempt !== 'paused';
  byId('found').hidden = !isSite;
  if (!isSite) return;
  const found = (await foundIn(tabId)).sort((a, b) => Number(b.listed !== null) - Number(a.listed !== null));
  const listed = found.filter((one) => one.listed !== null).length;
  byId('found-count').textContent = found.length ? text('found_count', [numberText(found.length), numberText(listed)]) : text('found_none');
  byId('found-list').replaceChildren(...found.slice(0, MOST_SHOWN).map((one) => item(one, report)));
}

/**
 * All frames of a page together. One that has no content script of ours has found nothing.
 * @param {number} tabId
 * @returns {Promise<Found[]>}
 */
async function foundIn(tabId) {
  const frames = (await browser.webNavigation.getAllFrames({ tabId }).catch(() => null)) ?? [];
  const ask = (/** @type {number} */ frameId) => browser.tabs.sendMessage(tabId, { name: 'found' }, { frameId }).catch(() => []);
  const answers = await Promise.all(frames.map(({ frameId }) => ask(frameId)));
  const all = answers.flat().slice(0, MOST_READ).filter(isFound);
  return [...new Map(all.map((one) => [one.address, one])).values()];
}

/**
 * @param {unknown} value
 * @returns {value is Found}
 */
function isFound(value) {
  const { address, listed } = Object(value);
  if (typeof address !== 'string' || address.length > LONGEST_ADDRESS) return false;
  return (listed === null || typeof listed === 'string') && recognise(address).length > 0;
}

/**
 * @param {Found} found
 * @param {(address: string) => void} report
 */
function item({ address, listed }, report) {
  const [made, shown, chain, button] = ['li', 'bdi', 'span', 'button'].map((name) => document.createElement(name));
  shown.textContent = address;
  shown.className = 'address';
  shown.dir = 'ltr';
  chain.textContent = text('found_on', [words.list(recognise(address).map((one) => chainText(one.chain)))]);
  made.append(shown, document.createElement('br'), chain);
  if (listed !== null) {
    const mark = document.createElement('strong');
    mark.textContent = `⚠ ${text('reported_as', [categoryText(listed)])}`;
    made.append(document.createElement('br'), mark);
    return made;
  }
  button.textContent = text('found_report');
  button.setAttribute('aria-label', text('button_about', [text('found_report'), `${address.slice(0, 6)}…${address.slice(-4)}`]));
  button.addEventListener('click', () => report(address));
  made.append(row(button));
  return made;
}

/** @param {HTMLElement} element */
function row(element) {
  const made = document.createElement('p');
  made.className = 'row';
  made.append(element);
  return made;
}
