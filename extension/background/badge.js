// @ts-check
/** The mark on the toolbar button: a sign, not only a colour. */

const SIGNS = {
  reported: { text: '!', color: '#8c1d18', title: 'badge_reported' },
  address: { text: '!', color: '#8c1d18', title: 'badge_address' },
  unanswered: { text: '?', color: '#5f4b00', title: 'badge_unanswered' },
  skipped: { text: '–', color: '#5f6368', title: 'badge_skipped' },
  none: { text: '', color: '#5f6368', title: 'name' },
};

export class Badge {
  #action;
  #words;

  /**
   * @param {Pick<typeof chrome.action, 'setBadgeText' | 'setBadgeBackgroundColor' | 'setTitle'>} action
   * @param {() => Promise<Pick<import('../common/words.js').Words, 'text'>>} words
   */
  constructor(action, words) {
    this.#action = action;
    this.#words = words;
  }

  /**
   * @param {number} tabId
   * @param {import('./gate.js').Judgement} judgement
   */
  async show(tabId, { finding }) {
    const kind = { listed: 'reported', unanswered: 'unanswered', unlisted: 'none', skipped: 'skipped' }[finding.status];
    await this.#put(tabId, /** @type {keyof typeof SIGNS} */ (kind));
  }

  /**
   * A reported wallet address was found on the page. A page can take a mark of ours away, but not this.
   * @param {number} tabId
   */
  async showAddress(tabId) {
    await this.#put(tabId, 'address');
  }

  /**
   * @param {number} tabId
   * @param {keyof typeof SIGNS} kind
   */
  async #put(tabId, kind) {
    const { text, color, title } = SIGNS[kind];
    // Not every telephone's button can carry a sign; its title is in a menu there.
    await this.#action.setBadgeText?.({ tabId, text });
    await this.#action.setBadgeBackgroundColor?.({ tabId, color });
    await this.#action.setTitle({ tabId, title: (await this.#words()).text(title) });
  }
}
