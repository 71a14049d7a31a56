"""Programs that are not ours, by the page of docs/integrations: gglsbl, curl, Debian's Firefox."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.firefox import Firefox
from tests.helpers.scam_sites import ScamSites
from tests.helpers.waiting import until
from tests.safebrowsing.conftest import LISTED, Node

NAME = "SOCIAL_ENGINEERING/ANY_PLATFORM/URL"
WARNING = "Deceptive site ahead"
UPDATE = """(async () => {
  const { promise, resolve } = Promise.withResolvers();
  const topic = "safebrowsing-update-finished";
  const observer = {
    observe(subject, topic, outcome) {
      Services.obs.removeObserver(observer, topic);
      resolve(outcome);
    },
  };
  Services.obs.addObserver(observer, topic);
  Cc["@mozilla.org/url-classifier/listmanager;1"]
    .getService(Ci.nsIUrlListManager)
    .forceUpdates("goog-phish-proto,goog-malware-proto");
  return promise;
})()"""  # as its page about:url-classifier does when somebody presses the button


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_gglsbl_finds_what_is_listed_and_follows_updates(node: Node, tmp_path: Path) -> None:
    program = [sys.executable, "-c", node.block_of_page("python")]

    def prints(said: str) -> None:
        """Run it until it says so: gglsbl asks about no prefix within the second it came in."""
        until(lambda: run(program, tmp_path) == said, what=said)

    prints(f"[{NAME}]\nNone\n")
    node.publish({"other.example/": 0, "unheard-of.example/": 0})
    prints(f"None\n[{NAME}]\n")  # it holds a list by now: this was an update


def test_curl_asks_as_the_page_says(node: Node, tmp_path: Path) -> None:
    answers = run(["sh", "-ec", node.block_of_page("sh")], tmp_path)
    decoder, found = json.JSONDecoder(), []
    while answers:
        answer, end = decoder.raw_decode(answers)
        found.append(answer)
        answers = answers[end:].strip()
    lists, matches = found
    (name,) = lists["threatLists"]
    assert (
        "/".join(name[kind] for kind in ("threatType", "platformType", "threatEntryType")) == NAME
    )
    assert [one["threat"]["url"] for one in matches["matches"]] == [
        "https://pay.coin-exchange.example/login"
    ]


@pytest.fixture
def sites() -> Iterator[ScamSites]:
    with ScamSites() as made:
        yield made


@pytest.fixture
def firefox(node: Node) -> Iterator[Firefox]:
    """The browser alone, with the page's preferences."""
    lines = re.findall(r"^user_pref\((.*)\);$", node.block_of_page("js"), re.M)
    browser = Firefox(None, more=dict(json.loads(f"[{line}]") for line in lines))
    yield browser
    browser.close()


def update(browser: Firefox) -> None:
    """Have the browser fetch its lists now, and wait until it has them."""
    assert browser.run_inside(UPDATE)["result"] == {"type": "string", "value": "success"}


@pytest.mark.browser
def test_firefox_warns_of_a_listed_site_and_opens_it_again_when_it_is_listed_no_more(
    node: Node, firefox: Firefox, sites: ScamSites
) -> None:
    tab = firefox.new_tab()
    update(firefox)
    tab.go(sites.url("www.coin-exchange.example", "/login"))
    until(lambda: WARNING in tab.words(), what="the browser's own warning")
    assert "Advisory provided by Mynah" in re.sub(r"\s+", " ", tab.words())
    tab.go(sites.url("lucky-bets.example"))  # is only warned of, by Mynah's own extension
    until(lambda: "lucky-bets.example" in tab.words() and sites.contacted("lucky-bets.example"))
    assert sites.contacted("coin-exchange.example") == []

    rest = {name: fact for name, fact in LISTED.items() if name != "coin-exchange.example/"}
    node.publish(rest | {"new-exchange.example/": 0})
    update(firefox)
    tab.go(sites.url("www.coin-exchange.example", "/login"))
    until(lambda: sites.contacted("coin-exchange.example"), what="the site that is listed no more")
    tab.go(sites.url("new-exchange.example"))
    until(lambda: WARNING in tab.words(), what="the warning of what came with the update")
    assert sites.contacted("new-exchange.example") == []
