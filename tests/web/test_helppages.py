"""`/help`: what fits each scam, whom to call, and nothing kept of who asks."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from service.help.helpline import State
from service.help.loading import helplines
from service.help.paths import PATHS_OF, Path
from service.model import Category
from service.services import Services
from tests.conftest import Clock
from tests.helpers.moderators import Page, visible
from tests.web.test_report_page import weight

PAGES = ("/help", *(f"/help/{path}" for path in Path), *(f"/help/{name}" for name in Category))
CALLED = ("/help/paid", "/help/held", "/help/job-offer", "/help/invest")
every_page = pytest.mark.parametrize("path", PAGES)


def words(client: FlaskClient, path: str) -> str:
    return unescape(visible(client.get(path).text))


def numbers(client: FlaskClient, path: str) -> list[str]:
    """What a tap would dial."""
    return re.findall(r'href="tel:([^"]+)"', client.get(path).text)


@every_page
def test_a_page_is_light_private_and_can_be_left_at_once(client: FlaskClient, path: str) -> None:
    reply = client.get(f"{path}?country=VN&here=KH")
    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in reply.headers
    assert 'class="leave-now" href="https://www.wikipedia.org/"' in reply.text
    assert "/assets/leave.js" in reply.text
    assert not re.search(r'(?:src|action)="https?:|style="|onclick|<style|<script>', reply.text)
    assert weight(client, f"{path}?country=VN&here=KH") < 50_000


@pytest.mark.parametrize("category", Category)
def test_each_category_leads_to_the_pages_that_fit(client: FlaskClient, category: Category) -> None:
    links = Page(client.get(f"/help/{category}").text).links
    expected = [f"/help/{path}?category={category}" for path in PATHS_OF[category]]
    assert [link for link in links if "?category=" in link] == expected
    assert all(client.get(link).status_code == 200 for link in expected)


def test_the_overview_has_all_four_paths(client: FlaskClient) -> None:
    links = Page(client.get("/help").text).links
    assert {f"/help/{path}" for path in Path} <= set(links)


@pytest.mark.parametrize("path", ["/help/", "/help/paid/"])
def test_a_stroke_too_much_leads_to_all_that_there_are(client: FlaskClient, path: str) -> None:
    reply = client.get(path)
    assert (reply.status_code, reply.mimetype) == (404, "text/html")
    assert 'href="/help/paid"' in reply.text


@pytest.mark.parametrize("topic", ["nothing", "Paid", "..", "<img src=x onerror=alert(1)>"])
def test_an_unknown_page_is_404_with_all_that_there_are(client: FlaskClient, topic: str) -> None:
    reply = client.get(f"/help/{topic}")
    assert reply.status_code == 404
    assert "alert(1)" not in reply.text
    links = set(Page(reply.text).links)
    assert {f"/help/{name}" for name in (*Path, *Category)} <= links


@pytest.mark.parametrize("path", CALLED)
def test_without_a_country_the_form_comes_first_and_nobody_is_guessed(
    client: FlaskClient, path: str
) -> None:
    reply = client.get(path, headers={"Accept-Language": "en", "X-Forwarded-For": "1.1.1.1"})
    assert numbers(client, path) == []
    assert re.search(r'<select id="country" name="country">\s*<option value="">', reply.text)
    if path in ("/help/held", "/help/job-offer"):
        assert "International Organization for Migration" in reply.text
        assert reply.text.index("<select") < reply.text.index("International Organization")


def test_a_country_brings_its_lines_who_stops_a_payment_first(client: FlaskClient) -> None:
    assert numbers(client, "/help/paid?country=GB") == ["159", "03001232040"]
    text = client.get("/help/paid?country=gb").text
    assert '<option value="GB" selected>' in text
    assert "Mon-Fri 08:00-20:00" in text
    assert numbers(client, "/help/paid?country=JP") == ["188", "%239110"]


def test_who_is_held_abroad_gets_the_embassy_and_the_place(client: FlaskClient) -> None:
    found = numbers(client, "/help/held?country=VN&here=KH")
    assert found == ["+84981848484", "+959660888998", "111", "117"]
    shown = words(client, "/help/held?country=VN&here=KH")
    assert "117 in Cambodia" in shown
    assert "+855 979 117 117 (Telegram) from abroad" in shown
    assert "on Telegram" in shown
    assert "on Telegram" not in words(client, "/help/held?country=VN&here=MM")


def test_a_country_of_which_we_know_nobody_is_said_so(client: FlaskClient) -> None:
    shown = words(client, "/help/held?here=MM")
    assert "We have no checked number for Myanmar (Burma) yet" in shown
    assert "We have no checked number for" not in words(client, "/help/held?here=KH")


@pytest.mark.parametrize(
    "query", ["country=XX", "country=", "country=<script>", "category=x&here=9"]
)
def test_what_the_address_cannot_name_counts_as_nothing(client: FlaskClient, query: str) -> None:
    pages = [client.get(path).text for path in (f"/help/held?{query}", "/help/held")]
    assert pages[0].partition("<main")[2] == pages[1].partition("<main")[2]


def test_each_line_says_how_well_it_is_known_and_since_when(client: FlaskClient) -> None:
    assert "Checked on 24 November 2026." in words(client, "/help/paid?country=SG")
    shown = words(client, "/help/paid?country=TH")
    assert "Reported by the press or another office, not confirmed by us" in shown
    assert "Read on 24 November 2026." in shown
    assert "more than a year ago" not in shown


def test_a_number_that_takes_messages_only_is_not_dialled(client: FlaskClient) -> None:
    text = client.get("/help/held?country=PH&here=KH").text
    assert "tel:+855979117117" not in text
    assert 'href="https://t.me/+855979117117" rel="noreferrer"' in text
    assert 'href="https://wa.me/6281157157157"' in client.get("/help/paid?country=ID").text


def test_a_line_that_we_did_not_confirm_names_where_it_was_read(client: FlaskClient) -> None:
    text = unescape(client.get("/help/paid?country=TH").text)
    (line,) = [one for one in helplines() if one.place == "TH" and one.number == "1441"]
    assert line.state is State.PRESS
    place = urlsplit(line.source).hostname
    assert f'<a href="{line.source}" rel="noreferrer">{place}</a>' in text


def test_a_line_that_was_checked_long_ago_says_so(client: FlaskClient, clock: Clock) -> None:
    clock.advance(400 * 86_400)
    assert "That is more than a year ago." in words(client, "/help/paid?country=SG")


def test_nobody_is_shown_an_old_number(client: FlaskClient) -> None:
    old = {line.abroad or line.number for line in helplines() if line.state is State.OLD}
    assert "1288" in old
    for path in CALLED:
        for place in ("SG", "MY", "TH", "IN", "KH", "LA", "US", "AU"):
            shown = words(client, f"{path}?country={place}&here={place}")
            assert not [number for number in old if number in shown]


@pytest.mark.parametrize("path", CALLED)
def test_every_page_that_names_numbers_warns_of_false_ones(client: FlaskClient, path: str) -> None:
    shown = words(client, path)
    assert "Helplines are imitated." in shown
    assert "No helpline asks for a fee, a password, a code, or control of your device" in shown
    assert "Nobody gets your money back for a fee." in shown
    assert "not legal advice" in shown


@pytest.mark.parametrize(
    ("category", "said"),
    [
        ("wallet-phishing", "to a new wallet"),
        ("investment", "unlock fee"),
        ("phishing", "Change the password that you gave"),
        ("recovery", "second fraud"),
        ("gambling", "winnings"),
        ("shop", "chargeback"),
        ("giveaway", "more than you send"),
        ("job-lure", "Do not travel"),
        ("sanctioned", "under sanctions"),
        ("stolen-funds", "may be stolen"),
    ],
)
def test_the_kind_of_scam_changes_the_first_step(
    client: FlaskClient, category: str, said: str
) -> None:
    first = re.search(r"<ol>\s*<li>(.*?)</li>", client.get(f"/help/paid?category={category}").text)
    assert first
    assert said in first[1]
    assert said not in words(client, "/help/paid")
    assert said in words(client, f"/help/{category}")


def test_the_category_stays_when_a_country_is_chosen(client: FlaskClient) -> None:
    form = Page(client.get("/help/paid?category=shop&lang=th").text).forms["/help/paid#contacts"]
    assert form == {"category": "shop", "lang": "th", "country": ""}


def test_the_place_stays_when_the_language_is_changed(client: FlaskClient) -> None:
    links = Page(client.get("/help/held?country=VN&here=KH").text).links
    assert "?lang=km&country=VN&here=KH" in links


def test_names_of_places_are_those_of_the_reader(client: FlaskClient) -> None:
    text = client.get("/help/held?here=KH&lang=th").text
    assert '<option value="KH" selected>กัมพูชา</option>' in text
    assert '<html lang="th"' in text


def test_the_page_for_who_is_held_says_what_the_law_should_do_and_where_it_stands(
    client: FlaskClient,
) -> None:
    shown = words(client, "/help/held")
    assert "should not be punished for what they were forced to do" in shown
    assert "Article 14(7)" in shown
    assert "Checked on 24 November 2026." in shown
    assert "Not every officer or court follows it." in shown


@pytest.mark.parametrize("path", ["/", "/report", "/appeals"])
def test_other_pages_lead_here(client: FlaskClient, path: str) -> None:
    assert "/help" in Page(client.get(path).text).links


def test_who_is_in_danger_is_led_to_whom_to_call(client: FlaskClient) -> None:
    sent = client.post("/report", data={"targets": "shop.example.com", "category": "shop"})
    for path in ("/report", sent.headers["Location"]):
        danger = client.get(path).text.partition('id="danger"')[2]
        assert 'href="/help/held#contacts"' in danger
    assert 'id="contacts"' in client.get("/help/held").text


def test_plain_words(client: FlaskClient) -> None:
    """A reading age of about 12: short sentences. The longest are lists of things to write down."""
    for path in PAGES:
        main = client.get(path).text.partition("<main")[2]
        text = re.sub(r"<(select|h3).*?</\1>", "", main, flags=re.S)
        blocks = re.findall(r"<(?:p|li|h1|h2)[^>]*>(.*?)</(?:p|li|h1|h2)>", text, re.S)
        sentences = [s for b in blocks for s in re.split(r"(?<=[.:?])\s+", visible(b)) if s]
        lengths = [len(sentence.split()) for sentence in sentences]
        assert sum(lengths) / len(lengths) < 13, path
        assert max(lengths) < 36, (path, max(sentences, key=lambda one: len(one.split())))


def test_a_listed_verdict_leads_to_help_where_people_can_reach_us(
    client: FlaskClient, services: Services
) -> None:
    assert "help_url" not in client.get("/v1/check?target=scam.example").json
    object.__setattr__(services.settings, "public_url", "https://warn.example")
    assert client.get("/v1/check?target=scam.example").json["help_url"] == (
        "https://warn.example/help/investment"
    )
    assert client.get("/help/investment").status_code == 200
    assert "help_url" not in client.get("/v1/check?target=unheard.example").json
