// @ts-check
/**
 * The warning page. It shows at once what needs no answer, then what the list on this computer says, then
 * who reported the address. A page cannot use it to slander a site: what is not listed is said not to be.
 */
import { agoText, byId, categoryText, dayText, fillPage, text } from '../common/i18n.js';
import { MESSAGES, send } from '../common/messages.js';
import { leave } from './leave.js';
import { subjectOf } from './subject.js';

/**
 * @typedef {import('./subject.js').Subject} Subject
 * @typedef {import('../background/buckets.js').Match} Match
 */

const framed = window.top !== window;
document.documentElement.classList.toggle('framed', framed);
fillPage();
byId('leave').addEventListener('click', () => leave(sessionStorage, Date.now()));
// The same page with another address behind "#" is not loaded anew by the browser.
addEventListener('hashchange', () => location.reload());

const subject = subjectOf(location.hash);
if (subject) await show(subject);
else showState('nothing');

/** @param {Subject} subject */
async function show(subject) {
  showState(framed ? 'framed' : 'listed');
  byId('host').textContent = subject.shown;
  byId('ascii').hidden = subject.ascii === null;
  byId('ascii-host').textContent = subject.ascii;
  byId('address').textContent = subject.url;
  byId('go-on').textContent = text('go_on', [subject.shown]);
  byId('go-on').addEventListener('click', (event) => void goOn(event, subject));
  const { finding, list } = await send(MESSAGES.SUBJECT, { url: subject.url });
  byId('list-age').textContent = ageOf(list.held);
  if (finding.status !== 'listed') return showState(finding.status);
  byId('untouched').hidden = finding.match !== null;
  if (finding.match) return showMatch(finding.match);
  showDetails(await send(MESSAGES.DETAILS, { expression: finding.expression }));
}

/** @param {'listed' | 'framed' | 'unlisted' | 'unchecked' | 'withdrawn' | 'nothing'} state */
function showState(state) {
  document.body.dataset.state = state === 'framed' ? 'listed' : state;
  document.title = text(`title_${state}`);
  byId('title').textContent = text(`title_${state}`);
  byId('about').textContent = text(`about_${state}`);
  byId('paid').hidden = state !== 'listed';
  byId('why').hidden = state === 'nothing';
  if (state !== 'listed' && state !== 'framed') byId('sources-note').textContent = text('why_none');
}

/** @param {import('../background/checker.js').Details} details */
function showDetails(details) {
  if (details.state === 'loaded') return showMatch(details.match);
  if (details.state === 'withdrawn') return showState(framed ? 'framed' : 'withdrawn');
  byId('sources-note').textContent = text('why_unavailable');
}

/** @param {Match} match */
function showMatch(match) {
  byId('category').textContent = text('reported_as', [categoryText(match.category)]);
  byId('about').textContent = categoryText(match.category, 'about');
  byId('sources-note').hidden = true;
  byId('sources').replaceChildren(...match.sources.map(sourceItem));
}

/** @param {import('../background/buckets.js').Source} source */
function sourceItem(source) {
  const item = document.createElement('li');
  const name = document.createElement('strong');
  name.textContent = source.name ?? source.id;
  const since = dayText(source.first_seen);
  const confirmed = dayText(source.last_seen);
  item.append(name, since ? `: ${text('source_since', [since])}` : '', confirmed ? ` ${text('source_confirmed', [confirmed])}` : '');
  return item;
}

/** @param {import('../background/list-store.js').Held | null} held */
function ageOf(held) {
  return held ? text('list_age', [agoText(Date.now() - held.confirmedAt)]) : text('list_none');
}

/**
 * Open the address all the same, in this tab. Only a person's own click counts.
 * @param {Event} event
 * @param {Subject} subject
 */
async function goOn(event, { url }) {
  if (!event.isTrusted || framed) return;
  await send(MESSAGES.GO_ON, { url });
  location.replace(url);
}
