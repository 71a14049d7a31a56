"""`/check` for people: what they paste, and the words they read."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from tests.helpers.web_service import WALLET

ADDRESS = WALLET.partition(":")[2]


def ask(client: FlaskClient, text: str) -> tuple[int, str]:
    reply = client.post("/check", data={"text": text})
    return reply.status_code, reply.text


@pytest.mark.parametrize(
    ("pasted", "headline"),
    [
        ("https://scam.example/login", "It has been reported."),
        (ADDRESS, "It has been reported."),
        ("see https://scam.example/login please", "Something in this message has been reported."),
        ("unheard-of.example", "Nobody has reported it to us."),
        ("a.com and b.com", "Nobody has reported these to us."),
        ("Guaranteed profit, dear friend", "Take care."),
        ("Dinner at eight?", "We found nothing in it that we know."),
        ("nonsense", "We could not read it."),
        ("你好，招聘客服，高薪，柬埔寨，包机票包签证", "Take care."),
        ("请打开scam.example下载，谢谢", "We found nothing in it that we know."),
        ("请打开https://scam.example/a，谢谢", "Something in this message has been reported."),
        ("+855 12 345 678", "Nobody has reported it to us."),
        ("“https://scam.example/login”", "Something in this message has been reported."),
        ("\u2068https://scam.example/login\u2069", "Something in this message has been reported."),
        (f"{ADDRESS}.", "Something in this message has been reported."),
        (f"https://etherscan.io/address/{ADDRESS}", "Something in this message has been reported."),
    ],
)
def test_the_headline_says_what_is_known(client: FlaskClient, pasted: str, headline: str) -> None:
    status, text = ask(client, pasted)
    assert status == 200
    assert headline in text


def test_a_reported_target_is_shown_defanged_with_its_reason_help_and_appeal(
    client: FlaskClient,
) -> None:
    _, text = ask(client, "https://scam.example/login")
    assert "hxxps://scam[.]example/login" in text
    assert "https://scam.example" not in text
    assert "Reported as a fake investment or trading site by Anti-Scam" in text
    assert 'href="/help/investment"' in text
    assert 'href="/appeals?target=https%3A//scam.example/login"' in text


def test_unknown_never_reads_as_safe(client: FlaskClient) -> None:
    for pasted in ("unheard-of.example", "Dinner at eight?"):
        assert "does not make it safe" in " ".join(ask(client, pasted)[1].split())


def test_a_sign_is_quoted_and_explained(client: FlaskClient) -> None:
    _, text = ask(client, "Dear, it is a guaranteed profit!")
    assert "Dear, it is a guaranteed profit!" in text
    assert "Nobody can guarantee a profit." in text


def test_what_was_typed_is_text_and_never_markup(client: FlaskClient) -> None:
    _, text = ask(client, "<script>alert(1)</script> guaranteed profit <img src=x onerror=y>")
    assert "<script>alert" not in text
    assert "<img src=x" not in text


@pytest.mark.parametrize("pasted", ["", "   ", "x" * 20_001])
def test_too_little_and_too_much_are_refused_in_words(client: FlaskClient, pasted: str) -> None:
    status, text = ask(client, pasted)
    assert status == 400
    assert 'aria-invalid="true"' in text


def test_what_cannot_be_looked_up_is_not_called_safe_and_stays_in_the_box(
    client: FlaskClient, redis: Redis
) -> None:
    redis.flushall()
    status, text = ask(client, "see unheard-of.example")
    assert status == 503
    assert "We could not look" in text
    assert "see unheard-of.example" in text


def test_the_box_is_on_the_first_page_and_its_answer_is_kept_by_nobody(app: Flask) -> None:
    client = app.test_client()
    assert 'action="/check"' in client.get("/").text
    reply = client.post("/check", data={"text": "a.com"})
    assert reply.headers["Cache-Control"] == "no-store"
