"""The text lists that both Mynah and other list tools read: a mirror's, or generated ones.

The generated ones have a mirror's shape: as many lines, a third of them said before, three formats.
"""

import os
from pathlib import Path
from random import Random
from typing import NamedTuple

FOLDER = "lists"  # of a mirror of one feed, in which every list has a number for a name
GENERATED_HOSTS = 560_000
GENERATED_LINES = 900_000
_GENERATED_FILES = 12
_ENDINGS = ("com", "com", "com", "xyz", "top", "vip", "net", "shop", "app", "io", "org", "co.uk")

# What both sides can read, renderings of one list left in: hosts, one a line or behind 0.0.0.0, and
# adblock rules. Left out: wallets, exceptions, the past, `*://*.host/*` patterns, columns.
_OF_A_MIRROR = (
    ("gaso-blocklist/global-anti-scam-org-scam-urls.txt", "lines"),
    ("gaso-blocklist/global-anti-scam-org-scam-urls-pihole.txt", "lines"),
    ("gaso-blocklist/global-anti-scam-org-scam-urls-ABP.txt", "adblock"),
    ("gaso-blocklist/global-anti-scam-org-scam-urls-UBO.txt", "adblock"),
    ("houboyjacky-tw-scam-filters/CustomBlockForAdguardHome.txt", "adblock"),
    ("houboyjacky-tw-scam-filters/ScamSiteGetFromDcard.txt", "adblock"),
    ("houboyjacky-tw-scam-filters/ScamSiteGetFromFX110.txt", "adblock"),
    ("houboyjacky-tw-scam-filters/ScamSiteGetFromGlobalAntiScamOrg.txt", "adblock"),
    ("houboyjacky-tw-scam-filters/ScamSiteGetFromScamAdviserNewsletter.txt", "adblock"),
    ("houboyjacky-tw-scam-filters/ScamSiteGetFromTaiwan165.txt", "adblock"),
    ("houboyjacky-tw-scam-filters/ScamsSiteGetFromFB_TonyNey.txt", "adblock"),
    ("chongluadao-blocklist/urls.txt", "lines"),
    ("chongluadao-blocklist/urls-pihole.txt", "lines"),
    ("chongluadao-blocklist/urls-ABP.txt", "adblock"),
    ("chongluadao-blocklist/urls-UBO.txt", "adblock"),
    ("metamask-eth-phishing-detect/src/hosts.txt", "hosts"),
    ("keplr-phishing-block-list/block-list.txt", "lines"),
    ("discord-antiscam-links/list.txt", "lines"),
    ("discord-antiscam-links/ublock_filter.txt", "adblock"),
    ("jarelllama-scam-blocklist/lists/adblock/scams_light.txt", "adblock"),
    ("jarelllama-scam-blocklist/lists/wildcard_domains/scams_light.txt", "lines"),
    ("jarelllama-scam-blocklist/data/dead_domains.txt", "lines"),
    ("jarelllama-scam-blocklist/data/parked_domains.txt", "lines"),
    ("blocklistproject-lists/scam.txt", "hosts"),
    ("blocklistproject-lists/adguard/scam-ags.txt", "adblock"),
    ("blocklistproject-lists/alt-version/scam-nl.txt", "lines"),
    ("blocklistproject-lists/alt-version/phishing-nl.txt", "lines"),
    ("blocklistproject-lists/crypto.txt", "hosts"),
    ("sinfonietta-gambling-hosts/gambling-hosts", "hosts"),
)


class TextList(NamedTuple):
    """A file and the format that Mynah reads it with."""

    path: Path
    format: str


def mirror() -> Path | None:
    """Return the mirror that MYNAH_FEED_MIRROR names, if any."""
    named = os.environ.get("MYNAH_FEED_MIRROR")
    return Path(named) if named and Path(named).is_dir() else None


def text_lists(root: Path) -> list[TextList]:
    """Put the lists into a folder of `root`, and return them."""
    folder = root / FOLDER
    folder.mkdir(parents=True)
    source = mirror()
    if source is None:
        return _generated(folder)
    found = []
    for number, (path, kind) in enumerate(_OF_A_MIRROR):
        if (source / path).exists():
            copy = folder / f"{number}.txt"
            copy.write_bytes((source / path).read_bytes())
            found.append(TextList(copy, kind))
    return found


def lines_of(lists: list[TextList]) -> int:
    """Count the lines, comments among them."""
    return sum(len(one.path.read_bytes().splitlines()) for one in lists)


def catalogue(lists: list[TextList]) -> str:
    """Return a catalogue of one feed with these files, for MYNAH_FEEDS."""
    head = f"""
        [[feed]]
        id = "{FOLDER}"
        name = "Lists to measure with"
        homepage = "https://lists.example.org/"
        base = "https://lists.example.org/"
        licence = "MIT"
        redistribute = true
        kind = "scams"
        category = "scam"
        confidence = "high"
        interval = 3600
        expiry = 365
        notes = "Of tests/bench."
        reviewed = 2026-11-24
    """
    files = [f'[[feed.file]]\npath = "{one.path.name}"\nformat = "{one.format}"' for one in lists]
    return "\n".join([head, *files])


def names(count: int, seed: int = 1) -> list[str]:
    """Return distinct made-up hosts, a third of them below another name."""
    random = Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        label = f"{random.getrandbits(random.choice((32, 40, 56))):x}"
        above = (
            f"{random.choice(('www', 'login', 'm', 'trade'))}." if random.random() < 0.33 else ""
        )
        found[f"{above}{label}.{random.choice(_ENDINGS)}"] = None
    return list(found)


def _generated(folder: Path) -> list[TextList]:
    hosts = names(GENERATED_HOSTS)
    random = Random(2)
    lines = hosts + random.choices(hosts, k=GENERATED_LINES - len(hosts))
    random.shuffle(lines)
    kinds = {"lines": "{}", "hosts": "0.0.0.0 {}", "adblock": "||{}^"}
    found = []
    for number in range(_GENERATED_FILES):
        kind, form = list(kinds.items())[number % len(kinds)]
        path = folder / f"{number}.txt"
        path.write_text(
            "".join(f"{form.format(host)}\n" for host in lines[number::_GENERATED_FILES])
        )
        found.append(TextList(path, kind))
    return found
