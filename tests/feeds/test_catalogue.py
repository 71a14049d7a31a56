"""The bundled catalogue is sound, and a mistake in one is named by feed, file and field."""

from datetime import date
from pathlib import Path

import pytest

from service.feeds.catalogue import (
    BadCatalogue,
    Catalogue,
    Feed,
    FeedFile,
    FeedKind,
    Guards,
    Withdraw,
    load,
)
from service.feeds.parsers import PARSERS
from service.model import Category, Confidence

SOUND = """
[[feed]]
id = "a-feed"
name = "A feed"
homepage = "https://a.example/"
base = "https://raw.example/a/main/"
licence = "MIT"
redistribute = true
kind = "scams"
confidence = "high"
interval = 3600
expiry = 90
notes = "Made for tests."
reviewed = 2026-11-24

[[feed.file]]
path = "list.txt"
format = "lines"
"""
# Two without a licence, one for non-commercial use, one whose licence has no text or holder.
NOT_TO_BE_PASSED_ON = (
    "cryptoscamdb-blacklist",
    "discord-antiscam-links",
    "openphish-community",
    "phantom-blocklist",
)
BUNDLED = load()
FILES = [(feed, file) for feed in BUNDLED for file in feed.files]
every_file = pytest.mark.parametrize(
    ("feed", "file"), FILES, ids=[f"{feed.id}/{file.path}" for feed, file in FILES]
)


def load_text(text: str, tmp_path: Path) -> Catalogue:
    path = tmp_path / "feeds.toml"
    path.write_text(text, "utf-8")
    return load(path)


def test_a_file_has_from_its_feed_what_it_does_not_say(tmp_path: Path) -> None:
    feed = load_text(SOUND, tmp_path).feeds[0]
    file = feed.files[0]
    assert file.url == "https://raw.example/a/main/list.txt"
    assert (file.category, file.confidence, file.family) == (Category.SCAM, "high", "a-feed")
    assert (file.redistribute, feed.withdraw) == (True, Withdraw.SLOW)
    assert feed.mirror_path(file) == "a-feed/list.txt"


def test_a_file_may_differ_from_its_feed(tmp_path: Path) -> None:
    more = 'category = "gambling"\nconfidence = "low"\nfamily = "f"\nmirror = "old/list.txt"\n'
    feed = load_text(SOUND + more + 'url = "https://b.example/x"\n', tmp_path).feeds[0]
    file = feed.files[0]
    assert (file.category, file.confidence, file.family) == ("gambling", Confidence.LOW, "f")
    assert (file.url, feed.mirror_path(file)) == ("https://b.example/x", "a-feed/old/list.txt")


@pytest.mark.parametrize("way", ["https://a.example/mistakes", "mailto:lists@a.example"])
def test_a_feed_may_name_its_way_for_mistakes(way: str, tmp_path: Path) -> None:
    assert load_text(SOUND, tmp_path).feeds[0].disputes is None
    named = SOUND.replace("expiry = 90", f'expiry = 90\ndisputes = "{way}"')
    assert load_text(named, tmp_path).feeds[0].disputes == way


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "a-feed"', 'id = "A feed"', "field 'id': 'A feed' must be lower-case words"),
        ('id = "a-feed"\n', "", "feed 1, field 'id': is missing"),
        ('name = "A feed"', 'name = ""', "field 'name': must not be empty"),
        ('name = "A feed"', "name = 7", "field 'name': 7 must be of type str"),
        ('name = "A feed"', 'title = "A feed"', "field 'name': is missing"),
        ("redistribute = true", 'redistribute = "yes"', "field 'redistribute': 'yes' must be of"),
        ("expiry = 90", "expiry = 90\ncolour = 1", "field 'colour': is not known here"),
        ("expiry = 90", "expiry = 0", "field 'expiry': 0 must be from 1 to 3650"),
        ("expiry = 90", "expiry = true", "field 'expiry': True must be of type int"),
        ("interval = 3600", "interval = 1", "field 'interval': 1 must be from 900"),
        ('kind = "scams"', 'kind = "list"', "field 'kind': 'list' is none of scams, guard"),
        ('kind = "scams"', 'kind = "guard"', "file 'list.txt', field 'guards': is missing"),
        ('confidence = "high"', 'confidence = "sure"', "'sure' is none of high, medium, low"),
        (
            "expiry = 90",
            'expiry = 90\ndisputes = "a@b.example"',
            "must be a full https URL or mail",
        ),
        ("expiry = 90", 'expiry = 90\ndisputes = "http://a.example"', "field 'disputes': 'http:"),
        ("expiry = 90", 'expiry = 90\ndisputes = "https:///x"', "field 'disputes': 'https:///x'"),
        ("expiry = 90", 'expiry = 90\ndisputes = "mailto:a@b.example?cc=c"', "field 'disputes'"),
        ("expiry = 90", 'expiry = 90\ndisputes = "javascript:x"', "field 'disputes'"),
        ("reviewed = 2026-11-24", 'reviewed = "today"', "field 'reviewed': 'today' must be of"),
        ("https://a.example/", "http://a.example/", "field 'homepage': 'http://a.example/' must"),
        ("https://a.example/", "https:///x", "must be a full https URL"),
        ("https://a.example/", "https://u:p@a.example/", "must be a full https URL"),
        ("https://a.example/", "https://a.example:8443/", "must be a full https URL"),
        ("https://a.example/", "https://a.example/\u00e9", "must be a full https URL"),
        ("https://a.example/", "https://[a.example/", "must be a full https URL"),
        ('path = "list.txt"', 'path = "../list.txt"', "field 'path': '../list.txt' must be a rel"),
        ('path = "list.txt"', 'path = "/etc/passwd"', "must be a relative path"),
        ('path = "list.txt"', 'path = "a//b"', "must be a relative path"),
        ('path = "list.txt"', "path = 'a\\b'", "must be a relative path"),
        ('path = "list.txt"', 'path = "list.txt?x=1"', "must be a relative path"),
        ('format = "lines"', 'format = "xml"', "field 'format': 'xml' is none of adblock"),
        ('format = "lines"', 'format = "columns"', "params, field 'column': is missing"),
        ('"lines"', '"lines"\nparams = { colour = 1 }', "params, field 'colour': is not known"),
        (
            '"lines"',
            '"lines"\nparams = { comments = 1 }',
            "field 'comments': 1 must be of type str",
        ),
        ('"lines"', '"json-list"\nparams = { lists = [1] }', "field 'lists': must hold texts only"),
        (
            '"lines"',
            '"cryptoscamdb"\nparams = { categories = { A = "b" } }',
            "field 'categories': A: 'b' is no category",
        ),
        ('"lines"', '"lines"\nmirror = "../x"', "field 'mirror': '../x' must be a relative path"),
        ('"lines"', '"lines"\nurl = "ftp://x/"', "file 'list.txt', field 'url': 'ftp://x/' must"),
        (
            '"lines"',
            '"lines"\nguards = "vendor"',
            "field 'guards': belongs in a feed of kind guard",
        ),
        ('"lines"', '"lines"\nmax_shrink = 1.5', "field 'max_shrink': 1.5 must be from 0.0 to 1.0"),
        ('"lines"', '"lines"\nmax_growth = 0.5', "field 'max_growth': 0.5 must be from 1.0"),
        ('"lines"', '"lines"\nmin_entries = -1', "field 'min_entries': -1 must be from 0"),
        ('"lines"', '"lines"\ncategory = "x"', "field 'category': 'x' is none of sanctioned"),
        ('"lines"', '"lines"\ndated = 2026-01-01', "field 'dated': goes with one {date}"),
        ("list.txt", "{date}.txt", "field 'dated': goes with one {date}"),
        ("list.txt", "{day}.txt", "field 'path': only {date} and {month} are filled in"),
        ('"list.txt"', '"{date}.txt"\ndated = 2026-01-01', "lines cannot take a first-seen day"),
    ],
)
def test_a_mistake_is_named(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in SOUND
    with pytest.raises(BadCatalogue) as caught:
        load_text(SOUND.replace(old, new, 1), tmp_path)
    assert message in str(caught.value)
    assert str(caught.value).startswith("feeds.toml: feed ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SOUND + SOUND, "feed 'a-feed', field 'id': two feeds have this id"),
        (SOUND + '[[feed.file]]\npath = "list.txt"\nformat = "lines"', "field 'path': given twice"),
        (SOUND.partition("[[feed.file]]")[0], "feed 'a-feed', field 'file': is missing"),
        (SOUND.partition("[[feed.file]]")[0] + "file = []", "a feed needs at least one file"),
        ("", "field 'feed': is missing"),
        ("feeds = []\n" + SOUND, "field 'feeds': is not known here"),
        ("feed = [1]", "feed 1: this must be a table"),
        ("[[feed", "not valid TOML"),
    ],
    ids=[
        "same-id",
        "same-path",
        "no-file",
        "empty-file",
        "no-feed",
        "other-key",
        "no-table",
        "no-toml",
    ],
)
def test_a_mistake_in_the_whole_is_named(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue, match=message):
        load_text(text, tmp_path)


def test_a_catalogue_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue, match=r"none\.toml: cannot be read: No such file"):
        load(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(BadCatalogue, match="not valid TOML"):
        load(tmp_path / "latin.toml")


def series(path: str) -> FeedFile:
    """A dated file of the bundled catalogue, by its path."""
    return next(file for _, file in FILES if file.path == path)


def test_a_daily_series_ends_where_upstream_does() -> None:
    daily = series("blacklist/archive/{date}.json")
    files = daily.published(date(2026, 1, 10))  # seven days late
    assert [file.path for file in files] == [
        "blacklist/archive/2026-01-01.json",
        "blacklist/archive/2026-01-02.json",
        "blacklist/archive/2026-01-03.json",
    ]
    assert files[0].url.endswith("/main/blacklist/archive/2026-01-01.json")
    assert files[2].params["first_seen"] == date(2026, 1, 3)
    assert all(file.once and file.dated is None for file in files)
    assert daily.published(date(2026, 1, 7)) == ()


def test_a_month_is_fetched_until_it_is_over() -> None:
    files = series("meta/{month}.json").published(date(2026, 2, 3))
    assert len(files) == 14
    assert (files[0].path, files[-1].path) == ("meta/2025-01.json", "meta/2026-02.json")
    assert [file.once for file in files] == [True] * 13 + [False]
    assert all(file.only_dates and "first_seen" not in file.params for file in files)


def test_a_file_without_a_date_is_a_series_of_one() -> None:
    plain = series("list.txt")
    assert plain.published(date(2026, 11, 24)) == (plain,)


def test_a_feed_is_found_by_its_id() -> None:
    found = BUNDLED.get("gaso-blocklist")
    assert found
    assert found.name == "Global Anti-Scam Organization"
    assert BUNDLED.get("none") is None


@every_file
def test_a_bundled_file_has_a_parser_and_an_address(feed: Feed, file: FeedFile) -> None:
    assert file.format in PARSERS
    assert file.url.startswith("https://raw.githubusercontent.com/")
    assert file.url.endswith(f"/{file.path}")
    assert (file.guards is not None) == (feed.kind is FeedKind.GUARD)


@pytest.mark.parametrize("feed", BUNDLED.feeds, ids=[feed.id for feed in BUNDLED])
def test_a_bundled_feed_says_why_it_is_trusted_as_it_is(feed: Feed) -> None:
    assert feed.reviewed >= date(2026, 11, 24)
    if feed.kind is FeedKind.SCAMS:
        assert feed.confidence in feed.notes.lower(), "the notes give the reason for the confidence"


@pytest.mark.parametrize("feed_id", NOT_TO_BE_PASSED_ON)
def test_what_may_not_be_passed_on_is_marked(feed_id: str) -> None:
    feed = BUNDLED.get(feed_id)
    assert feed
    assert not feed.redistribute
    assert not any(file.redistribute for file in feed.files)


def test_a_list_of_the_crypto_industry_is_never_a_list_of_scams() -> None:
    """Block List Project's crypto.txt has coinbase.com, bitcoin.org and 1,272 more."""
    assert not [file.url for _, file in FILES if file.url.endswith("/crypto.txt")]


def test_sanctions_are_withdrawn_at_once_and_nothing_else_is() -> None:
    at_once = [feed.id for feed in BUNDLED if feed.withdraw is Withdraw.AT_ONCE]
    assert at_once == ["ofac-sanctioned-addresses"]


def test_copies_of_one_list_are_one_family() -> None:
    """Agreement among copies is no vote: these four hold the same names of 2018 to 2023."""
    by_path = {f"{feed.id}/{file.path}": file.family for feed, file in FILES}
    copies = [
        "metamask-eth-phishing-detect/src/config.json",
        "etheraddresslookup/blacklists/domains.json",
        "cryptoscamdb-blacklist/data/urls.yaml",
        "phantom-blocklist/eth-blocklist.yaml",
    ]
    assert {by_path[path] for path in copies} == {"crypto-lists"}
    gaso = "houboyjacky-tw-scam-filters/ScamSiteGetFromGlobalAntiScamOrg.txt"
    assert by_path[gaso] == by_path["gaso-blocklist/global-anti-scam-org-scam-urls.txt"]


def test_every_use_of_a_guard_list_occurs() -> None:
    assert {file.guards for _, file in FILES} == {None, *Guards}
