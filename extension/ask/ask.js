// @ts-check
/**
 * One question about a wallet address, in a window of its own. The worker hands the question over a port that
 * belongs to this window; when either end is gone, the answer is "stop".
 *
 * "Stop" has the focus, so that keys pressed while the window comes up stop. Going on takes two clicks in two
 * places, and a second of looking between them: a window that springs up under a hand that is clicking, or one
 * that is partly covered by another, is answered by accident otherwise. Losing the focus begins that anew.
 * To try it by hand: open a page with a wallet, and send to an address that the service lists.
 */
import { apart } from '../common/address-likeness.js';
import { chainText } from '../common/chain-names.js';
import { evidenceOf } from '../common/evidence.js';
import { datesText, reporterName, sureText } from '../common/evidence-text.js';
import { byId, categoryText, fillPage, text, words } from '../common/i18n.js';
import { ageText } from '../common/list-age.js';
import { enteredText } from '../common/lock.js';
import { hostText } from '../common/look-alike.js';
import { MESSAGES, send } from '../common/messages.js';
import { appealLink, helpLink, pointTo } from '../common/service-links.js';

/**
 * @typedef {import('../background/asking.js').Question} Question
 * @typedef {import('../background/buckets.js').Match} Match
 */

/** What is said of a category is said of sites, but for these. */
const WORDS_FOR_ADDRESSES = ['sanctioned', 'stolen-funds'];
const GROUP = 4; // characters of an address that stand together
const LONGEST_HOST = 70;
const LOOK_MILLISECONDS = 1_000;

const goOn = /** @type {HTMLButtonElement} */ (byId('go-on'));
const pin = /** @type {HTMLInputElement} */ (byId('pin'));
const why = /** @type {HTMLDetailsElement} */ (byId('why'));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let looking;
/** What was asked, to be said again in another language. @type {[Question, import('../background/pin-lock.js').LockState] | undefined} */
let asked;

fillPage();
document.title = text('ask_by');
const port = browser.runtime.connect({ name: location.hash.slice(1) });
port.onDisconnect.addListener(showEnded);
port.onMessage.addListener((message) => void receive(message));
/** What the clipboard is to hold after each answer; null: what it holds. @type {{stop: string | null, go_on: string | null}} */
const clipboard = { stop: null, go_on: null };
byId('stop').addEventListener('click', () => void give('stop'));
goOn.addEventListener('click', ({ isTrusted }) => isTrusted && port.postMessage({ answer: 'go_on', pin: pin.value }));
why.addEventListener('toggle', beginToLook);
addEventListener('focus', beginToLook);
addEventListener('blur', closeWhy);
addEventListener('languagechosen', speakAnew);

/**
 * @param {{question?: Question, lock: import('../background/pin-lock.js').LockState, accepted?: boolean, entered: import('../background/pin-lock.js').Entered}} message
 */
async function receive({ question, lock, accepted, entered }) {
  if (question) return show(...(asked = [question, lock]));
  return accepted ? give('go_on') : showTrouble(entered);
}

/**
 * Only a page whose button was pressed may write to the clipboard: this one, then.
 * @param {'stop' | 'go_on'} answer
 */
async function give(answer) {
  const text = clipboard[answer];
  if (text !== null) await navigator.clipboard.writeText(text).catch(() => undefined);
  port.postMessage({ answer });
}

/**
 * @param {Question} question
 * @param {import('../background/pin-lock.js').LockState} lock
 */
async function show(question, lock) {
  const { kind, address, chain, match } = question;
  const state = kind === 'swap' ? 'swap' : match ? 'listed' : 'unchecked';
  document.body.dataset.state = state;
  document.title = text(`ask_title_${state}`);
  byId('title').textContent = document.title;
  byId('wish').textContent = text(`ask_wish_${kind}`);
  byId('address').replaceChildren(...inGroups(address));
  byId('chain').textContent = chainText(chain);
  byId('stop').textContent = text(`ask_stop_${kind}`);
  goOn.textContent = text(`ask_go_on_${kind}`);
  clipboard.go_on = question.copies ?? null;
  clipboard.stop = kind === 'copied' ? '' : null;
  showSites(question);
  showLock(lock, match !== null);
  if (match) showMatch(match);
  else byId('about').textContent = kind === 'swap' ? '' : text('ask_about_unchecked');
  if (question.copied !== undefined) showSwap(chain, address, question.copied);
  byId('mistake-line').hidden = match === null;
  byId('stop').focus();
  await showService(question);
}

/**
 * Both addresses, what differs in bold.
 * @param {string} chain
 * @param {string} address
 * @param {string} copied
 */
function showSwap(chain, address, copied) {
  byId('address').replaceChildren(...inParts(chain, address, copied));
  byId('copied').replaceChildren(...inParts(chain, copied, address));
  byId('swap').hidden = false;
}

/**
 * @param {string} chain
 * @param {string} address
 * @param {string} other
 */
function inParts(chain, address, other) {
  const [start, middle] = apart(chain, address, other);
  const [from, to] = [start.length, start.length + middle.length];
  return inGroups(address).map((span, number) => {
    const group = span.textContent ?? '';
    const [first, last] = [from, to].map((edge) => Math.min(Math.max(edge - GROUP * number, 0), group.length));
    const bold = document.createElement('strong');
    bold.textContent = group.slice(first, last);
    span.replaceChildren(group.slice(0, first), bold, group.slice(last));
    return span;
  });
}

/** @param {Match} match */
function showMatch(match) {
  const evidence = evidenceOf(match);
  byId('category').textContent = text('reported_as', [categoryText(match.category)]);
  byId('category').hidden = false;
  byId('about').textContent = WORDS_FOR_ADDRESSES.includes(match.category) ? categoryText(match.category, 'about') : text('ask_about_listed');
  byId('sure').textContent = sureText(words, evidence);
  byId('no-sources').hidden = evidence.count > 0;
  byId('sources').replaceChildren(...evidence.reporters.map(reporterItem));
}

/** @param {import('../common/evidence.js').Reporter} reporter */
function reporterItem(reporter) {
  const item = document.createElement('li');
  const name = document.createElement('strong');
  const dates = datesText(words, reporter);
  name.append(isolated(reporterName(words, reporter)));
  item.append(name, dates ? `: ${dates}` : '');
  return item;
}

/** @param {Question} question */
function showSites({ site, page }) {
  showHost('site', site);
  byId('page').hidden = page === undefined || hostOf(page) === hostOf(site);
  if (page !== undefined) showHost('page', page);
}

/**
 * A host as people should see it, and in its other spelling where there are two.
 * @param {string} id of its line
 * @param {string} url
 */
function showHost(id, url) {
  const { shown, other } = hostText(hostOf(url));
  byId(id).children[1].replaceChildren(...labels(shown));
  byId(id).children[2].replaceChildren(...(other === null ? [] : labels(other)));
}

/** @param {string} url */
function hostOf(url) {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

/**
 * Each label by itself, so that letters which run the other way turn nothing but their own label. Of a long
 * host the end is shown, which says whose it is.
 * @param {string} host
 */
function labels(host) {
  const end = host.length > LONGEST_HOST ? `…${host.slice(-LONGEST_HOST)}` : host;
  return end.split('.').flatMap((label, at) => (at ? ['.', isolated(label)] : [isolated(label)]));
}

/** @param {string} words */
function isolated(words) {
  const made = document.createElement('bdi');
  made.textContent = words;
  return made;
}

/** @param {string} address */
function inGroups(address) {
  const groups = Array.from({ length: Math.ceil(address.length / GROUP) }, (_, number) => address.slice(GROUP * number, GROUP * (number + 1)));
  return groups.map((group) => {
    const span = document.createElement('span');
    span.textContent = group;
    return span;
  });
}

/**
 * What comes from elsewhere: the age of the list, and where the service's pages are.
 * @param {Question} question
 */
async function showService({ address, match }) {
  const { server, held } = await send(MESSAGES.STATE);
  pointTo(/** @type {HTMLAnchorElement} */ (byId('paid')), helpLink(words, server, 'paid', match?.category));
  pointTo(/** @type {HTMLAnchorElement} */ (byId('mistake')), appealLink(words, server, address));
  byId('list-age').textContent = ageText(held, Date.now());
}

/**
 * What the lock leaves of going on. What could not be checked, nobody locked.
 * @param {import('../background/pin-lock.js').LockState} lock
 * @param {boolean} isListed
 */
function showLock({ on, forced }, isListed) {
  byId('locked').hidden = !isListed || !on || forced;
  byId('forced').hidden = !isListed || !forced;
  goOn.hidden = isListed && forced;
}

/** @param {import('../background/pin-lock.js').Entered} entered */
function showTrouble(entered) {
  byId('trouble').textContent = enteredText(entered);
  pin.value = '';
  pin.focus();
}

/** The way on opens a second after somebody began to look at what is said beside it. */
function beginToLook() {
  clearTimeout(looking);
  goOn.disabled = true;
  if (why.open && document.hasFocus()) looking = setTimeout(() => (goOn.disabled = false), LOOK_MILLISECONDS);
}

function closeWhy() {
  why.open = false;
  beginToLook();
}

/**
 * In place: this window loaded anew would be one that was closed, and so would stop.
 * @param {Event} event
 */
function speakAnew(event) {
  if (!asked || document.body.dataset.state === 'ended') return;
  event.preventDefault();
  fillPage();
  byId('trouble').textContent = '';
  void show(...asked);
}

/** The page that asked is gone, or the worker was ended: nobody waits for an answer. */
function showEnded() {
  document.body.dataset.state = 'ended';
  document.title = text('ask_title_ended');
  byId('title').textContent = document.title;
  for (const id of ['category', 'wish', 'address', 'swap', 'stop', 'more']) byId(id).hidden = true;
  byId('ended').hidden = false;
}
