"""The service's own pages in a real browser: Chromium without any extension."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright

from tests.helpers.chromium import PROGRAM

_AXE = Path(__file__).parents[1] / "extension" / "node_modules" / "axe-core" / "axe.min.js"


@contextmanager
def browsing(playwright: Playwright, *, scripts: bool = True, **how: Any) -> Iterator[Page]:
    """Open a page in a fresh Chromium, with or without scripts on pages."""
    browser = playwright.chromium.launch(executable_path=PROGRAM, chromium_sandbox=False)
    try:
        page = browser.new_context(java_script_enabled=scripts, **how).new_page()
        page.set_default_timeout(15_000)
        yield page
    finally:
        browser.close()


def violations(page: Page) -> list[str]:
    """What axe finds against the Web Content Accessibility Guidelines, level AA."""
    page.evaluate(f"() => {{ {_AXE.read_text('utf-8')}; window.axe = axe; }}")
    run = "() => axe.run().then(({violations}) => JSON.stringify(violations.map(v => v.help)))"
    found: list[str] = json.loads(page.evaluate(run))
    return found


def is_narrow(page: Page) -> bool:
    """Whether nothing sticks out at the side."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
