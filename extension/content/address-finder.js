// @ts-check
/**
 * Where wallet addresses may be in a text: candidates only, for the worker to judge. Knows no page and no
 * browser, so that tests run it in node.
 */
const mynahFinder = (() => {
  // From common/address-pattern.js, which is loaded before this script.
  const CANDIDATE = new RegExp(/** @type {any} */ (globalThis).MYNAH_ADDRESS_PATTERN, 'g');
  /** Every candidate has so many characters of MEMBERS in a row. */
  const SHORTEST = 25;
  const LONGEST_URI = 4096;
  const MEMBERS = new Uint8Array(128);
  for (const mark of '+/_-:') MEMBERS[mark.charCodeAt(0)] = 1;
  for (const [first, last] of ['09', 'AZ', 'az']) MEMBERS.fill(1, first.charCodeAt(0), last.charCodeAt(0) + 1);

  /**
   * Whether a text can hold a candidate at all. Looks at the last character of each window that could be one,
   * then backwards; what ends the window there ends all that begin before it. So of plain prose it reads one
   * letter in six, which no regular expression does.
   * @param {string} text
   */
  function mayHold(text) {
    const end = text.length;
    let start = 0;
    while (start + SHORTEST <= end) {
      let at = start + SHORTEST - 1;
      while (at >= start && MEMBERS[text.charCodeAt(at)] === 1) at -= 1;
      if (at < start) return true;
      start = at + 1;
    }
    return false;
  }

  /**
   * What looks like an address in a text, each once, in order of appearance.
   * @param {string} text
   * @returns {string[]}
   */
  function candidatesIn(text) {
    return mayHold(text) ? [...new Set(text.match(CANDIDATE))] : [];
  }

  /**
   * The same for a URI that asks for a payment (`bitcoin:`, EIP-681's `ethereum:`, `ton://transfer/` and their
   * like), which may have its address percent-encoded. Of an EIP-681 transfer it names both the token's contract
   * and the person paid.
   * @param {string} uri
   */
  function candidatesInUri(uri) {
    const text = uri.slice(0, LONGEST_URI);
    return candidatesIn(text.includes('%') ? `${text} ${decoded(text)}` : text);
  }

  /** @param {string} text */
  function decoded(text) {
    return text.replace(/%([0-7][0-9a-f])/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
  }

  return Object.freeze({ mayHold, candidatesIn, candidatesInUri });
})();
