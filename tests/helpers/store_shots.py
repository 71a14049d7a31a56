"""Take the stores' screenshots of the real extension in a real Chromium, into docs/store/.

    a service with a few entries ─▶ the extension ─▶ its pages, and bars and marks on pages of sites
                                                     └─▶ docs/store/NUMBER-VIEW-TAG.png, 1280 x 800

`make store-shots` does it. The popup and the question have windows of their own, which no tool
photographs: they are taken at their own size, and laid over the page that they belong to.
"""

import argparse
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image, ImageOps
from playwright.sync_api import Page, sync_playwright

from service.model import Category, Severity
from tests.helpers import fake_wallet
from tests.helpers.browsers import WARNING, Tab, copy_extension
from tests.helpers.chromium import Chromium, ChromiumTab
from tests.helpers.list_service import Entry, ListService
from tests.helpers.scam_sites import ScamSites
from tests.helpers.waiting import until

STORE: Final = Path(__file__).parents[2] / "docs" / "store"
TAGS: Final = ("en", "th")
SIZE: Final = (1280, 800)
POPUP: Final = (368, 640)
QUESTION: Final = (560, 760)
COLOURS: Final = 128  # few enough for a small file; nobody sees the difference
BITCOIN: Final = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
SINCE: Final = (("A public feed", "2026-10-05T00:00:00Z"), ("Another feed", "2026-10-12T00:00:00Z"))
LISTED: Final = (
    Entry("easy-profits.test/", sources=SINCE),
    Entry("lucky-spins.test/", Severity.WARN, Category.GAMBLING, SINCE),
    Entry(f"bitcoin:{BITCOIN}", category=Category.STOLEN_FUNDS, sources=SINCE),
    Entry(f"evm:{fake_wallet.LISTED}", category=Category.STOLEN_FUNDS, sources=SINCE),
)
STYLE: Final = """<!doctype html><meta charset=utf-8><style>
  body { margin: 0; font: 20px/1.6 system-ui, "Noto Sans Thai"; color: #223; background: #f4f6fa }
  header { padding: 20px 60px; color: #fff; background: #2d4a7c; font-size: 26px; font-weight: 700 }
  main { margin: 40px 60px; padding: 30px 40px; background: #fff; border-radius: 12px }
  input { width: 100%; padding: 12px; font: inherit; box-sizing: border-box }
</style>"""


class Words(NamedTuple):
    """What the sites in the pictures say; nothing of it is ours."""

    games: str
    play: str
    shop: str
    pay: str
    amount: str


WORDS: Final = {
    "en": Words(
        *("Lucky Spins", "Sign in to play", "Phone Bazaar"),
        *("Pay your order 1043 to this Bitcoin address:", "Amount: 0.004 BTC"),
    ),
    "th": Words(
        *("ลัคกี้สปิน", "เข้าสู่ระบบเพื่อเล่น", "ตลาดมือถือ"),
        *("ชำระเงินคำสั่งซื้อ 1043 ไปยังที่อยู่ Bitcoin นี้:", "จำนวน: 0.004 BTC"),
    ),
}


class Studio:
    """The browser, the sites, and the language that is spoken."""

    def __init__(self, browser: Chromium, sites: ScamSites, tag: str) -> None:
        self.browser, self.sites, self.tag = browser, sites, tag
        self.words = WORDS[tag]

    def own(self, path: str) -> ChromiumTab:
        """One of the extension's pages, with its words."""
        tab = self.browser.page(path)
        until(lambda: tab.run("document.querySelector('#language') !== null"), what="the languages")
        return _chromium(tab)

    def site(self, host: str, title: str, body: str) -> ChromiumTab:
        """A page of a site."""
        self.sites.pages["/page"] = f"{STYLE}<title>{title}</title><header>{title}</header>{body}"
        tab = self.browser.new_tab()
        tab.go(self.sites.url(host, "/page"))
        tab.wait_for_url("/page")
        return _chromium(tab)

    def shop(self) -> ChromiumTab:
        """A shop that wants to be paid to a reported address, with its mark."""
        pay = f"<p>{self.words.pay}<p><code>{BITCOIN}</code>"
        body = f"<main><h2>{self.words.shop}</h2>{pay}<p>{self.words.amount}</main>"
        tab = self.site("phone-bazaar.test", self.words.shop, body)
        until(lambda: "⚠" in tab.words(), what="the mark")
        return tab


def warning(studio: Studio) -> Image.Image:
    tab = studio.own(f"{WARNING}#http://www.easy-profits.test/register")
    until(lambda: "A public feed" in tab.text(), what="who reported it")
    return _picture(tab.page)


def bar(studio: Studio) -> Image.Image:
    form = f"<main><h2>{studio.words.play}</h2><form><p><input><p><input></form></main>"
    tab = studio.site("lucky-spins.test", studio.words.games, form)
    until(lambda: "⚠" in tab.words(), what="the bar")
    return _picture(tab.page)


def mark(studio: Studio) -> Image.Image:
    return _picture(studio.shop().page)


def question(studio: Studio) -> Image.Image:
    tab = studio.shop()
    under = _picture(tab.page)
    pay = f"<script>keep(ethereum.request(pay('{fake_wallet.LISTED}')))</script>"
    studio.sites.pages["/wallet"] = fake_wallet.page(body=pay)
    studio.browser.new_tab().go(studio.sites.url("phone-bazaar.test", "/wallet"))
    asked = _chromium(studio.browser.question())
    until(lambda: asked.run("document.querySelector('#language') !== null"), what="the languages")
    over = _picture(asked.page, QUESTION)
    studio.browser.stop_asking()
    return _laid_over(under, over, ((SIZE[0] - QUESTION[0]) // 2, (SIZE[1] - QUESTION[1]) // 2))


def popup(studio: Studio) -> Image.Image:
    tab = studio.shop()
    shown = _chromium(studio.browser.popup_over(tab))
    until(lambda: shown.run("document.querySelector('#found-list li') !== null"), what="the find")
    shown.run("document.querySelectorAll('#found').forEach((one) => (one.open = true))")
    shown.run("document.documentElement.classList.remove('whole')")  # it is a tab for our sake
    return _laid_over(_picture(tab.page), _picture(shown.page, POPUP), (SIZE[0] - POPUP[0] - 16, 8))


def options(studio: Studio) -> Image.Image:
    tab = studio.own("options/options.html")
    until(lambda: tab.run("document.getElementById('checks').dataset.ready"), what="the switches")
    return _picture(tab.page)


def welcome(studio: Studio) -> Image.Image:
    return _picture(studio.own("welcome/welcome.html").page)


VIEWS: Final[tuple[Callable[[Studio], Image.Image], ...]] = (
    *(warning, bar, mark, question, popup, options, welcome),
)


def _chromium(tab: Tab) -> ChromiumTab:
    assert isinstance(tab, ChromiumTab)
    return tab


def _picture(page: Page, size: tuple[int, int] = SIZE) -> Image.Image:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("document.activeElement?.blur()")  # no ring around what has the focus
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _laid_over(under: Image.Image, over: Image.Image, place: tuple[int, int]) -> Image.Image:
    """Lay one picture over another that it makes darker, as a window stands before a page."""
    dark = Image.blend(under, Image.new("RGB", under.size), 0.35)
    dark.paste(ImageOps.expand(over, 1, "#555"), place)
    return dark


def take(folder: Path) -> None:
    """Take every picture in every language."""
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as temporary,
        ListService() as service,
        ScamSites() as sites,
    ):
        service.url = f"http://lists.test:{service.port}"
        service.publish(LISTED)
        browser = Chromium(playwright, copy_extension(Path(temporary) / "extension", service.url))
        until(lambda: browser.ask("list-state")["held"], what="the first list")
        setter = browser.page("options/options.html")
        for tag in TAGS:
            setter.run(f"browser.storage.local.set({{language: '{tag}'}})")
            for number, view in enumerate(VIEWS, 1):
                picture = view(Studio(browser, sites, tag)).quantize(COLOURS)
                target = folder / f"{number}-{view.__name__}-{tag}.png"
                picture.save(target, optimize=True)
                print(f"{target}: {target.stat().st_size:,} bytes")
        browser.close()


def main() -> None:
    """Write the pictures into docs/store/, or another folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=STORE, help="a folder")
    folder: Path = parser.parse_args().to
    folder.mkdir(parents=True, exist_ok=True)
    take(folder)


if __name__ == "__main__":
    main()
