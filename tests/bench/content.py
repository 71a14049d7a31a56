"""What the content scripts take of a page's own time, against a plain search of the same texts."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import CDPSession, sync_playwright

from tests.bench.harness import Figure, Section, in_turn
from tests.helpers.browsers import EXTENSION, copy_extension
from tests.helpers.chromium import Chromium, ChromiumTab
from tests.helpers.list_service import Entry, ListService
from tests.helpers.scam_sites import ScamSites
from tests.helpers.waiting import until

_ROUNDS = 7
_MEGABYTE = 1_000_000
_SAMPLE = 50  # µs between two looks of the profiler
_QUIET = 1500  # ms: by then every slice has run
_LISTED = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
_PATTERN = EXTENSION / "common" / "address-pattern.js"
_BARE = """(function bareWalk() {
  const pattern = new RegExp(MYNAH_ADDRESS_PATTERN, 'g');
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  let found = 0;
  while (walker.nextNode()) found += walker.currentNode.data.match(pattern)?.length ?? 0;
  return found;
})()"""

Profile = dict[str, Any]


def run() -> Section:
    """Load each page with the extension and a profiler, then walk it bare, in turn."""
    with TemporaryDirectory() as folder, ListService() as service, ScamSites() as sites:
        service.publish([Entry(f"bitcoin:{_LISTED}")])
        extension = copy_extension(Path(folder) / "extension", service.url)
        with sync_playwright() as playwright:
            browser = Chromium(playwright, extension)
            until(lambda: browser.ask("list-state")["held"], what="the first list")
            figures = [_figure(browser, sites, what, html()) for what, html in _PAGES.items()]
            browser.close()
    return Section(
        "Extension: what it takes of a page's time",
        "All content scripts together, from the first to the last, in Chromium's own profiler: "
        "start, search in slices, and marks. In pieces of at most 8 ms, in idle moments.",
        figures,
        [
            "The bare walk goes from text to text and looks for the pattern of an address in each, "
            "and does nothing else: no fields, links, pictures or shadow roots. It runs in a world "
            "of its own that knows none of the page's nodes yet, as the content scripts' does not.",
            "A page is loaded anew for each value, so all of this is code that was not yet made "
            "fast.",
        ],
    )


def _figure(browser: Chromium, sites: ScamSites, what: str, html: str) -> Figure:
    sites.pages["/text"] = html
    found = in_turn(
        {"ours": lambda: _ours(browser, sites), "bare": lambda: _bare(browser, sites)}, _ROUNDS
    )
    aim = "under 10 ms" if "MB" in what else ""
    return Figure(what, found["ours"], "a bare walk with the pattern", found["bare"], "ms", aim)


def _ours(browser: Chromium, sites: ScamSites) -> float:
    page, session = _blank(browser)
    session.send("Profiler.start")
    page.goto(sites.url("text.test", "/text"))
    page.wait_for_timeout(_QUIET)
    profile = session.send("Profiler.stop")["profile"]
    page.close()
    return _time(profile, lambda frame: frame["url"].startswith(browser.root))


def _bare(browser: Chromium, sites: ScamSites) -> float:
    page, session = _blank(browser)
    page.goto(sites.url("text.test", "/text"))
    page.wait_for_timeout(_QUIET)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame})["executionContextId"]
    pattern = {"expression": _PATTERN.read_text("utf-8"), "contextId": world}
    session.send("Runtime.evaluate", pattern)
    session.send("Profiler.start")
    session.send("Runtime.evaluate", {"expression": _BARE, "contextId": world})
    profile = session.send("Profiler.stop")["profile"]
    page.close()
    return _time(profile, lambda frame: frame["functionName"] == "bareWalk")


def _blank(browser: Chromium) -> tuple[Any, CDPSession]:
    tab = browser.new_tab()
    assert isinstance(tab, ChromiumTab)
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("Profiler.enable")
    session.send("Profiler.setSamplingInterval", {"interval": _SAMPLE})
    return tab.page, session


def _time(profile: Profile, is_one: Callable[[dict[str, str]], bool]) -> float:
    """Sum the milliseconds in which such a function ran, or what it had called."""
    nodes = {node["id"]: node for node in profile["nodes"]}
    parents = {child: node["id"] for node in profile["nodes"] for child in node.get("children", ())}
    counted: dict[int, bool] = {}

    def counts(number: int) -> bool:
        if number not in counted:
            own = is_one(nodes[number]["callFrame"])
            counted[number] = own or (number in parents and counts(parents[number]))
        return counted[number]

    pairs = zip(profile["samples"], profile["timeDeltas"][1:], strict=False)
    return max(_SAMPLE, sum(max(delta, 0) for number, delta in pairs if counts(number))) / 1000


def _words(size: int) -> list[str]:
    random = Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    known = ["".join(random.choices(letters, k=random.randint(2, 11))) for _ in range(5000)]
    words: list[str] = []
    while size > 0:
        words.append(random.choice(known))
        size -= len(words[-1]) + 1
    return words


def _paragraphs(size: int, inline: bool = False, every: int = 0) -> str:
    """Return a page of so many letters, 12 words a paragraph, with an address in each `every`th."""
    words = _words(size)
    parts = []
    for number, at in enumerate(range(0, len(words), 12)):
        first, rest = words[at : at + 6], " ".join(words[at + 6 : at + 12])
        text = " ".join(first) + (f" <a href='/x'>{rest}</a>, " if inline else f" {rest}, ")
        address = f"0x{number:040x}" if every and number % every == 0 else ""
        parts.append(f"<p>{text}{address}</p>")
    return f"<!doctype html><meta charset=utf-8><title>Text</title>{chr(10).join(parts)}"


_PAGES: dict[str, Callable[[], str]] = {
    "1 MB of text in paragraphs": lambda: _paragraphs(_MEGABYTE),
    "1 MB of text with links in it": lambda: _paragraphs(_MEGABYTE, inline=True),
    "1 MB of text in one piece": lambda: f"<!doctype html><pre>{' '.join(_words(_MEGABYTE))}",
    "1 MB of text with 100 addresses": lambda: _paragraphs(_MEGABYTE, every=112),
    "a page of 2 kB": lambda: _paragraphs(2_000),
}
