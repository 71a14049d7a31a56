"""What a newcomer reads once the server answers."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click

WELCOME = """
Mynah is answering on {url}

  Ask it        curl '{url}/v1/check?target=example.com'
  Extension     Chromium: chrome://extensions, developer mode, "Load unpacked": extension/
                Firefox:  about:debugging, "This Firefox", "Load Temporary Add-on":
                          extension/manifest.json
{refresh}  Run the tests make test
{empty}
Ctrl-C stops it; the data stays in {data}
"""
REFRESH = "  Keep it fresh mynah refresh, from cron (docs/operations.md)\n"
EMPTY = """
There is no list yet: until a refresh has published one, checks get an error and no verdict.
"""
_TRIES = 600
_PAUSE = 0.05  # seconds


def welcome(url: str, data: Path, *, refreshes: bool, empty: bool) -> str:
    """The welcome; `refreshes`: by itself; `empty`: nothing was published yet."""
    return WELCOME.format(
        url=url, data=data, refresh="" if refreshes else REFRESH, empty=EMPTY if empty else ""
    )


@contextmanager
def announcing(url: str, text: str) -> Iterator[None]:
    """Print the text as soon as the server that runs in the context answers."""
    stop = threading.Event()
    thread = threading.Thread(target=_announce, args=(url, text, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def url_of(host: str, port: int) -> str:
    """The address to ask at; a server on all interfaces is asked on this machine's own."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host)  # noqa: S104 - it is compared
    return f"http://{name or (f'[{host}]' if ':' in host else host)}:{port}"


def _announce(url: str, text: str, stop: threading.Event) -> None:
    for _ in range(_TRIES):
        if _answers(url):
            click.echo(text)
            return
        if stop.wait(_PAUSE):
            return
    click.echo(f"The server on {url} does not answer yet: see the messages above.", err=True)


def _answers(url: str) -> bool:
    asked = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
