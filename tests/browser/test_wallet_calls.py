"""A call to a wallet that names a listed address waits for an answer; any other passes untouched."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import LISTED as USUAL
from tests.browser.conftest import World
from tests.helpers.browsers import Tab
from tests.helpers.fake_wallet import LISTED, OTHER, page
from tests.helpers.list_service import Entry
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture
def wallets(world: World) -> Iterator[World]:
    world.publish([*USUAL, Entry(f"evm:{LISTED}")])
    yield world
    world.browser.stop_asking()


def opened(world: World, html: str, host: str = "pay.test") -> Tab:
    world.sites.pages["/pay"] = html
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host, "/pay"))
    tab.wait_for_url("/pay")
    return tab


def outcome(tab: Tab) -> Any:
    return until(lambda: tab.run("window.outcome"), what="what came of the call")


def start(tab: Tab, call: str) -> None:
    """Begin a call, and do not wait for what comes of it."""
    tab.run(f"keep({call})")


def stop(world: World) -> None:
    world.browser.question().click("#stop")


def go_on(world: World) -> None:
    question = world.browser.question()
    question.click("#why summary")
    until(lambda: question.run("!document.getElementById('go-on').disabled"))
    question.click("#go-on")


def test_a_listed_address_waits_for_an_answer_and_stop_refuses(wallets: World) -> None:
    tab = opened(wallets, page())
    start(tab, f"ethereum.request(pay('{LISTED}'))")
    question = wallets.browser.question()
    assert "This wallet address has been reported" in question.text()
    assert tab.run("window.outcome") is None
    assert tab.run("reached.length") == 0
    stop(wallets)
    assert outcome(tab) == {"code": 4001, "message": "User rejected the request."}
    assert tab.run("reached.length") == 0
    until(lambda: not wallets.browser.asks(), what="the window's end")


def test_going_on_passes_the_very_same_call(wallets: World) -> None:
    tab = opened(wallets, page())
    start(tab, f"ethereum.request({{...pay('{LISTED}', '0xde'), id: 7}})")
    go_on(wallets)
    assert outcome(tab) == {"value": "one: eth_sendTransaction"}
    call = {"method": "eth_sendTransaction", "params": [{"to": LISTED, "value": "0xde"}], "id": 7}
    assert tab.run("reached") == [call]


def test_an_unlisted_address_passes_without_a_question(wallets: World) -> None:
    tab = opened(wallets, page())
    start(tab, f"ethereum.request(pay('{OTHER}'))")
    assert outcome(tab) == {"value": "one: eth_sendTransaction"}
    assert not wallets.browser.asks()


APPROVE = f"0x095ea7b3{LISTED[2:]:0>64}{1:064x}"
PERMIT = (
    "JSON.stringify({primaryType: 'Permit', types: {}, domain: {}, "
    f"message: {{owner: '{OTHER}', spender: '{LISTED}', value: '5', nonce: 0, deadline: 9}}}})"
)
WAYS = {
    "request": f"ethereum.request(pay('{LISTED}'))",
    "send(method, params)": f"ethereum.send('eth_sendTransaction', pay('{LISTED}').params)",
    "approve": f"ethereum.request({{method: 'eth_sendTransaction', params: "
    f"[{{to: '{OTHER}', data: '{APPROVE}'}}]}})",
    "wallet_sendCalls": "ethereum.request({method: 'wallet_sendCalls', params: "
    f"[{{version: '2.0.0', calls: [{{to: '{OTHER}'}}, {{to: '{LISTED}'}}]}}]}})",
    "typed data": "ethereum.request({method: 'eth_signTypedData_v4', "
    f"params: ['{OTHER}', {PERMIT}]}})",
    "a text": "ethereum.request({method: 'personal_sign', "
    f"params: ['I give all to {LISTED}', '{OTHER}']}})",
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_call_is_asked_about(wallets: World, way: str) -> None:
    tab = opened(wallets, page())
    start(tab, WAYS[way])
    stop(wallets)
    assert outcome(tab)["code"] == 4001
    assert tab.run("reached.length") == 0


@pytest.mark.parametrize("function", ["send", "sendAsync"])
def test_the_forms_with_a_callback_are_answered_by_it(wallets: World, function: str) -> None:
    tab = opened(wallets, page())
    call = f"{{...pay('{LISTED}'), id: 7, jsonrpc: '2.0'}}"
    answer = "(error, reply) => { outcome = { code: error?.code, id: reply.id } }"
    tab.run(f"void ethereum.{function}({call}, {answer})")
    stop(wallets)
    assert outcome(tab) == {"code": 4001, "id": 7}
    tab.run("window.outcome = null")
    tab.run(f"void ethereum.{function}({call.replace(LISTED, OTHER)}, {answer})")
    assert until(lambda: tab.run("window.outcome?.id")) == 7
    assert tab.run("reached.length") == 1


LATE = {
    "by its own event": "addEventListener('ethereum#initialized', () => keep(ethereum.request("
    f"pay('{LISTED}')))); setTimeout(() => {{ window.ethereum = new FakeWallet(); "
    "dispatchEvent(new Event('ethereum#initialized')) }, 50);",
    "by a script that is put in": "setTimeout(() => { const script = document.createElement("
    "'script'); script.textContent = 'window.ethereum = new FakeWallet()'; "
    "document.head.append(script); setTimeout(() => keep(ethereum.request("
    f"pay('{LISTED}')))) }}, 50);",
    "announced": "addEventListener('eip6963:announceProvider', ({ detail }) => keep("
    f"detail.provider.request(pay('{LISTED}')))); setTimeout(() => announce(new FakeWallet()), 50);",
    "frozen and announced": "addEventListener('eip6963:announceProvider', ({ detail }) => keep("
    f"detail.provider.request(pay('{LISTED}')))); setTimeout(() => announce(Object.freeze("
    "{ request: async (call) => void reached.push(call) })), 50);",
}


@pytest.mark.parametrize("way", LATE)
def test_a_wallet_that_comes_late_is_guarded(wallets: World, way: str) -> None:
    tab = opened(wallets, page(wallet="", body=f"<h1>Pay</h1><script>{LATE[way]}</script>"))
    stop(wallets)
    assert outcome(tab)["code"] == 4001
    assert tab.run("reached.length") == 0


def test_a_wallet_that_comes_late_and_silently_is_guarded_before_a_click(wallets: World) -> None:
    button = f"<button onclick=\"keep(ethereum.request(pay('{LISTED}')))\">Pay</button>"
    tab = opened(wallets, page(wallet="", body=button))
    tab.run("window.ethereum = new FakeWallet()")
    tab.click("button")
    stop(wallets)
    assert outcome(tab)["code"] == 4001
    assert tab.run("reached.length") == 0


def test_each_of_several_wallets_is_guarded(wallets: World) -> None:
    several = "const all = [new FakeWallet('one'), new FakeWallet('two')];"
    several += "window.ethereum = Object.assign(new FakeWallet('both'), { providers: all });"
    several += (
        "window.second = Object.freeze({ request: async (call) => void reached.push(call) });"
    )
    tab = opened(wallets, page(wallet=several))
    start(tab, f"ethereum.providers[1].request(pay('{LISTED}'))")
    stop(wallets)
    assert outcome(tab)["code"] == 4001
    start(tab, f"(window.ethereum = second, ethereum).request(pay('{LISTED}'))")
    stop(wallets)
    assert outcome(tab)["code"] == 4001
    assert tab.run("reached.length") == 0


def test_a_wallet_behaves_as_it_did(wallets: World) -> None:
    tab = opened(wallets, page("window.kept = new FakeWallet(); window.ethereum = kept;"))
    assert tab.run("ethereum === kept && ethereum.request === kept.request")
    assert tab.run("ethereum.isMetaMask && ethereum instanceof FakeWallet && ethereum.name")
    assert tab.run("ethereum.request.name === 'request' && ethereum.request.length === 1")
    assert tab.run("Object.keys(ethereum).join()") == "isMetaMask"
    event = "new Promise((go) => { ethereum.addEventListener('accountsChanged', () => go(true)); "
    assert tab.run(event + "ethereum.dispatchEvent(new Event('accountsChanged')) })")
    # What is not looked at reaches the wallet before the call returns, with the very same contents.
    call = "{ method: 'eth_call', params: [{ to: '0x1' }], id: 3 }"
    assert tab.run(f"(ethereum.request({call}), reached.at(-1))") == {
        "method": "eth_call",
        "params": [{"to": "0x1"}],
        "id": 3,
    }
    start(tab, "ethereum.request({ method: 'eth_chainId' })")
    assert outcome(tab) == {"value": "one: eth_chainId"}
    tab.run("FakeWallet.prototype.fail = () => Promise.reject({ code: 4902, message: 'chain' })")
    tab.run("ethereum.request = (call) => call.method === 'x' ? ethereum.fail() : 0")
    start(tab, "ethereum.request({ method: 'x' })")
    assert outcome(tab) == {"code": 4902, "message": "chain"}


def test_a_page_without_a_wallet_has_none_afterwards(wallets: World) -> None:
    tab = opened(wallets, page(wallet=""))
    left = "['ethereum', 'mynahCalled', 'MYNAH_GUARDED_METHODS'].filter((name) => name in window)"
    assert tab.run(left) == []


PAY = f"pay('{LISTED}')"
# What a page could try, each as a script that ends in a call; nothing may reach the wallet unasked.
HOSTILE = {
    "delete our function": f"delete ethereum.request; keep(ethereum.request({PAY}))",
    "take it from the prototype": "keep(Object.getPrototypeOf(ethereum).request.call(ethereum, "
    f"{PAY}))",
    "make another wallet": f"keep(new ethereum.constructor().request({PAY}))",
    "inherit from the wallet": "class Mine extends ethereum.constructor {}; "
    f"keep(new Mine().request({PAY}))",
    "make an object of its function": "window.ethereum = { request: function () { note('/reached') } "
    f"}}; new ethereum.request({PAY})",
    "name the method by an object": "window.ethereum = { request: async (call) => { if (JSON."
    "stringify(call).includes('eth_')) note('/reached') } }; keep(ethereum.request({ ..."
    f"{PAY}, method: new String('eth_sendTransaction') }}))",
    "bind": f"keep(ethereum.request.bind(ethereum)({PAY}))",
    "apply": f"keep(Reflect.apply(ethereum.request, ethereum, [{PAY}]))",
    "define it again": "Object.defineProperty(ethereum, 'request', Object.getOwnPropertyDescriptor("
    f"Object.getPrototypeOf(ethereum), 'request')); keep(ethereum.request({PAY}))",
    "put the wallet elsewhere": "const kept = ethereum; delete window.ethereum; "
    f"window.ethereum = kept; keep(ethereum.request({PAY}))",
    "hide it behind a proxy": "const mine = new Proxy(ethereum, { get: (wallet, key) => "
    f"wallet[key].bind(wallet) }}); keep(mine.request({PAY}))",
    "change the language": "for (const [object, name] of [[Reflect, 'apply'], [Reflect, 'get'], "
    "[Function.prototype, 'apply'], [Function.prototype, 'call'], [WeakSet.prototype, 'has'], "
    "[WeakMap.prototype, 'get'], [Object, 'keys'], [Array, 'isArray'], [Array.prototype, 'push'], "
    "[EventTarget.prototype, 'dispatchEvent'], [EventTarget.prototype, 'addEventListener'], "
    "[Object, 'hasOwn'], [Object, 'setPrototypeOf'], [Reflect, 'defineProperty']]) "
    "object[name] = () => { note('/leaked') }; "
    f"keep(ethereum.request({PAY}))",
    "have the answer misread": "Object.defineProperty(CustomEvent.prototype, 'detail', { get: () "
    f"=> '1' }}); JSON.stringify = () => '[]'; JSON.parse = () => []; keep(ethereum.request({PAY}))",
    "answer all promises": "Promise.prototype.then = function (go) { go('go_on'); return this; }; "
    "window.Promise = class { constructor(run) { run(() => {}, () => {}) } }; "
    f"ethereum.request({PAY})",
    "write calls down otherwise": "Object.prototype.toJSON = () => null; Array.prototype.toJSON = "
    f"() => []; String.prototype.toJSON = () => ''; keep(ethereum.request({PAY}))",
    "trap what is inherited": "Object.prototype.get = () => { note('/leaked') }; "
    "Object.prototype.apply = Object.prototype.get; Object.prototype.value = 0; "
    f"keep(ethereum.request({PAY}))",
    "trap lists": "Object.defineProperty(Array.prototype, 0, { set() { note('/leaked') }, "
    f"get: () => undefined, configurable: true }}); keep(ethereum.request({PAY}))",
    "iterate otherwise": "Array.prototype[Symbol.iterator] = function* () {}; "
    f"keep(ethereum.request({PAY}))",
    "inherit the method": "Object.prototype.method = 'eth_sendTransaction'; "
    f"keep(ethereum.request({{ params: {PAY}.params }}))",
    "ask by getters": "keep(ethereum.request({ get method() { return 'eth_sendTransaction' }, "
    f"get params() {{ return {PAY}.params }} }}))",
    "ask by a proxy": f"keep(ethereum.request(new Proxy({PAY}, {{}})))",
    "spell it otherwise": "keep(ethereum.request({ method: 'eth_sendTransaction', params: [{ to: "
    f"'0X{LISTED[2:].upper()}' }}] }}))",
    "take the line over": "const line = new EventTarget(); line.addEventListener('call', () => note('/leaked')); "
    "line.addEventListener('open', () => note('/leaked')); document.addEventListener('mynah:line', "
    "({ relatedTarget }) => { if (relatedTarget !== line) note('/leaked') }); "
    "document.dispatchEvent(new Event('mynah:line-wanted')); "
    "document.dispatchEvent(new MouseEvent('mynah:line', { relatedTarget: line })); "
    "for (let id = 0; id < 9; id++) line.dispatchEvent(new CustomEvent('go_on', { detail: `${id}` "
    f"}})); keep(ethereum.request({PAY}))",
    "write the page anew": f"document.open(); document.write('<h1>Anew</h1>'); keep(ethereum.request({PAY}))",
    "look at who calls": "Error.prepareStackTrace = (_, sites) => sites.map((site) => "
    "site.getFunction?.()); const call = { get method() { for (const one of [].concat(new Error()"
    ".stack)) if (/call|ask/.test(one?.name)) note('/leaked'); return 'eth_sendTransaction' "
    f"}}, params: {PAY}.params }}; keep(ethereum.request(call))",
    "run another frame's language": "document.body.append(Object.assign(document.createElement("
    "'iframe'), { id: 'frame' })); keep(frame.contentWindow.Reflect.apply(frame.contentWindow."
    f"Reflect.get(ethereum, 'request'), ethereum, [{PAY}]))",
    "hand the wallet to another frame": "document.body.append(Object.assign(document.createElement("
    "'iframe'), { id: 'frame' })); frame.contentWindow.ethereum = ethereum; const { request } = "
    f"frame.contentWindow.ethereum; frame.remove(); keep(request.call(ethereum, {PAY}))",
    "speak as the wallet does": "addEventListener('message', ({ data }) => { if (data.data) note('/reached') }); postMessage({ target: 'metamask-contentscript', data: { name: "
    f"'metamask-provider', data: {PAY} }} }}, '*')",
    "speak so after much else": "addEventListener('message', ({ data }) => { if (data.data) note('/reached') }); "
    "postMessage({ junk: Array.from({ length: 30000 }, () => ({})), target: 'metamask-contentscript', "
    f"data: {{ name: 'metamask-provider', data: {PAY} }} }}, '*')",
    "speak so by an object": "addEventListener('message', () => note('/reached')); postMessage({ data: "
    f"{{ ...{PAY}, method: new String('eth_sendTransaction') }} }}, '*')",
    "speak so in JSON with escapes": "addEventListener('message', () => note('/reached')); postMessage("
    f"JSON.stringify({{ data: {PAY} }}).replace('method', 'm\\\\u0065thod'), '*')",
    "speak so in long JSON": "addEventListener('message', () => note('/reached')); postMessage("
    f"JSON.stringify({{ junk: 'x'.repeat(3e6), data: {PAY} }}), '*')",
    "speak so in JSON": "addEventListener('message', () => note('/reached')); "
    f"postMessage(JSON.stringify({{ data: {PAY} }}), '*')",
}


@pytest.mark.parametrize("attempt", HOSTILE)
def test_a_hostile_page_gets_no_call_past(wallets: World, attempt: str) -> None:
    """Such a page may have changed the language: it is asked nothing, and the wallet tells the site."""
    if attempt == "speak so by an object" and wallets.browser.name == "firefox":
        pytest.skip("Firefox hands it on as an object, which is no method's name to any wallet")
    script = f"<script>try {{ {HOSTILE[attempt]} }} catch {{ note('/failed') }}</script>"
    wallets.sites.pages["/pay"] = page(body=f"<h1>Pay</h1>{script}")
    wallets.browser.new_tab().go(wallets.sites.url("pay.test", "/pay"))
    question = wallets.browser.question()
    shown = question.run("document.getElementById('address').textContent")
    assert shown.lower() == LISTED
    question.click("#stop")
    until(lambda: not wallets.browser.asks(), what="the window's end")
    noted = {path for _, path in wallets.sites.contacts} & {"/reached", "/leaked", "/failed"}
    assert not noted


INHERITED = {
    "a list": f"Array.prototype[0] = pay('{LISTED}').params[0]; keep(ethereum.request({{ method, params: [] }}))",
    "an object": f"Object.prototype.to = '{LISTED}'; keep(ethereum.request({{ method, params: [{{}}] }}))",
    "what lists inherit from": "Object.setPrototypeOf(Array.prototype, new Proxy({}, { get: (_, key) => "
    f"key === '0' ? {{ to: '{LISTED}' }} : undefined }})); keep(ethereum.request({{ method, params: [] }}))",
}


@pytest.mark.parametrize("way", INHERITED)
def test_nothing_is_read_that_a_page_gave_to_all_objects(wallets: World, way: str) -> None:
    """A wallet's script in the page would take for part of the call what nobody has looked at."""
    wallet = "{ request: async ({ params }) => { if (params[0]?.to) note('/reached') } }"
    script = f"window.ethereum = {wallet}; const method = 'eth_sendTransaction'; {INHERITED[way]}"
    tab = opened(wallets, page(body=f"<script>{script}</script>"))
    assert outcome(tab)["code"] == 4001
    assert "/reached" not in wallets.sites.contacted("pay.test")


CHANGING = {
    "changed after": f"const call = pay('{OTHER}'); keep(ethereum.request(call)); call.params[0].to = '{LISTED}'; call.method = 'x'",
    "another at each look": "let looks = 0; keep(ethereum.request({ method: 'eth_sendTransaction', "
    f"params: [{{ get to() {{ return looks++ ? '{LISTED}' : '{OTHER}' }} }}] }}))",
    "another method at each look": "let looks = 0; keep(ethereum.request({ get method() { return "
    f"looks++ ? 'eth_sendTransaction' : 'eth_call' }}, params: [{{ to: '{OTHER}' }}] }}))",
    "another when it is written down": "window.ethereum = { request: async (call) => { reached.push("
    "JSON.parse(JSON.stringify(call))); return 'one: eth_' } }; let looks = 0; keep(ethereum.request({ "
    f"method: 'eth_sendTransaction', params: [{{ to: '{OTHER}', toJSON: () => ({{ to: looks++ ? '{LISTED}' "
    f": '{OTHER}' }}) }}] }}))",
    "another at each look of a proxy": "let looks = 0; const to = new Proxy({ to: '' }, { get: (_, "
    f"key) => key !== 'to' ? undefined : looks++ ? '{LISTED}' : '{OTHER}' }}); "
    "keep(ethereum.request({ method: 'eth_sendTransaction', params: [to] }))",
}


@pytest.mark.parametrize("way", CHANGING)
def test_what_was_looked_at_is_what_the_wallet_gets(wallets: World, way: str) -> None:
    tab = opened(wallets, page(body=f"<script>{CHANGING[way]}</script>"))
    assert outcome(tab)["value"].startswith("one: eth_")
    assert tab.run("reached.length") == 1
    assert tab.run("reached[0].params[0].to") == OTHER
    assert tab.run("JSON.stringify(reached).includes('" + LISTED + "')") is False
