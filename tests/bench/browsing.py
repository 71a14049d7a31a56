"""What the extension costs a whole browser: the memory with the full list, and each navigation."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from playwright.sync_api import Playwright, sync_playwright

from tests.bench import servers
from tests.bench.harness import Figure, Section, in_turn
from tests.bench.processes import tree
from tests.bench.workplace import Workplace, workplace
from tests.browser.conftest import packaged
from tests.helpers.browsers import Browser, Tab, copy_extension
from tests.helpers.chromium import Chromium
from tests.helpers.firefox import Firefox
from tests.helpers.list_service import Entry, ListService
from tests.helpers.scam_sites import ScamSites
from tests.helpers.waiting import until

_ROUNDS = 31
_LOOKS = 5  # at the memory, in turn, once both have come to rest
_MEGABYTE = 1e6
_WITHOUT = "the same browser without an extension"
_EMPTY = "the same with a list of one entry"
# From the start of the navigation to the end of the page's own load event.
_LOADED = """new Promise((done) => {
  const look = () => {
    const [entry] = performance.getEntriesByType('navigation');
    if (entry.loadEventEnd) done(entry.loadEventEnd);
    else setTimeout(look, 5);
  };
  look();
})"""
_AIM = "50 MB more or less"
_ARTICLE = "<!doctype html><meta charset=utf-8><title>News</title>" + "".join(
    f"<p>A sentence that says a little about matter {number}, and <a href='/{number}'>more</a>.</p>"
    for number in range(300)
)

Found = dict[str, list[float]]


def run() -> Section:
    """Start each browser with the extension and without, and go to the same pages in turn."""
    figures = []
    with workplace() as place, _extensions(place) as folders, sync_playwright() as playwright:
        for name, start in _BROWSERS.items():
            navigation, memory = _compare(start, playwright, folders)
            what = f"{name}: an unlisted page, opened"
            figures += [
                Figure(what, navigation["full"], _WITHOUT, navigation["none"], "ms", "no slower"),
                Figure(f"{name}: memory", memory["full"], _WITHOUT, memory["none"], "MB", _AIM),
                Figure(f"{name}: memory", memory["full"], _EMPTY, memory["empty"], "MB"),
            ]
        entries = place.entries()
    return Section(
        "Extension: what it costs a browser",
        f"With the full list held, {entries:,} entries; {_ROUNDS} pages each, in turn.",
        figures,
        [
            "A page of 300 paragraphs from loopback, on a host that no list has; from the start of "
            "the navigation to the end of its load event, as the page's own clock has it.",
            "Memory is what all processes of the browser hold alone and their share of what they "
            "hold together (PSS), right after those pages. Each browser was restarted before, and "
            "the extension has read its list again.",
        ],
    )


@contextmanager
def _extensions(place: Workplace) -> Iterator[dict[str, Path | None]]:
    """Serve the whole list, and one of one entry; give folders with the extension set to them."""
    place.use_mirror()
    place.refresh()
    with (
        servers.mynah(place.environment) as address,
        ListService() as short,
        TemporaryDirectory() as folder,
    ):
        short.publish([Entry("scam.test/")])
        with urlopen(f"{address}/v1/lists", timeout=10) as answer:
            key = json.load(answer)["public_key"]
        yield {
            "full": copy_extension(Path(folder) / "full", address, key),
            "empty": copy_extension(Path(folder) / "empty", short.url),
            "none": None,
        }


def _chromium(playwright: Playwright, extension: Path | None) -> Browser:
    return Chromium(playwright, extension)


def _firefox(_: Playwright, extension: Path | None) -> Browser:
    return Firefox(packaged(extension) if extension else None)


_BROWSERS: Mapping[str, Callable[[Playwright, Path | None], Browser]] = {
    "Chromium": _chromium,
    "Firefox": _firefox,
}


def _compare(
    start: Callable[[Playwright, Path | None], Browser],
    playwright: Playwright,
    folders: Mapping[str, Path | None],
) -> tuple[Found, Found]:
    """Return the milliseconds of each navigation and the megabytes, of each side."""
    with ExitStack() as stack:
        sites = stack.enter_context(ScamSites())
        sites.pages["/"] = _ARTICLE
        browsers = {name: start(playwright, folder) for name, folder in folders.items()}
        for name, browser in browsers.items():
            stack.callback(browser.close)
            if folders[name]:
                until(lambda browser=browser: browser.ask("list-state")["held"], 120, "the list")
            browser.restart()  # away with the page that asked, and with what installing took
        tabs = {name: browser.new_tab() for name, browser in browsers.items()}
        navigation = in_turn(
            {name: lambda tab=tab: _open(tab, sites) for name, tab in tabs.items()}, _ROUNDS
        )
        memory = in_turn(
            {name: lambda one=one: _memory(one) for name, one in browsers.items()}, _LOOKS
        )
    return navigation, memory


def _open(tab: Tab, sites: ScamSites) -> float:
    tab.go("about:blank")
    tab.go(sites.url("news.test"))
    until(lambda: "news.test" in tab.url(), what="the page")
    return float(tab.run(_LOADED))


def _memory(browser: Browser) -> float:
    """The megabytes of a browser, once they move no more."""
    seen = [0.0]

    def is_at_rest() -> bool:
        seen.append(sum(map(_pss, tree(_pid(browser)))) / _MEGABYTE)
        return abs(seen[-1] - seen[-2]) < 1

    until(lambda: all(is_at_rest() for _ in range(3)), 60, "steady memory")
    return seen[-1]


def _pid(browser: Browser) -> int:
    if isinstance(browser, Firefox):
        return browser.pid
    assert isinstance(browser, Chromium)
    processes = (int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit())
    return next(pid for pid in processes if _is(pid, browser))


def _is(pid: int, browser: Chromium) -> bool:
    """Whether a process is this browser's first: its parts have a `--type`."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    folder = f"--user-data-dir={browser.profile}".encode()
    return folder in words and not any(word.startswith(b"--type=") for word in words)


def _pss(pid: int) -> int:
    """Return bytes; 0 for a process that is over."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
