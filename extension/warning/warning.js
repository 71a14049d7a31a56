// @ts-check
/**
 * The warning page. It shows at once what needs no answer, then what the list on this computer says, then
 * who reported the address. A page cannot use it to slander a site: what is not listed is said not to be.
 */
import { evidenceOf } from '../common/evidence.js';
import { datesText, reporterName, reportersText, spanText, sureText } from '../common/evidence-text.js';
import { byId, categoryText, fillPage, numberText, text, words } from '../common/i18n.js';
import { ageText, isPastLimit } from '../common/list-age.js';
import { MESSAGES, sendTwice } from '../common/messages.js';
import { appealLink, helpLink, knownCategory, pointTo } from '../common/service-links.js';
import { lockGoingOn, offerGoingOn } from './going-on.js';
import { leave } from './leave.js';
import { showPlace } from './place.js';
import { subjectOf } from './subject.js';

/**
 * @typedef {import('./subject.js').Subject} Subject
 * @typedef {import('../background/buckets.js').Match} Match
 * @typedef {import('../background/list-store.js').Held} Held
 * @typedef {'listed' | 'framed' | 'unlisted' | 'unanswered' | 'withdrawn' | 'nothing'} State
 */

/** Longer than the worker waits for the service. */
const PATIENCE_MILLISECONDS = 6_000;

const framed = window.top !== window;
document.documentElement.classList.toggle('framed', framed);
fillPage();
byId('leave').addEventListener('click', () => leave(sessionStorage, Date.now()));
if (!framed) byId('leave').focus({ preventScroll: true });
// The same page with another address behind "#" is not loaded anew by the browser.
addEventListener('hashchange', () => location.reload());

const subject = subjectOf(location.hash);
if (!subject) showState('nothing');
else await show(subject).catch(() => showNothingKnown());

/** @param {Subject} subject */
async function show(subject) {
  showState(framed ? 'framed' : 'listed');
  showPlace(subject);
  if (!framed) offerGoingOn(subject);
  const { finding, list, lock } = await sendTwice(MESSAGES.SUBJECT, { url: subject.url }, PATIENCE_MILLISECONDS);
  showAge(list.held);
  showHelp(list.server, undefined);
  lockGoingOn(lock, finding.status === 'listed');
  if (finding.status !== 'listed') return showState(finding.status);
  pointTo(/** @type {HTMLAnchorElement} */ (byId('mistake-link')), appealLink(words, list.server, finding.expression));
  byId('mistake').hidden = false;
  byId('untouched').hidden = finding.match !== null;
  if (finding.match) return showMatch(finding.match, list.server);
  showDetails(await sendTwice(MESSAGES.DETAILS, { expression: finding.expression }, PATIENCE_MILLISECONDS), list.server);
}

/** @param {State} state */
function showState(state) {
  document.body.dataset.state = state === 'framed' ? 'listed' : state;
  document.title = text(`title_${state}`);
  byId('title').textContent = text(`title_${state}`);
  byId('about').textContent = text(`about_${state}`);
  const listed = state === 'listed' || state === 'framed';
  byId('paid').hidden = byId('who').hidden = !listed;
  if (!listed) byId('mistake').hidden = true;
  byId('evidence').hidden = byId('why').hidden = byId('further').hidden = state === 'nothing';
  if (!listed) byId('evidence-note').textContent = text('why_none');
}

/**
 * @param {import('../background/checker.js').Details} details
 * @param {string} server
 */
function showDetails(details, server) {
  if (details.state === 'loaded') return showMatch(details.match, server);
  if (details.state === 'withdrawn') return showState(framed ? 'framed' : 'withdrawn');
  showNothingKnown();
}

/** The service did not answer: the warning stands, by the list on this computer. */
function showNothingKnown() {
  byId('evidence-note').textContent = text('why_unavailable');
  byId('who').hidden = true;
}

/**
 * @param {Match} match
 * @param {string} server
 */
function showMatch(match, server) {
  const evidence = evidenceOf(match);
  byId('category').textContent = text('reported_as', [categoryText(match.category)]);
  byId('about').textContent = categoryText(match.category, 'about');
  byId('evidence-note').hidden = true;
  byId('evidence-name').textContent = evidence.presentsAs ? text('evidence_presents_as', [evidence.presentsAs]) : '';
  byId('evidence-by').textContent = `${reportersText(words, evidence)} ${spanText(words, evidence)}`.trim();
  byId('evidence-sure').textContent = sureText(words, evidence);
  const more = evidence.count - evidence.reporters.length;
  byId('sources').replaceChildren(...evidence.reporters.map(reporterItem), ...(more > 0 ? [item(text('evidence_others', [numberText(more)]))] : []));
  byId('who').hidden = evidence.count === 0;
  showHelp(server, match.category);
}

/** @param {import('../common/evidence.js').Reporter} reporter */
function reporterItem(reporter) {
  const name = document.createElement('strong');
  const dates = datesText(words, reporter);
  const isolated = document.createElement('bdi');
  isolated.textContent = reporterName(words, reporter);
  name.append(isolated);
  return item(name, dates ? `: ${dates}` : '');
}

/** @param {(string | Node)[]} parts */
function item(...parts) {
  const made = document.createElement('li');
  made.append(...parts);
  return made;
}

/**
 * The service's pages with help; the first steps stand here, for whoever cannot reach it.
 * @param {string} server
 * @param {string | undefined} category
 */
function showHelp(server, category) {
  pointTo(/** @type {HTMLAnchorElement} */ (byId('paid-help')), helpLink(words, server, 'paid', category));
  pointTo(/** @type {HTMLAnchorElement} */ (byId('held-help')), helpLink(words, server, 'held', category));
  byId('held').hidden = knownCategory(words, category) !== 'job-lure';
}

/** @param {Held | null} held */
function showAge(held) {
  byId('list-age').textContent = ageText(held, Date.now());
  byId('list-old').hidden = !isPastLimit(held, Date.now());
  byId('list-old').textContent = text('list_old_text');
}
