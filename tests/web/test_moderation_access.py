"""Who gets in, and whose form counts."""

import re

import pytest
from flask import Flask
from redis import Redis

from service.app import create_app
from service.casework import CaseState, Role
from service.services import Services
from service.store.errors import StoreAway
from service.store.tokens import SESSION_SECONDS
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.casefile import CaseFile
from tests.helpers.moderators import Moderator, Page, cookies, moderator

PLACES = ("/moderation", "/moderation/cases/0123456789abcdef", "/moderation/images/r1/0")
OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def file(services: Services) -> CaseFile:
    return CaseFile(services.moderation)


@pytest.fixture
def ann(app: Flask, services: Services) -> Moderator:
    return moderator(app, services, "Ann")


def test_a_session_is_a_cookie_that_no_script_reads_and_no_other_site_sends(
    ann: Moderator,
) -> None:
    answer = ann.sign_in()
    assert (answer.status_code, answer.headers["Location"]) == (303, "/moderation")
    (cookie,) = cookies(answer)
    parts = {part.strip().split("=")[0]: part for part in cookie.split(";")}
    assert parts.keys() >= {"mynah-session", "HttpOnly", "SameSite", "Path", "Max-Age"}
    assert parts["SameSite"].strip() == "SameSite=Strict"
    assert parts["Path"].strip() == "Path=/"
    assert "Secure" not in parts
    assert ann.secret not in cookie
    assert ann.get("/moderation").status_code == 200


def test_over_https_the_cookie_is_bound_to_this_host(
    services: Services, tmp_path, clock: Clock
) -> None:
    url = services.settings.redis_url or ""
    secure = web_service.services(tmp_path, url, clock, public_url="https://warn.example")
    ann = moderator(create_app(secure), secure, "Ann")
    ann.headers = {"Origin": "https://warn.example"}
    (cookie,) = cookies(ann.sign_in())
    assert cookie.startswith("__Host-mynah-session=")
    assert "; Secure" in cookie
    assert "; Path=/" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize("path", PLACES)
def test_nobody_sees_anything_without_a_session(app: Flask, file: CaseFile, path: str) -> None:
    file.report(images=(b"\x89PNG secret",))
    answer = app.test_client().get(path)
    assert answer.status_code == 401
    assert answer.headers["Cache-Control"] == "no-store"
    assert "bright" not in answer.text
    assert "Sign in" in answer.text


@pytest.mark.parametrize("role", [Role.READER, Role.VOLUNTEER])
def test_readers_and_volunteers_do_not_get_in(app: Flask, services: Services, role: Role) -> None:
    outsider = moderator(app, services, "Oz", role)
    answer = outsider.sign_in()
    assert answer.status_code == 403
    assert cookies(answer) == []
    session = services.tokens.sign_in(outsider.secret)  # even with a session from elsewhere
    outsider.client.set_cookie("mynah-session", session or "")
    assert outsider.get("/moderation").status_code == 401


def test_an_admin_may_moderate(app: Flask, services: Services) -> None:
    assert moderator(app, services, "Ada", Role.ADMIN).sign_in().status_code == 303


@pytest.mark.parametrize("secret", ["", "a-guess", "mynah_moderator_" + "x" * 43, "x" * 100_000])
def test_a_wrong_token_opens_nothing_and_is_not_repeated(app: Flask, secret: str) -> None:
    answer = Moderator(app.test_client(), secret).sign_in()
    assert answer.status_code == 403
    assert not secret or secret[:60] not in answer.text
    assert cookies(answer) == []


@pytest.mark.parametrize("cookie", ["", "x", "é" * 40, "a" * 5000, '"; drop', "\x00"])
def test_a_made_up_session_is_none(app: Flask, cookie: str) -> None:
    client = app.test_client()
    headers = {"Cookie": f"mynah-session={cookie}".encode().decode("latin-1")}
    assert client.get("/moderation", headers=headers).status_code == 401


def test_ten_attempts_in_a_quarter_of_an_hour_and_no_more(
    app: Flask, ann: Moderator, clock: Clock
) -> None:
    clock.now += 900 - clock.now % 900
    guess = Moderator(app.test_client(), "wrong")
    assert [guess.sign_in().status_code for _ in range(11)] == [403] * 10 + [429]
    assert int(guess.sign_in().headers["Retry-After"]) <= 900
    assert guess.post("/moderation/enter", code="x").status_code == 429
    assert ann.sign_in().status_code == 429
    clock.advance(900)
    assert ann.sign_in().status_code == 303


def test_a_session_ends_by_signing_out_by_time_and_with_its_token(
    ann: Moderator, services: Services, redis
) -> None:
    ann.sign_in()
    ttls = [redis.ttl(key) for key in redis.scan_iter("*session*")]
    assert all(0 < ttl <= SESSION_SECONDS for ttl in ttls)
    kept = session_of(ann)
    ann.post("/moderation/sign-out", csrf="of an older session's page")
    assert services.tokens.session(kept) is None
    ann.sign_in()
    assert ann.post("/moderation/sign-out", csrf=ann.proof()).status_code == 303
    assert ann.get("/moderation").status_code == 401
    ann.sign_in()
    services.tokens.revoke("Ann")
    assert ann.get("/moderation").status_code == 401


# One-time links.


def test_a_link_is_not_used_up_by_looking_and_works_once(
    app: Flask, ann: Moderator, services: Services
) -> None:
    code = services.tokens.ticket("Ann") or ""
    for _ in range(3):
        assert ann.get("/moderation/enter").status_code == 200
    assert ann.post("/moderation/enter", code=code).status_code == 303
    assert ann.get("/moderation").status_code == 200
    other = Moderator(app.test_client(), "")
    answer = other.post("/moderation/enter", code=code)
    assert (answer.status_code, cookies(answer)) == (403, [])


def test_a_volunteers_link_opens_nothing(app: Flask, services: Services) -> None:
    vera = moderator(app, services, "Vera", Role.VOLUNTEER)
    answer = vera.post("/moderation/enter", code=services.tokens.ticket("Vera") or "")
    assert (answer.status_code, cookies(answer)) == (403, [])


# Forms: missing, foreign and expired proof.


def block(ann: Moderator, file: CaseFile, **fields: str):
    """Send a block with these fields in place of the right ones."""
    case = file.report()
    form = ann.case(case.id)["block"]
    typed = {"action": "block", "block_reason": "A false <exchange>"}
    return ann.post(f"/moderation/cases/{case.id}", **{**form, **typed, **fields})


@pytest.mark.parametrize("proof", ["", "wrong", "0" * 64, "é", "x" * 10_000])
def test_without_the_sessions_proof_nothing_is_done_and_nothing_typed_is_lost(
    ann: Moderator, file: CaseFile, proof: str
) -> None:
    ann.sign_in()
    answer = block(ann, file, csrf=proof)
    assert answer.status_code == 403
    assert "earlier session, so nothing was done" in answer.text
    assert Page(answer.text).forms["block"]["block_reason"] == "A false <exchange>"
    assert file.case().state is CaseState.RECEIVED
    assert file.parts.decisions.all() == {}


def test_the_proof_of_another_session_is_none(
    app: Flask, services: Services, ann: Moderator, file: CaseFile
) -> None:
    ben = moderator(app, services, "Ben")
    ann.sign_in()
    ben.sign_in()
    assert ann.proof() != ben.proof()
    assert block(ann, file, csrf=ben.proof()).status_code == 403
    before = ann.proof()
    ann.sign_in()
    assert block(ann, file, csrf=before).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
        {"Origin": "http://[", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_what_another_site_sends_is_refused_before_it_is_looked_at(
    ann: Moderator, file: CaseFile, headers: dict[str, str]
) -> None:
    ann.sign_in()
    proof = ann.proof()
    ann.headers = headers
    answer = block(ann, file, csrf=proof)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert "exchange" not in answer.text
    assert ann.post("/moderation/sign-in", token=ann.secret).status_code == 403
    assert ann.post("/moderation/sign-out", csrf=proof).status_code == 403
    assert ann.post("/moderation/bulk", csrf=proof).status_code == 403
    assert file.parts.decisions.all() == {}


@pytest.mark.parametrize(
    "headers",
    [{}, OURS, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}],
    ids=str,
)
def test_what_our_own_page_sends_is_taken(
    ann: Moderator, file: CaseFile, headers: dict[str, str]
) -> None:
    ann.headers = headers
    ann.sign_in()
    assert block(ann, file).status_code == 303
    assert file.case().state is CaseState.LISTED


def test_after_an_expired_session_all_that_was_typed_comes_back(
    ann: Moderator, file: CaseFile, services: Services
) -> None:
    ann.sign_in()
    case = file.report()
    form = ann.case(case.id)["block"]
    services.tokens.sign_out(session_of(ann))
    typed = {"action": "block", "block_reason": "A <b>false</b> exchange", "block_expires": "30"}
    answer = ann.post(f"/moderation/cases/{case.id}", **{**form, **typed})
    assert answer.status_code == 401
    assert "Your session has ended" in answer.text
    kept = Page(answer.text).forms["/moderation/sign-in"]
    assert "kept.csrf" not in kept
    answer = ann.post("/moderation/sign-in", **{**kept, "token": "wrong"})
    assert answer.status_code == 403
    kept = Page(answer.text).forms["/moderation/sign-in"]
    answer = ann.post("/moderation/sign-in", **{**kept, "token": ann.secret})
    (place, fields), *_ = Page(answer.text).forms.items()
    answer = ann.post(place, **fields)
    filled = Page(answer.text).forms["block"]
    assert filled["block_reason"] == "A <b>false</b> exchange"
    assert filled["block_expires"] == "30"
    assert file.parts.decisions.all() == {}
    answer = ann.post(place, **{**filled, "action": "block"})
    assert answer.status_code == 303
    assert file.case().state is CaseState.LISTED


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/", "//evil.example", "/moderation/../x", "javascript:alert(1)", "/v1"],
)
def test_signing_in_leads_to_our_own_pages_only(ann: Moderator, place: str) -> None:
    answer = ann.post("/moderation/sign-in", token=ann.secret, next=place)
    assert answer.headers["Location"] == "/moderation"
    answer = ann.post("/moderation/sign-in", **{"token": ann.secret, "next": place, "kept.a": "b"})
    assert list(Page(answer.text).forms) == ["/moderation"]


def test_while_the_store_is_away_nobody_gets_in_and_it_is_said(
    ann: Moderator, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann.sign_in()

    def away(*_: object) -> None:
        raise StoreAway("gone")

    for name in ("session", "holder", "sign_in"):
        monkeypatch.setattr(f"service.store.tokens.Tokens.{name}", away)
    for answer in (ann.sign_in(), ann.get("/moderation"), ann.post("/moderation/bulk")):
        assert (answer.status_code, answer.mimetype) == (503, "text/html")
        assert "We cannot look just now" in answer.text
        assert answer.headers["Retry-After"]


def test_a_store_that_takes_nothing_is_not_said_to_be_away(
    ann: Moderator, file: CaseFile, redis: Redis
) -> None:
    """It can be read, so who is signed in still looks, and loses nothing that was typed."""
    ann.sign_in()
    case = file.report()
    redis.config_set("min-replicas-to-write", "1")
    try:
        ruled, signing_in = ann.rule(case.id, "block", block_reason="A false one"), ann.sign_in()
    finally:
        redis.config_set("min-replicas-to-write", "0")
    for answer in (ruled, signing_in):
        assert answer.status_code == 503
        assert "takes nothing just now" in answer.text
        assert "We cannot look" not in answer.text
    assert Page(ruled.text).forms["block"]["block_reason"] == "A false one"
    assert file.case() == case


def session_of(ann: Moderator) -> str:
    """The secret in the browser's cookie."""
    cookie = ann.client.get_cookie("mynah-session")
    assert cookie is not None
    return str(cookie.value)


def test_no_page_sends_its_address_on_or_can_be_framed(ann: Moderator, file: CaseFile) -> None:
    ann.sign_in()
    case = file.report()
    for path in ("/moderation", f"/moderation/cases/{case.id}", "/moderation/enter"):
        headers = ann.get(path).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert len(headers.getlist("Content-Security-Policy")) == 1
        assert re.search(r"noindex", ann.get(path).text)
