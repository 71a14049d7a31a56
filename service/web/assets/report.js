// Solves the puzzle that stands in for a captcha: a number with which SHA-256 of "challenge:number" begins with so
// many zero bits. Without this script, or without WebCrypto (on plain http), the page says when to try again.

const BATCH = 512; // digests asked for at once; the page stays usable between two batches

/** @param {DataView} digest */
function zeroBits(digest) {
  const first = digest.getUint32(0);
  return first ? Math.clz32(first) : 32 + Math.clz32(digest.getUint32(4));
}

/** @param {string} challenge @param {number} difficulty @returns {Promise<string>} */
async function solve(challenge, difficulty) {
  const encoder = new TextEncoder();
  for (let start = 0; ; start += BATCH) {
    const nonces = Array.from({ length: BATCH }, (_, n) => String(start + n));
    const digests = await Promise.all(
      nonces.map((nonce) => crypto.subtle.digest('SHA-256', encoder.encode(`${challenge}:${nonce}`))),
    );
    const found = digests.findIndex((digest) => zeroBits(new DataView(digest)) >= difficulty);
    if (found >= 0) return nonces[found];
  }
}

/** @param {string} id */
function show(id) {
  for (const other of ['wait', 'working', 'ready']) document.getElementById(other).hidden = other !== id;
}

const form = document.querySelector('form[data-challenge]');
if (form && globalThis.crypto?.subtle) {
  show('working');
  const { challenge, difficulty, send } = form.dataset;
  const nonce = await solve(challenge, Number(difficulty));
  form.elements.namedItem('challenge').value = challenge;
  form.elements.namedItem('nonce').value = nonce;
  if (send === undefined) show('ready');
  else form.requestSubmit();
}
