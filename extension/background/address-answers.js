// @ts-check
/** What the worker answers content scripts about wallet addresses: on a page, in its pictures, copied and pasted. */
import { MESSAGES } from '../common/messages.js';
import { candidates, recognise } from '../common/wallets.js';

const MOST_ADDRESSES = 200;
const LONGEST_CODE = 4296; // characters: what a QR code can hold

/**
 * @typedef {import('./address-judge.js').Judged} Judged
 * @typedef {import('../common/words.js').Words} Words
 * @typedef {object} Parts
 * @property {Pick<import('./address-judge.js').AddressJudge, 'reported'>} judge
 * @property {import('./clipboard-watch.js').ClipboardWatch} clipboard
 * @property {import('./qr-reader.js').QrReader} qrReader
 * @property {import('./badge.js').Badge} badge
 * @property {Pick<import('./exemptions.js').Exemptions, 'checks'>} exemptions
 * @property {Pick<import('./strict.js').Strict, 'addresses'>} strict
 * @property {() => Promise<Words>} words
 */

/**
 * Give each message its handler. What a person switched off is answered as if there were nothing to say.
 * @param {import('../common/messages.js').Router} router
 * @param {Parts} parts
 */
export function answerAboutAddresses(router, parts) {
  const { clipboard, qrReader, exemptions } = parts;
  /**
   * @param {string} name
   * @param {keyof import('../common/settings.js').Checks} check
   * @param {unknown} otherwise
   * @param {(message: any, sender: any) => Promise<unknown>} handle
   */
  const on = (name, check, otherwise, handle) =>
    router.on(name, 'tab', async (message, sender) => ((await exemptions.checks(sender))[check] ? handle(message, sender) : otherwise));
  on(MESSAGES.ADDRESSES, 'addresses', [], ({ texts }, { tab }) => marked(parts, texts, tab));
  on(MESSAGES.QR_IMAGE, 'addresses', [], async (message) => addressesIn(await qrReader.read(message)));
  on(MESSAGES.QR_IN_VIEW, 'addresses', [], async (message, sender) => addressesIn(await qrReader.readView(message, sender)));
  on(MESSAGES.COPYING, 'clipboard', 'go_on', ({ text }, sender) => clipboard.copying(text, sender));
  on(MESSAGES.COPIED, 'clipboard', null, ({ text }, sender) => clipboard.copied(text, sender));
  on(MESSAGES.PASTING, 'clipboard', 'go_on', ({ text }, sender) => clipboard.pasting(text, sender));
  on(MESSAGES.LAST_COPIED, 'clipboard', [], () => clipboard.lastHarmless());
}

/**
 * Those of the texts that are reported, with the words of their marks.
 * @param {Parts} parts
 * @param {unknown} texts
 * @param {{id: number, url?: string}} tab
 */
async function marked({ judge, badge, strict, words }, texts, { id: tabId, url }) {
  if (!Array.isArray(texts)) return [];
  const asked = texts.slice(0, MOST_ADDRESSES);
  await strict.addresses(asked.flatMap(recognise).map(({ chain, canonical }) => `${chain}:${canonical}`), tabId, url);
  const reported = await judge.reported(asked, tabId);
  if (!reported.length) return [];
  await badge.showAddress(tabId);
  const own = await words();
  return reported.map((one) => {
    const mark = markText(own, one);
    const common = { lang: own.tag, dir: own.direction, unanswered: one.finding.status === 'unanswered' };
    const category = one.finding.status === 'listed' ? (one.finding.match?.category ?? 'scam') : null;
    return { text: one.text, category, mark, picture: own.text('mark_picture', [mark]), ...common };
  });
}

/**
 * @param {Words} words
 * @param {Judged} judged
 */
function markText(words, { text, finding }) {
  const short = `${text.slice(0, 6)}…${text.slice(-4)}`;
  if (finding.status !== 'listed') return words.text('mark_unanswered', [short]);
  return words.text('mark_text', [short, words.category(finding.match?.category)]);
}

/**
 * What looks like an address in the texts of QR codes: a bare address, or a payment URI with one in it.
 * @param {string[] | null} codes null where they could not be read now
 */
function addressesIn(codes) {
  return codes && [...new Set(codes.flatMap((code) => candidates(unescaped(code.slice(0, LONGEST_CODE)))))];
}

/** @param {string} text */
function unescaped(text) {
  const plain = text.replace(/%([0-7][0-9a-f])/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
  return plain === text ? text : `${text} ${plain}`;
}
