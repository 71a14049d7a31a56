// @ts-check
/** The mark on the toolbar button: a sign, not only a colour. */

const SIGNS = {
  reported: { text: '!', color: '#8c1d18', title: 'badge_reported' },
  unanswered: { text: '?', color: '#5f4b00', title: 'badge_unanswered' },
  none: { text: '', color: '#5f6368', title: 'name' },
};

export class Badge {
  #action;
  #i18n;

  /**
   * @param {Pick<typeof chrome.action, 'setBadgeText' | 'setBadgeBackgroundColor' | 'setTitle'>} action
   * @param {Pick<typeof chrome.i18n, 'getMessage'>} i18n
   */
  constructor(action, i18n) {
    this.#action = action;
    this.#i18n = i18n;
  }

  /**
   * @param {number} tabId
   * @param {import('./gate.js').Judgement} judgement
   */
  async show(tabId, { finding }) {
    const kind = { listed: 'reported', unanswered: 'unanswered', unlisted: 'none' }[finding.status];
    const { text, color, title } = SIGNS[/** @type {keyof typeof SIGNS} */ (kind)];
    await this.#action.setBadgeText({ tabId, text });
    await this.#action.setBadgeBackgroundColor({ tabId, color });
    await this.#action.setTitle({ tabId, title: this.#i18n.getMessage(title) });
  }
}
