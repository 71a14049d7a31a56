// @ts-check
/** Whether the site is listed, as what, and by whom. All from this computer, but for a bucket. */
import { byId, categoryText, text, words } from '../common/i18n.js';
import { evidenceOf } from '../common/evidence.js';
import { reportersText, spanText, sureText } from '../common/evidence-text.js';
import { MESSAGES, send } from '../common/messages.js';
import { unicodeHost } from '../common/punycode.js';

/**
 * @typedef {import('../background/gate.js').Judgement & {exempt?: string}} Judgement
 * @typedef {import('./tab.js').Page} Page
 */

/**
 * @param {Page} page
 * @returns {Promise<Judgement | null>} null where there is no site
 */
export async function showSite({ url, tabId }) {
  byId('evidence').hidden = true;
  if (!url) {
    showStatus('none', text('site_none'));
    return null;
  }
  byId('host').textContent = unicodeHost(url.hostname);
  /** @type {Judgement} */
  const judgement = await send(MESSAGES.SITE, { url: url.href, tabId });
  const { finding, passed, exempt } = judgement;
  const said = finding.status === 'listed' ? await reportedAs(finding) : text(exempt ? `site_${exempt}` : `site_${finding.status}`);
  showStatus(finding.status, passed ? `${said} ${text('site_passed')}` : said);
  return judgement;
}

/**
 * The list on this computer says of a host only that it is listed; the bucket says what as.
 * @param {import('../background/checker.js').Listed} finding
 */
async function reportedAs({ expression, match, severity }) {
  const details = match ? { match } : await send(MESSAGES.DETAILS, { expression });
  byId('evidence').hidden = false;
  byId('strength').textContent = text(severity === 'block' ? 'site_blocks' : 'site_warns');
  const evidence = details.match ? evidenceOf(details.match) : null;
  const lines = evidence ? [reportersText(words, evidence), spanText(words, evidence), sureText(words, evidence)] : [text('site_no_details'), '', ''];
  ['reporters', 'dates', 'sure'].forEach((id, at) => (byId(id).textContent = lines[at]));
  return text('reported_as', [categoryText(evidence?.category)]);
}

/**
 * @param {string} status
 * @param {string} said
 */
function showStatus(status, said) {
  byId('site').dataset.status = status;
  byId('status').textContent = said;
}
