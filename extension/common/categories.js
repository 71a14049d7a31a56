// @ts-check
/** What something can be reported as, the most common first; the last is for whoever does not know. */
export const CATEGORIES = Object.freeze([
  'investment', 'wallet-phishing', 'phishing', 'shop', 'job-lure', 'giveaway', 'recovery', 'gambling', 'stolen-funds', 'sanctioned', 'scam',
]);
