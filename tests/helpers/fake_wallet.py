"""A wallet that notes what reaches it, as a page's script would find it."""

LISTED = "0x00000000219ab540356cbb839cbe05303d7705fa"
OTHER = "0xd8da6bf26964af9d7eed9e03e53415d37aa96045"

# A class with private fields, as wallets have: it works only on the object that it was made as.
CLASS = """
window.reached = [];
const note = ((fetch) => (path) => { fetch(path) })(window.fetch.bind(window));
class FakeWallet extends EventTarget {
  #name; isMetaMask = true;
  constructor(name = 'one') { super(); this.#name = name; }
  async request(call) { note('/reached'); reached.push(call); await null; return `${this.#name}: ${call.method}`; }
  send(method, params) {
    if (typeof method === 'string') return this.request({ method, params });
    return this.sendAsync(method, params);
  }
  sendAsync(call, done) {
    this.request(call).then((result) => done(null, { id: call.id, jsonrpc: '2.0', result }));
  }
  get name() { return this.#name; }
}
const INFO = { uuid: '350670db-19fa-4704-a166-e52e178b59d2', name: 'Fake', icon: 'data:,', rdns: 'test.fake' };
function announce(provider) {
  const tell = () => dispatchEvent(
    new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info: INFO, provider }) }));
  addEventListener('eip6963:requestProvider', tell);
  tell();
}
"""

# What the page does: calls, and keeps what came of each.
PAGE = """
window.outcome = null;
function keep(promise) {
  window.outcome = null;
  promise.then((value) => { outcome = { value }; }, ({ code, message }) => { outcome = { code, message }; });
}
const pay = (to, value = '0x1') => ({ method: 'eth_sendTransaction', params: [{ to, value }] });
"""


def page(wallet: str = "window.ethereum = new FakeWallet();", body: str = "<h1>Pay</h1>") -> str:
    """A page with a wallet that its first script puts there."""
    return (
        f"<!doctype html><meta charset=utf-8><title>Pay</title><script>{CLASS}{wallet}</script>"
        f"<script>{PAGE}</script>{body}"
    )
