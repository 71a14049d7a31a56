"""The pages of appeals in a real browser: everybody can read and use them, without scripts too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from service.app import create_app
from service.casework import AppealState
from service.services import Services
from service.store.cases import ref_of
from tests.helpers.appealing import prover
from tests.helpers.name_server import NameServer
from tests.helpers.web_pages import browsing, is_narrow, violations
from tests.helpers.web_service import served

pytestmark = pytest.mark.browser

LONG = f"http://{'.'.join(['very-long-label-of-a-host-name'] * 5)}.scam.example/{'x' * 400}"


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    with NameServer() as names:
        services.__dict__["prover"] = prover(services, names)
        with served(create_app(services)) as url:
            yield url


def fill(page: Page, address: str, target: str) -> None:
    page.goto(f"{address}/appeals?target={target}")
    page.select_option("#appellant", "owner")
    page.fill("#statement", "It is my shop.")
    page.click("button.main")


def shown(page: Page, tmp_path: Path, name: str, *, axe: bool = True) -> None:
    """Hold a page to what everybody needs, wide, narrow and dark; leave pictures to look at."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if axe:
            assert violations(page) == [], f"{name}, {scheme}"
    page.emulate_media(color_scheme="light")
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
        if axe:
            assert is_narrow(page), f"{name} sticks out at {width}"


def test_everybody_can_read_and_use_the_pages(
    playwright: Playwright, address: str, services: Services, tmp_path: Path
) -> None:
    with browsing(playwright, bypass_csp=True) as page:  # for axe, which is a script
        page.goto(f"{address}/appeals")
        shown(page, tmp_path, "form")
        page.fill("#target", "not a site")
        page.click("button.main")
        page.wait_for_selector("#errors")
        shown(page, tmp_path, "errors")
        fill(page, address, LONG)
        page.wait_for_url("**/appeals/*")
        shown(page, tmp_path, "received")
        page.click("button.main")
        page.wait_for_selector(".error")
        shown(page, tmp_path, "looked")
        appeal = services.appeals.get(ref_of(page.url.partition("/appeals/")[2].partition("#")[0]))
        assert appeal is not None
        services.desk.answer(appeal.ref, AppealState.REMOVED, "A shop like others.", "ada")
        page.reload()
        shown(page, tmp_path, "removed")
        page.goto(f"{address}/appeals/none")
        shown(page, tmp_path, "none")


def test_an_appeal_can_be_sent_and_followed_without_scripts(
    playwright: Playwright, address: str
) -> None:
    requests: list[str] = []
    with browsing(playwright, scripts=False) as page:
        page.on("request", lambda request: requests.append(request.url))
        fill(page, address, "scam.example")
        page.wait_for_url("**/appeals/*")
        assert "Nobody has looked at it yet" in page.inner_text("main")
        page.click("text=Look for it now")
        page.wait_for_selector(".error")
        assert "There is no such record" in page.inner_text("main")
        assert page.context.cookies() == []
    assert all(url.startswith(address) for url in requests)


def test_the_form_is_filled_by_keyboard_alone(playwright: Playwright, address: str) -> None:
    with browsing(playwright) as page:
        page.goto(f"{address}/appeals?target=scam.example")
        page.focus("#target")
        for key in ("Tab", "ArrowDown", "Tab"):
            page.keyboard.press(key)
        page.keyboard.type("It is my shop.")
        for key in ("Tab", "Tab", "Tab", "Enter"):
            page.keyboard.press(key)
        page.wait_for_url("**/appeals/*")
