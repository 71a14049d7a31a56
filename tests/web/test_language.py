"""The language of a page: who chooses it, what is kept of the choice, and what the page says."""

from html import unescape
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from service.language.tags import LANGUAGES
from service.language.translations import words_of

PAGES = ("/", "/check", "/feeds", "/stats", "/log", "/report", "/appeals", "/help")
KHMER = {"Accept-Language": "de, km-KH;q=0.9, en;q=0.8"}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_in_the_language_that_the_browser_asks_for(
    client: FlaskClient, path: str
) -> None:
    reply = client.get(path, headers=KHMER)
    assert reply.headers["Content-Language"] == "km"
    assert reply.headers["Vary"] == "Accept-Language, Cookie"
    assert '<html lang="km" dir="ltr">' in reply.text
    assert "Set-Cookie" not in reply.headers


@pytest.mark.parametrize("tag", [language.tag for language in LANGUAGES])
def test_every_page_can_be_read_in_every_language(client: FlaskClient, tag: str) -> None:
    for path in (*PAGES, "/report/none", "/appeals/none"):
        reply = client.get(path, query_string={"lang": tag})
        assert f'<html lang="{tag}"' in reply.text
        assert len(reply.data) < 50_000


def test_a_choice_is_kept_in_a_cookie_that_holds_only_the_tag(client: FlaskClient) -> None:
    chosen = client.get("/?lang=vi", headers=KHMER)
    assert chosen.headers.getlist("Set-Cookie") == ["lang=vi; HttpOnly; Path=/; SameSite=Lax"]
    assert chosen.headers["Cache-Control"] == "no-store"
    assert client.get("/report", headers=KHMER).headers["Content-Language"] == "vi"
    again = client.get("/appeals?lang=en", headers=KHMER)
    assert again.headers["Content-Language"] == "en"


@pytest.mark.parametrize("tag", ["", "xx", "VI", "th\r\nX: y", "../th", "x" * 2000, "\x00"])
def test_what_is_no_language_of_ours_chooses_nothing(client: FlaskClient, tag: str) -> None:
    reply = client.get("/report", query_string={"lang": tag}, headers=KHMER)
    assert (reply.status_code, reply.headers["Content-Language"]) == (200, "km")
    assert "Set-Cookie" not in reply.headers
    client.set_cookie("lang", tag.strip("\x00\r\n") or "xx")
    assert client.get("/report", headers=KHMER).headers["Content-Language"] == "km"


def test_the_switch_keeps_the_page_and_what_fills_it(client: FlaskClient) -> None:
    kept = {"targets": 'a.example/?a=1&b="'}
    page = unescape(client.get("/report", query_string={**kept, "story": "mine"}).text)
    for language in LANGUAGES:
        place = "?" + urlencode({"lang": language.tag, **kept})
        assert f'<a href="{place}" lang="{language.tag}"' in page
        assert f">{language.name}</a>" in page
    assert "mine" not in page


def test_an_answer_to_a_form_has_no_switch_that_would_lose_what_was_typed(
    client: FlaskClient,
) -> None:
    page = client.post("/appeals", data={"target": "x"}).text
    assert 'name="target"' in page
    assert "?lang=" not in page


def test_a_translation_says_that_a_machine_made_it_and_english_does_not(
    client: FlaskClient,
) -> None:
    notice = words_of("th").text(
        "This translation was made by machine and awaits a native speaker's review."
    )
    assert notice in client.get("/", headers={"Accept-Language": "th"}).text
    assert "awaits a native" not in client.get("/").text


@pytest.mark.parametrize("path", ["/moderation/sign-in", "/docs"])
def test_moderators_and_programmers_read_english(client: FlaskClient, path: str) -> None:
    reply = client.get(f"{path}?lang=th", headers=KHMER)
    assert reply.headers["Content-Language"] == "en"
    assert "Set-Cookie" not in reply.headers
    assert "?lang=" not in reply.text


def test_programs_get_english(client: FlaskClient) -> None:
    body = {"target": "two words", "appellant": "owner", "statement": "x"}
    reply = client.post("/v1/appeals", json=body, headers=KHMER)
    assert "a host has no spaces" in reply.json["errors"][0]["message"]
    assert "Content-Language" not in reply.headers
