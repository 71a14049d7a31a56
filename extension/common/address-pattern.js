/*
 * What a wallet address in a page's text looks like, as the source of a regular expression with the
 * flag `g`. Loaded both as a classic script, by content scripts, and as a module for its effect.
 *
 * A shape only: whether it is an address is for `recognise` in wallets.js to say. In order: a TON
 * account, raw and friendly (the only addresses with marks inside), then any run of letters and
 * digits as long as an address. A friendly one may not end in "/" or "+", so that a path behind
 * another address is not taken for part of it. Every repetition is bounded and begins at the start
 * of a run, so the search is linear in the text. The shortest address that anybody is paid at has 25
 * characters (XRP Ledger), the longest ones in use about 220 (Zcash).
 */
/** @type {any} */ (globalThis).MYNAH_ADDRESS_PATTERN = [
  '(?<![0-9A-Za-z])(?:',
  '-1:[0-9A-Fa-f]{64}',
  '|0:[0-9A-Fa-f]{64}',
  '|[EU][Qf][0-9A-Za-z+/_-]{45}[0-9A-Za-z_-]',
  '|[0-9A-Za-z]{25,512}',
  ')(?![0-9A-Za-z])',
].join('');
