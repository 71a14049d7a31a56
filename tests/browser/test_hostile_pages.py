"""A page that works against the marks: it cannot take them away in silence, read them, or drown them."""

import pytest

from tests.browser.conftest import BITCOIN, World
from tests.browser.test_addresses import MARK, opened
from tests.helpers.browsers import Tab
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

VISIBLE = """(() => {
  const mark = document.querySelector('mynah-mark');
  if (!mark) return false;
  const { width, height } = mark.getBoundingClientRect();
  const { opacity, visibility, clipPath, transform } = getComputedStyle(mark);
  return width > 100 && height > 10 && opacity === '1' && visibility === 'visible' &&
    clipPath === 'none' && transform === 'none';
})()"""


def badge(world: World, tab: Tab) -> str:
    """What stands on the toolbar button for the tab: its sign, and its words."""
    find = f"(await browser.tabs.query({{}})).find(({{url}}) => url === '{tab.url()}')?.id"
    desk = world.browser.page("options/options.html")
    return str(
        desk.run(f"""(async () => {{
          const tabId = {find};
          return `${{await browser.action.getBadgeText({{tabId}})}} ${{await browser.action.getTitle({{tabId}})}}`;
        }})()""")
    )


@pytest.mark.parametrize(
    "attack",
    [
        "mark.remove()",
        "mark.replaceWith('nothing to see')",
        "document.querySelector('p').replaceChildren(document.querySelector('p').firstChild)",
        "mark.parentNode.insertBefore(Object.assign(document.createElement('i'), {hidden: true}), mark).append(mark)",
    ],
    ids=["remove", "replace", "parent's children", "put away"],
)
def test_a_mark_that_the_page_takes_away_comes_back(world: World, attack: str) -> None:
    tab = opened(world, f"<p>Pay {BITCOIN}</p>")
    until(lambda: tab.run(VISIBLE), what="the mark")
    tab.run(f"void (window.mark = document.querySelector('mynah-mark'), {attack})")
    until(lambda: tab.run(VISIBLE), what="the mark again")


@pytest.mark.parametrize(
    "attack",
    [
        "mark.style.cssText = 'display: none !important; opacity: 0 !important'",
        "mark.hidden = true",
        "mark.setAttribute('class', 'gone'), mark.append('text')",
    ],
)
def test_a_mark_cannot_be_hidden_by_what_a_page_sets_on_it(world: World, attack: str) -> None:
    sheet = "mynah-mark, .gone { display: none !important; opacity: 0 !important; transform: scale(0) !important; clip-path: circle(0) !important }"
    tab = opened(world, f"<style>{sheet}</style><p>Pay {BITCOIN}</p>")
    until(lambda: tab.run(VISIBLE), what="the mark")
    tab.run(f"void (window.mark = document.querySelector('mynah-mark'), {attack})")
    assert tab.run(VISIBLE)


def test_a_page_that_never_stops_removing_it_does_not_keep_us_busy_nor_silent(
    world: World,
) -> None:
    watch = """<script>
      window.removed = 0;
      new MutationObserver(() => {
        for (const mark of document.querySelectorAll('mynah-mark')) mark.remove(), window.removed += 1;
      }).observe(document, {childList: true, subtree: true});
    </script>"""
    tab = opened(world, f"{watch}<p>Pay {BITCOIN}</p>")
    until(lambda: tab.run("window.removed") == 10, what="the tenth removal")
    tab.run("document.querySelector('p').append('more')")
    tab.run("document.querySelector('p').append(document.createElement('br'))")
    assert badge(world, tab) == "! Mynah: a wallet address on this page has been reported"
    assert tab.run("window.removed") == 10


def test_a_page_learns_no_more_from_a_mark_than_that_it_is_there(world: World) -> None:
    tab = opened(world, f"<p>Pay {BITCOIN}</p>")
    until(lambda: MARK in tab.words(), what="the mark")
    mark = "document.querySelector('mynah-mark')"
    assert tab.run(f"{mark}.shadowRoot") is None
    assert tab.run(f"{mark}.getAttributeNames().length") == 0
    assert tab.run(f"{mark}.innerText") == ""


@pytest.mark.parametrize(
    "tag", ["mynah-mark", "mynah-bar", "select><option", "label", "title-like"]
)
def test_no_element_hides_a_text_from_the_look(world: World, tag: str) -> None:
    tab = opened(world, f"<p>x</p><{tag}>Pay {BITCOIN}")
    until(lambda: MARK in tab.words(), what="the mark")


def test_an_address_behind_a_hundred_thousand_others_is_marked_and_few_buckets_are_asked_for(
    world: World,
) -> None:
    flood = """<body><script>
      for (let n = 0; n < 50_000; n += 1) {
        const cell = document.createElement('i');
        cell.textContent = '0x' + n.toString(16).padStart(40, '5');
        document.body.append(cell, ' ');
      }
      document.body.append(Array.from({length: 50_000}, (_, n) => '0x' + n.toString(16).padStart(40, '6')).join(' '));
    </script>"""
    tab = opened(world, f"{flood}<hr><p>Pay {BITCOIN}")
    until(lambda: tab.run("document.querySelectorAll('i').length") == 50_000, what="the flood")
    until(lambda: tab.run(VISIBLE), 120, what="the mark")
    assert len(world.service.asked()) <= 5
