"""Take the pictures of the pages that the README shows: `python -m tools.screenshots`.

A service of its own is started in a folder that goes away, with the starting list or, where
MYNAH_FEED_MIRROR names one, a mirror's feeds. What is reported and decided in it is made up.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

IMAGES: Final = Path(__file__).parents[1] / "docs" / "images"
PORT: Final = 8093
ADDRESS: Final = f"http://127.0.0.1:{PORT}"
CHROMIUM: Final = "/usr/bin/chromium"
PHONE: Final[ViewportSize] = {"width": 360, "height": 720}
DESK: Final[ViewportSize] = {"width": 1100, "height": 720}
LISTED: Final = "gold-profit-lily.com"
MESSAGE: Final = (
    "Hi dear, my uncle taught me to trade: guaranteed returns of 30% every week. "
    f"Open https://{LISTED}/register and write to me, my telegram is @lily_profit_vip"
)
STORY: Final = (
    "She wrote to me by mistake, then showed me her profits. To get mine I had to pay a tax."
)


def main() -> None:
    """Start a service, fill it, and take every picture."""
    with tempfile.TemporaryDirectory(prefix="mynah-pictures-") as folder, _serving(folder) as env:
        _run(env, "decide", "block", LISTED, "--category", "investment", "--reason", "Paid nothing")
        token = _run(env, "token", "create", "--role", "moderator", "--name", "Ann").split()[0]
        for target in ("https://rich-with-lily.com/", "https://t.me/lily_profit_vip"):
            _report(target)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM)
            page = browser.new_context(base_url=ADDRESS, device_scale_factor=1.5).new_page()
            _public(page)
            _moderation(page, token)
            browser.close()


def _public(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/check")
    page.fill("#text", MESSAGE)
    page.click("button.main")
    page.wait_for_selector(".state.alarm")
    _keep(page, "check", 1000)
    page.goto("/help/held?country=VN&here=KH")
    _keep(page, "held", 1000)
    page.goto("/report")
    _keep(page, "report", 1000)


def _moderation(page: Page, token: str) -> None:
    page.set_viewport_size(DESK)
    page.goto("/moderation/sign-in")
    page.fill("#token", token)
    page.click("button.main")
    page.click(".queue a")
    page.wait_for_selector(".decide")
    _keep(page, "moderation", 800)


def _keep(page: Page, name: str, height: int) -> None:
    """Keep the upper part of the page as a small picture."""
    width = (page.viewport_size or DESK)["width"]
    page.set_viewport_size({"width": width, "height": height})
    with Image.open(BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(IMAGES / f"{name}.webp", quality=72, method=6)


@contextmanager
def _serving(folder: str) -> Iterator[Mapping[str, str]]:
    """Serve on our port; gives the environment in which commands speak to it."""
    env = {**os.environ, "MYNAH_DATA_DIR": folder}
    command = [sys.executable, "-m", "service", "serve", "--first-refresh", "--port", str(PORT)]
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    try:
        _wait(server)
        yield env
    finally:
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"{ADDRESS}/v1/lists").close()  # noqa: S310 - our own
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("The service did not start.")


def _run(env: Mapping[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "service", *words]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout


def _report(target: str) -> None:
    body = {"targets": [target], "category": "investment", "story": STORY, "channel": "dating"}
    request = urllib.request.Request(  # noqa: S310 - our own
        f"{ADDRESS}/v1/reports",
        json.dumps(body | {"amount": "5000", "currency": "USDT"}).encode(),
        {"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request).close()  # noqa: S310


if __name__ == "__main__":
    main()
