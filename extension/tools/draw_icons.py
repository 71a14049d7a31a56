"""Draw icons/mynah.svg in the sizes that browsers ask for. Needs Chromium and playwright."""

from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).parents[1] / "icons"
SIZES = (16, 32, 48, 128)


def main() -> None:
    """Write icons/SIZE.png for each size, with a transparent ground."""
    svg = (ICONS / "mynah.svg").read_text("utf-8")
    style = "<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for size in SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(style + svg)
            page.screenshot(path=ICONS / f"{size}.png", omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
