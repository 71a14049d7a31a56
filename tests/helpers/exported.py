"""Small editions to export, hostile names among them, and what a format makes of one."""

from collections.abc import Iterable, Mapping
from typing import Any

from service.exports.choice import Chosen
from service.exports.edition import Edition, Feed
from service.exports.formats import FORMATS
from service.model import Category, Fact, Severity, Source

SHUT = "shut"  # a feed whose terms forbid passing it on
FEEDS = {
    "one": Feed(
        "one",
        "One",
        "https://one.example/",
        "MIT",
        "https://one.example/mit",
        1_795_499_000,
        True,
        30,
    ),
    "two": Feed("two", "Two", "https://two.example/", "CC0-1.0", None, 1_795_490_000, True, 60),
    SHUT: Feed(SHUT, "Shut", "https://shut.example/", "none", None, 1_795_490_000, False, 60),
}
BLOCK = Fact(Severity.BLOCK, Category.INVESTMENT, (Source("one", 20_000), Source("two", 20_001)))
WARN = Fact(Severity.WARN, Category.GAMBLING, (Source("two", 20_100, 20_150),))
OURS = Fact(Severity.BLOCK, Category.SHOP, (Source("moderators", 20_200),))
WITHHELD = Fact(Severity.BLOCK, Category.PHISHING, (Source(SHUT, 20_000),))
MIXED = Fact(Severity.BLOCK, Category.PHISHING, (Source("one", 20_300), Source(SHUT, 20_000)))

HOSTILE = (
    'evil".bad.example/',
    "evil\n.bad.example/",
    "evil\r\nserver:.bad.example/",
    "evil;.bad.example/",
    "ev il.bad.example/",
    "evil/../x.bad.example/",
    "evil^$important.bad.example/",
    "#evil.bad.example/",
    "!evil.bad.example/",
    "@@evil.bad.example/",
    "*.bad.example/",
    "(evil).bad.example/",
    "$INCLUDE.bad.example/",
    "$ORIGIN .bad.example/",
    "evil\\.bad.example/",
    "evil\t0.0.0.0.bad.example/",
    "-evil.bad.example/",
    "evil-.bad.example/",
    "evil..bad.example/",
    ".bad.example/",
    "bad/",
    "bücher.bad.example/",
    "evil\u2028.bad.example/",
    "evil\u202e.bad.example/",
    "evil\x00.bad.example/",
    "EVIL.bad.example/",
    "=cmd|'calc'!A0.bad.example/",
    f"{'x' * 64}.bad.example/",
    ".".join(["x" * 60] * 4) + ".bad.example/",
    "a_b.bad.example/",
    "1.2.3.4/",
    "[2001:db8::1]/",
    "bitcoin:1A\"\n,=cmd|' /C calc'!A0",
    "evm:0x\u202e",
    "tel:+1\n2",
    'mailto:a"b@bad.example',
    'bad.example/"\n,x',
    "bad.example/\u2028'; DROP",
    "bad.example/a' OR url:value LIKE '%",
    "bad.example/\\' AND",
)
PLAIN = {
    "scam.example/": BLOCK,
    "xn--bcher-kva.example/": BLOCK,
    "fraud.co.example/": OURS,
    "mixed.example/": MIXED,
    "bets.example/": WARN,
    "shared.example/user/4711": BLOCK,
    "withheld.example/": WITHHELD,
    "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa": BLOCK,
    "evm:0x52908400098527886e0f7030069857d2e4169ee7": OURS,
    "tel:+855123456789": BLOCK,
}
LISTED = ["fraud.co.example", "mixed.example", "scam.example", "xn--bcher-kva.example"]
"""The hosts of `PLAIN` that a program which blocks has to block."""
ALLOWED = ("good.scam.example/", "elsewhere.example/", "shared.example/user/1")


def edition(
    entries: Mapping[str, Fact],
    allowed: Iterable[str] = (),
    links: Mapping[str, tuple[str, ...]] | None = None,
    serial: int = 1_795_500_000,
    feeds: Mapping[str, Feed] = FEEDS,
    names: Mapping[str, str] | None = None,
) -> Edition:
    """Return an edition of these entries."""
    facts = list(dict.fromkeys(entries.values()))
    rows = sorted((text, facts.index(fact)) for text, fact in entries.items())
    return Edition(
        "20261124T060000Z", 1_795_500_000, serial, facts, links or {}, feeds,
        tuple(sorted(allowed)), lambda: iter(rows), names or {},
    )  # fmt: skip


def whole(name: str, made: Edition, **chosen: Any) -> bytes:
    """Return an export."""
    filters = {key: frozenset(value) if key != "since" else value for key, value in chosen.items()}
    return b"".join(FORMATS[name].export(made, Chosen(**filters)))


def text(name: str, made: Edition, **chosen: Any) -> str:
    """Return an export as text."""
    return whole(name, made, **chosen).decode()
