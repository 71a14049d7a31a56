"""`/report`: the form keeps what was typed, executes nothing, and leads to a page to follow."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient
from redis import Redis

from service.casework import Action, Case, CaseState, Ruling, Step
from service.intake.allowance import FREE_AN_HOUR, HELD_AN_HOUR
from service.services import Services
from service.store.cases import CaseChange, case_id

GOOD = {"targets": "shop.example.com", "category": "shop"}
MARKUP = '</textarea>"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e{{7*7}}'
TYPED = ("targets", "story", "amount", "currency", "contact")


def asked(case: Case, question: str) -> Case:
    """The case after a moderator's question."""
    step = Step(case.changed_at, "t", Ruling(Action.ASK, question), case.standing)
    return replace(case, state=CaseState.IN_REVIEW, question=question, steps=(*case.steps, step))


def weight(client: FlaskClient, path: str) -> int:
    """What a browser loads: the page, and each file that it names."""
    page = client.get(path).text
    files = set(re.findall(r'(?:src|href)="(/(?:assets/[^"]+|style\.css))"', page))
    assert "/style.css" in files
    return len(page.encode()) + sum(len(client.get(file).data) for file in files)


def test_the_form_asks_first_whether_somebody_is_held(client: FlaskClient) -> None:
    page = client.get("/report").text
    assert re.findall(r'<(?:input|textarea|select)[^>]* name="([a-z_]+)"', page)[:3] == [
        *("once", "held", "targets"),
    ]
    assert 'href="#danger"' in page
    assert 'id="danger"' in page


def test_the_page_is_light_private_and_sets_no_cookie(client: FlaskClient) -> None:
    reply = client.get("/report")
    assert weight(client, "/report") < 50_000
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in reply.headers
    assert not re.search(r'(?:src|action)="https?:|style="|onclick|<style|<script>', reply.text)


def test_a_report_leads_to_its_page(client: FlaskClient, services: Services) -> None:
    sent = client.post("/report", data=GOOD | {"held": "yes", "story": "They took it all."})
    assert sent.status_code == 303
    page = client.get(sent.headers["Location"])
    assert page.status_code == 200
    assert "shop[.]example[.]com" in page.text
    assert sent.headers["Location"] in page.text, "the address to copy"
    assert "noindex" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert 'id="danger"' in page.text
    assert "They took it all." not in page.text, "whoever has the address does not read the story"
    assert services.cases.queue(0, 1)[0].urgent


def test_an_error_loses_nothing_and_is_named_first(client: FlaskClient, redis: Redis) -> None:
    typed = {
        "targets": "shop.example.com\r\n\r\nnot a site",
        "category": "job-lure",
        "channel": "dating",
        "story": "First line\r\n<b>second</b>",
        "amount": "12,50",
        "currency": "EUR",
        "contact": 'me "at" home',
        "may_contact": "yes",
        "held": "yes",
    }
    reply = client.post("/report", data=typed)
    assert reply.status_code == 400
    page = unescape(reply.text)
    for name in TYPED:
        assert typed[name].replace("\r\n", "\n") in page, name
    for name in ("may_contact", "held"):
        assert re.search(rf'name="{name}" value="yes" checked', page), name
    assert '<option value="job-lure" selected>' in page
    assert '<option value="dating" selected>' in page
    assert page.index('id="errors"') < page.index("<form")
    assert "Line 3: " in page
    assert 'href="#targets"' in page
    assert redis.zcard("mynah:{desk}:reports") == 0


@pytest.mark.parametrize("field", [*TYPED, "category", "channel", "language", "once", "held", "x"])
def test_markup_in_a_field_is_shown_as_text(client: FlaskClient, field: str) -> None:
    for other in ({"targets": "not a site"}, {}):
        reply = client.post("/report", data=GOOD | {field: MARKUP} | other)
        assert reply.status_code in (303, 400)
        page = reply.text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "\u202e" not in page
        assert "49" not in re.sub(r'name="once" value="[^"]*"', "", page)


def test_a_path_with_markup_is_shown_as_text_on_the_page_that_follows(client: FlaskClient) -> None:
    data = GOOD | {"targets": "https://shop.example.com/\u202e<script>alert(1)</script>"}
    page = client.get(client.post("/report", data=data).headers["Location"]).text
    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_the_same_form_sent_twice_is_one_report(client: FlaskClient, redis: Redis) -> None:
    once = re.search(r'name="once" value="([^"]+)"', client.get("/report").text)
    assert once
    sent = [client.post("/report", data=GOOD | {"once": once[1]}) for _ in range(2)]
    assert sent[0].headers["Location"] == sent[1].headers["Location"]
    assert redis.zcard("mynah:{desk}:reports") == 1


def test_a_burst_keeps_the_text_and_says_when_to_go_on(client: FlaskClient) -> None:
    for _ in range(FREE_AN_HOUR):
        client.post("/report", data=GOOD)
    reply = client.post("/report", data=GOOD | {"story": "a long story"})
    assert reply.status_code == 429
    assert "a long story</textarea>" in reply.text
    assert re.search(r"It can be sent in \d+ minutes?", reply.text)
    assert "data-challenge" in reply.text


def test_who_says_that_somebody_is_held_may_leave_the_page_of_a_burst(client: FlaskClient) -> None:
    held = GOOD | {"held": "yes", "story": "a long story"}
    for _ in range(FREE_AN_HOUR + HELD_AN_HOUR):
        assert client.post("/report", data=held).status_code == 303
    page = " ".join(client.post("/report", data=held).text.split())
    assert "data-challenge" in page
    assert "You can leave this page" in page
    assert "It was not sent" in page
    assert "leave this page open" not in page
    assert "from another connection" in page
    assert "a long story</textarea>" in page


def test_after_the_days_most_who_is_held_may_leave_the_page_too(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.intake.allowance.MOST_A_DAY", 1)
    for _ in range(HELD_AN_HOUR + 1):
        client.post("/report", data=GOOD | {"held": "yes"})
    reply = client.post("/report", data=GOOD | {"held": "yes"})
    assert reply.status_code == 429
    assert "You can leave this page" in reply.text
    assert "data-challenge" not in reply.text
    (minutes,) = re.findall(r"come back in (\d+) minutes?", reply.text)
    assert 0 < int(minutes) <= 60


def test_the_page_of_a_report_does_not_say_whether_somebody_is_held(client: FlaskClient) -> None:
    pages = []
    for held in ({"held": "yes"}, {}):
        where = client.post("/report", data=GOOD | held).headers["Location"]
        pages.append(client.get(where).text.replace(where, ""))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("target", ["https://shop.example.com/a?b=c&d=%26#e", f"0x{'5' * 40}"])
def test_a_question_leads_to_the_form_with_the_target_filled_in(
    client: FlaskClient, services: Services, target: str
) -> None:
    where = client.post("/report", data=GOOD | {"targets": target}).headers["Location"]
    (case,) = services.cases.queue(0, 1)
    services.cases.change(CaseChange(case, asked(case, "Which page?")))
    page = client.get(where).text
    assert "What happened?" in page
    (link,) = re.findall(r'href="(/report\?[^"]+)"', page)
    filled = re.search(r"<textarea id=\"targets\"[^>]*>([^<]*)<", client.get(unescape(link)).text)
    assert filled
    answer = {"targets": unescape(filled[1]), "category": "shop", "story": "This one."}
    assert client.post("/report", data=answer).status_code == 303
    (case,) = services.cases.queue(0, 2)
    assert case.reports == 2


def test_what_a_link_fills_in_is_short_text(client: FlaskClient) -> None:
    page = client.get("/report", query_string={"targets": MARKUP, "story": "mine"}).text
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "mine" not in page
    long = client.get("/report", query_string={"targets": "a" * 20_000}).text
    assert "a" * 8_192 in long
    assert "a" * 8_193 not in long


def test_a_target_too_long_for_a_link_is_typed_again(
    client: FlaskClient, services: Services
) -> None:
    long = f"shop.example.com/{'x' * 2000}"
    where = client.post("/report", data=GOOD | {"targets": long}).headers["Location"]
    (case,) = services.cases.queue(0, 1)
    services.cases.change(CaseChange(case, asked(case, "Which page?")))
    page = client.get(where).text
    assert 'href="/report">send another report' in page


def test_an_error_speaks_of_the_words_on_the_page_and_says_the_label_once(
    client: FlaskClient,
) -> None:
    page = unescape(client.post("/report", data=GOOD | {"contact": "a@b.example"}).text)
    assert "How can we reach you? Expected nothing here, or yes to" in page
    assert "“You may contact me about this report” or “You may give all of this" in page
    assert "or may_share" not in page
    beside = re.search(r'<p class="error" id="contact-error">([^<]*)<', page)
    assert beside
    assert "How can we reach you?" not in beside[1]


def test_what_is_kept_is_told_in_full(client: FlaskClient) -> None:
    page = " ".join(client.get("/report").text.split())
    told = page[page.index("What we keep") :]
    for kept in ("how it reached you", "what was lost", "language", "boxes", "images", "second"):
        assert kept in told[told.index("For good") :], kept
    assert "by the police only if you allow it" in told


def test_what_came_of_it_is_said_in_words(client: FlaskClient, services: Services) -> None:
    where = client.post("/report", data=GOOD).headers["Location"]
    case = services.cases.get(case_id("shop.example.com/"))
    assert case is not None
    (case,) = services.cases.change(CaseChange(case, asked(case, "Which <b>page</b>?")))
    assert "Which &lt;b&gt;page&lt;/b&gt;?" in client.get(where).text
    declined = replace(case, state=CaseState.DECLINED, reason="It is an honest shop.")
    services.cases.change(CaseChange(case, declined))
    page = client.get(where).text
    assert "Not listed" in page
    assert "It is an honest shop." in page


def test_a_wrong_address_says_so_on_a_page(client: FlaskClient) -> None:
    reply = client.get("/report/AAAAAAAAAAAAAAAAAAAAAA")
    assert (reply.status_code, reply.mimetype) == (404, "text/html")
