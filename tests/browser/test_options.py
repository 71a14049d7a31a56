"""The options: what each choice does to the pages that are opened, in a real browser."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from service.model import Category, Severity
from tests.browser.conftest import BITCOIN, World
from tests.helpers.browsers import Tab
from tests.helpers.forms import fill, hand_over, is_shown, press, text_of
from tests.helpers.list_service import SEED, Entry, ListService
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

DEFAULTS: dict[str, Any] = {
    "server": None,
    "mirror": None,
    "checks": {},
    "language": "",
    "allowedHosts": [],
    "strict": False,
    "strictPrivate": False,
}


@pytest.fixture
def options(world: World) -> Iterator[Tab]:
    """The options page; afterwards everything is as it was."""
    tab = world.browser.page("options/options.html")
    until(lambda: tab.run("document.getElementById('checks').dataset.ready"), what="the settings")
    yield tab
    world.browser.ask("choose-settings", changes=DEFAULTS)
    world.service.strict.clear()
    world.service.checked.clear()


def opens(world: World, host: str, path: str = "/") -> Tab:
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host, path))
    tab.wait_for_text(host)
    tab.wait_for_url(host)
    return tab


def found_on(world: World, tab: Tab) -> Any:
    """The addresses that the content script of the page has asked about."""
    page = world.browser.page("options/options.html")
    url = tab.url()
    return page.run(
        f"browser.tabs.query({{}}).then(tabs => tabs.find(tab => tab.url === '{url}'))"
        ".then(tab => browser.tabs.sendMessage(tab.id, {name: 'found'}))"
        ".then(found => found.map(one => one.address).join())"
    )


def is_held_back(world: World, host: str) -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host))
    tab.wait_for_warning()


def values(world: World) -> dict[str, Any]:
    found: dict[str, Any] = world.browser.ask("settings")["values"]
    return found


def test_another_service_is_used_only_after_its_key_was_confirmed(
    world: World, options: Tab
) -> None:
    with ListService(SEED[::-1]) as other:
        other.publish([Entry("theirs.test/")])
        fill(options, "server", f"{other.url}/")
        options.click("#save")
        until(lambda: is_shown(options, "confirm"), what="the question")
        assert text_of(options, "confirm-server") == other.url
        groups = text_of(options, "confirm-key").split()
        assert "".join(groups[:4]) == other.manifest["key_id"]
        assert world.browser.ask("settings")["server"] == world.service.url
        options.click("#use-not")
        assert not is_shown(options, "confirm")
        opens(world, "theirs.test")
        options.click("#save")
        until(lambda: is_shown(options, "confirm"), what="the question")
        options.click("#use")
        options.wait_for_text("a new list")
        assert world.browser.ask("list-state")["server"] == other.url
        assert world.browser.ask("list-state")["pin"]["publicKey"] == other.manifest["public_key"]
        is_held_back(world, "theirs.test")
        world.browser.ask("choose-settings", changes={"server": None})
        world.publish()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("javascript:alert(1)", "This is no address that begins with http:// or https://."),
        ("http://127.0.0.1:9", "No Mynah service answers there. Nothing was changed."),
        ("SITES", "Nothing was changed."),
    ],
)
def test_what_is_no_service_is_not_used(
    world: World, options: Tab, address: str, said: str
) -> None:
    fill(options, "server", world.sites.url("127.0.0.1") if address == "SITES" else address)
    options.click("#save")
    options.wait_for_text(said)
    assert not is_shown(options, "confirm")
    assert world.browser.ask("settings")["server"] == world.service.url


def test_a_manifest_that_nobody_signed_is_not_even_asked_about(options: Tab) -> None:
    with ListService(SEED[::-1]) as other:
        other.publish([Entry("theirs.test/")])
        other.manifest["next_update_seconds"] += 1
        fill(options, "server", other.url)
        options.click("#save")
        options.wait_for_text("refused: the signature is wrong.")
        assert not is_shown(options, "confirm")


def test_pages_are_not_looked_at_where_that_is_switched_off(world: World, options: Tab) -> None:
    options.click("#check-pages")
    options.wait_for_text("Saved.")
    opens(world, "listed.test")
    tab = opens(world, "casino.test")
    assert "Take care" not in tab.words()
    options.click("#check-pages")
    until(lambda: values(world)["checks"]["pages"], what="the switch")
    is_held_back(world, "listed.test")


def test_addresses_are_not_marked_where_that_is_switched_off(world: World, options: Tab) -> None:
    world.sites.pages["/pay"] = f"<p>plain.test {BITCOIN}</p>"
    options.click("#check-addresses")
    until(lambda: not values(world)["checks"]["addresses"], what="the switch")
    world.service.requests.clear()
    tab = opens(world, "plain.test", "/pay")
    until(lambda: found_on(world, tab), what="the question about the address")
    assert "holding stolen funds" not in tab.words()
    assert world.service.asked() == []
    options.click("#check-addresses")
    until(lambda: values(world)["checks"]["addresses"], what="the switch")
    tab.go(world.sites.url("plain.test", "/pay?again"))
    until(lambda: "holding stolen funds" in tab.words(), what="the mark")


def test_an_allowed_host_opens_with_all_below_it_after_a_restart_too(
    world: World, options: Tab
) -> None:
    fill(options, "host", "https://good.listed.test/start")
    options.click("#host-add")
    options.wait_for_text("good.listed.test")
    opens(world, "www.good.listed.test")
    is_held_back(world, "listed.test")
    world.service.go_away()
    world.browser.restart()
    opens(world, "good.listed.test")
    world.service.come_back()
    again = world.browser.page("options/options.html")
    until(lambda: again.run("document.querySelector('#hosts-list button') !== null"))
    again.click("#hosts-list button")
    until(lambda: values(world)["allowedHosts"] == [], what="its end")
    is_held_back(world, "good.listed.test")


@pytest.mark.parametrize("host", ["com", "not a site", "mailto:me@a.test"])
def test_what_is_no_host_is_not_allowed_and_the_field_is_named(
    world: World, options: Tab, host: str
) -> None:
    fill(options, "host", host)
    options.click("#host-add")
    options.wait_for_text("Nothing was changed. allowedHosts[0]: the name of a site is needed")
    assert values(world)["allowedHosts"] == []


def test_in_strict_mode_a_page_is_warned_of_that_no_list_knows(world: World, options: Tab) -> None:
    url = world.sites.url("fresh.test", "/pay")
    target = url.replace(f":{world.sites.port}", "")
    world.service.strict[target] = Entry("fresh.test/", category=Category.SHOP)
    opens(world, "fresh.test", "/pay?me=1")
    assert world.service.checked == []
    options.click("#strict")
    options.wait_for_text("Saved.")
    tab = world.browser.new_tab()
    tab.go(f"{url}?password=secret#part")
    tab.wait_for_warning()
    tab.wait_for_text("Reported as: a fake shop")
    assert world.service.checked == [target]
    opens(world, "plain.test")
    until(lambda: len(world.service.checked) == 2, what="the question")
    assert world.service.checked[1] == "http://plain.test/"


def test_in_strict_mode_what_only_warns_gets_a_bar_on_the_open_page(
    world: World, options: Tab
) -> None:
    entry = Entry("bets.test/", Severity.WARN, Category.GAMBLING)
    world.service.strict["http://bets.test/"] = entry
    options.click("#strict")
    options.wait_for_text("Saved.")
    tab = opens(world, "bets.test")
    until(lambda: "Take care" in tab.words(), what="the bar")


def test_settings_go_to_a_file_and_back(world: World, options: Tab) -> None:
    chosen = {"allowedHosts": ["good.test"], "strict": True, "checks": {"clipboard": False}}
    world.browser.ask("choose-settings", changes=chosen)
    saved: str = world.browser.ask("export-settings", reports=False)
    assert "reports" not in json.loads(saved)
    before = values(world)
    world.browser.ask("choose-settings", changes=DEFAULTS)
    hand_over(options, "import", saved)
    options.wait_for_text("Saved.")
    assert values(world) == before
    assert options.run("document.getElementById('strict').checked")
    assert "good.test" in options.text()


def test_a_file_changes_no_service_before_a_person_has_compared_its_key(
    world: World, options: Tab
) -> None:
    saved = json.loads(str(world.browser.ask("export-settings", reports=False)))
    before = world.browser.ask("list-state")
    forged = {"publicKey": "A" * 43 + "=", "since": 1}
    with ListService(seed=bytes(32)) as other:
        other.publish([Entry("other.test/")])
        saved["settings"] |= {"server": other.url, "strict": True}
        saved["pins"] = {world.service.url: forged, other.url: forged}
        hand_over(options, "import", json.dumps(saved))
        until(lambda: not options.run("document.getElementById('confirm').hidden"))
        assert other.url in options.text()
        now = world.browser.ask("list-state")
        assert (now["server"], now["pin"]) == (before["server"], before["pin"])
        assert values(world)["strict"]
        options.click("#use-not")
        assert other.asked() == []


def test_the_file_is_offered_for_saving(options: Tab) -> None:
    options.run(
        "void (HTMLAnchorElement.prototype.click = function () "
        "{ window.saved = this.download + ' ' + this.href.split(':')[0]; })"
    )
    options.run(
        "void (URL.createObjectURL = (made) => { window.made = made.text(); return 'blob:x'; })"
    )
    options.click("#export")
    options.wait_for_text("Saved as mynah-settings.json.")
    assert options.run("window.saved") == "mynah-settings.json blob"
    assert json.loads(str(options.run("window.made")))["format"] == "mynah-settings"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "file: this is no JSON file"),
        ('{"format": "other"}', "format: this is no file with settings of Mynah."),
        (
            '{"format": "mynah-settings", "version": 9, "settings": {}}',
            "version: the file is of a version that this Mynah does not know.",
        ),
        (
            '{"format": "mynah-settings", "version": 1, "settings":'
            ' {"strict": true, "allowedHosts": ["a.test", "<img src=x>"]}}',
            "settings.allowedHosts[1]: the name of a site is needed here",
        ),
        (
            '{"format": "mynah-settings", "version": 1, "settings": {"<b>x": 1}}',
            "settings.<b>x: there is no such setting.",
        ),
    ],
)
def test_a_bad_file_changes_nothing_and_its_field_is_named(
    world: World, options: Tab, content: str, said: str
) -> None:
    before = values(world)
    hand_over(options, "import", content)
    options.wait_for_text(f"Nothing was changed. {said}")
    assert values(world) == before


def test_behind_the_lock_a_switch_goes_back(world: World, options: Tab) -> None:
    assert world.browser.ask("lock-use", pin="2468") is True
    try:
        options.click("#check-pages")
        until(lambda: options.run("document.querySelector('dialog[open]') !== null"))
        press(options, "dialog button[type=button]")
        until(lambda: options.run("document.getElementById('check-pages').checked"))
        assert values(world)["checks"]["pages"] is True
    finally:
        world.browser.ask("lock-open", pin="2468")
        world.browser.ask("lock-drop")
