"""Every example in docs/api.md, asked of a real instance with a small list; its answer is that.

In an expected answer "…" stands for anything, and as the last member of a list for any more.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from service.app import create_app
from service.casework import Appeal, Appellant, CaseState, Personal, Report, ReportTarget
from service.model import Category, Decision, Fact, Held, Kind, Severity, Source, Verb
from service.services import Services
from service.store.cases import CaseChange, Cases, case_id, ref_of
from service.store.decisions import Decisions
from service.store.drafts import Draft, FeedInfo
from service.store.feedstate import FeedStates, FileState
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.appealing import prover
from tests.helpers.generations import publisher
from tests.helpers.name_server import NameServer

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
FEED, OTHER = "gaso-blocklist", "metamask-eth-phishing-detect"
FACTS = [
    Fact(
        Severity.BLOCK,
        Category.INVESTMENT,
        (Source(FEED, 20_515), Source(OTHER, 20_600, last_seen=20_700)),
    ),
    Fact(Severity.WARN, Category.GAMBLING, (Source(FEED, 20_581),)),
]
REPORT_ID = "q3tF0nV9yT2m7Kx1bW8c4A"
WALLET = "evm:0x52908400098527886e0f7030069857d2e4169ee7"
FIRST = {"coin-exchange.example/": 0, "lucky-bets.example/": 1, "files.example/u/4711": 0}
SECOND = {
    "coin-exchange.example/": 0,
    "coin-market.example/": 0,
    "lucky-bets.example/": 1,
    WALLET: 0,
}
LINKS = {WALLET: ("coin-market.example/",), "coin-market.example/": (WALLET,)}
INFOS = {
    FEED: FeedInfo(
        FEED, "Global Anti-Scam Organization", "https://www.globalantiscam.org/", 0, 4, True
    ),
    OTHER: FeedInfo(
        OTHER,
        "MetaMask eth-phishing-detect",
        "https://github.com/MetaMask/eth-phishing-detect",
        0,
        1,
        True,
    ),
}


@dataclass(frozen=True)
class Example:
    """One request of the page, with what must come back."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int
    answer_headers: dict[str, str]
    answer: str


def publish(redis: Redis, clock: Clock, entries: dict[str, int]) -> None:
    generations, lock = publisher(redis, clock)
    now = int(clock())
    infos = {feed: info._replace(checked_at=now - 600) for feed, info in INFOS.items()}
    links = {text: linked for text, linked in LINKS.items() if text in entries}
    held = [Held("sites.google.com/", FEED, "shared-host")]
    draft = Draft(generations.next_id(), now, entries, FACTS, links, feeds=infos, held=held)
    generations.publish(draft, lock)
    generations.confirm(now - 600)
    lock.release()


def report_and_list(redis: Redis, clock: Clock) -> None:
    """The report of the page's example, and what came of it."""
    cases = Cases(redis, clock)
    host = "coin-market.example.com"
    target = ReportTarget(Kind.HOST, host, f"{host}/")
    now, category = int(clock()), Category.INVESTMENT
    report = Report(ref_of(REPORT_ID), now, (target,), category, "en", reporter="mark")
    (case,) = cases.receive(report, Personal(), [])
    listed = replace(case, state=CaseState.LISTED, reason="A fake exchange.")
    block = Decision(case.expression, Verb.BLOCK, "A fake exchange.", now, "moderator")
    cases.change(CaseChange(case, listed, (block,)))


APPEAL = "s7Xq2mVb0kR9tLw4Yc1dHfGa"  # the id in the examples
CODE = "1f0c8a52d9b34e6f7a8190c2d3e4f506"


def appeal(services: Services) -> None:
    """Against an entry of the list, by its owner; a record in DNS shows that it is hers."""
    target = ReportTarget(Kind.HOST, "www.coin-market.example", "coin-market.example/")
    case = case_id(target.expression)
    made = Appeal(
        *(ref_of(APPEAL), int(services.clock()), target, Appellant.OWNER, "en", case, CODE),
        listed_by=(FEED,),
    )
    services.appeals.receive(made, Personal())


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer() as server:
        server.records["_mynah.coin-market.example"] = [f"mynah-appeal={CODE}".encode()]
        yield server


@pytest.fixture
def app(
    redis: Redis, redis_server: str, tmp_path: Path, clock: Clock, names: NameServer
) -> Iterator[Flask]:
    """Two generations, three hours apart, two decisions, a report and an appeal."""
    publish(redis, clock, FIRST)
    clock.advance(3 * 3600)
    publish(redis, clock, SECOND)
    clock.advance(300)
    decided_at = int(clock()) - 60
    reason = "Checked with the owner"
    allow = Decision("honest-shop.example/", Verb.ALLOW, reason, decided_at, "moderator")
    Decisions(redis, clock).decide(allow)
    report_and_list(redis, clock)
    unchecked = Decision(
        "new-shop.example/", Verb.BLOCK, "Two reports", decided_at, "service", Category.SHOP,
        Severity.WARN, "volunteer", decided_at + 30 * 86_400, unchecked=True,
    )  # fmt: skip
    Decisions(redis, clock).decide(unchecked)
    fetched_at = int(clock()) - 300
    state = FileState(fetched_at, fetched_at, "published")
    FeedStates(redis).save({f"{FEED}/global-anti-scam-org-scam-urls.txt": state})
    services = web_service.services(tmp_path, redis_server, clock)
    services.__dict__["prover"] = prover(services, names)
    appeal(services)
    yield create_app(services)
    services.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def fields(lines: list[str]) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in lines)


def examples() -> Iterator[Example]:
    blocks = re.findall(r"^```(request|answer)\n(.*?)^```$", PAGE.read_text("utf-8"), re.S | re.M)
    kinds = [kind for kind, _ in blocks]
    assert kinds == ["request", "answer"] * (len(blocks) // 2), "each request has its answer"
    for (_, asked), (_, answered) in zip(blocks[::2], blocks[1::2], strict=True):
        head, _, body = asked.strip().partition("\n\n")
        line, *headers = head.splitlines()
        method, path = line.split(" ")
        answer_head, _, answer = answered.strip("\n").partition("\n\n")
        status, *answer_headers = answer_head.splitlines()
        code = int(status.split(" ")[0])
        yield Example(method, path, fields(headers), body, code, fields(answer_headers), answer)


ALL = list(examples())


def fits(expected: Any, found: Any) -> bool:
    if expected == "…":
        return True
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(
            fits(value, found[name]) for name, value in expected.items()
        )
    if isinstance(expected, list) and isinstance(found, list):
        if expected[-1:] == ["…"]:
            expected, found = expected[:-1], found[: len(expected) - 1]
        return len(expected) == len(found) and all(map(fits, expected, found))
    return bool(expected == found)


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.method} {case.path}"[:70])
def test_an_example_is_answered_as_the_page_says(case: Example, client: FlaskClient) -> None:
    reply = client.open(
        case.path, method=case.method, headers=case.headers, data=case.body, buffered=True
    )
    text = reply.get_data(as_text=True)
    shown = f"docs/api.md says otherwise of {case.method} {case.path}; it is:\n{text}"
    assert reply.status_code == case.status, shown
    assert {name: reply.headers.get(name) for name in case.answer_headers} == case.answer_headers
    if reply.is_json:
        assert fits(json.loads(case.answer), reply.json), shown
    elif case.answer.endswith("…"):
        assert text.startswith(case.answer[:-1]), shown
    else:
        assert text == f"{case.answer}\n", shown


def test_every_route_of_the_application_is_on_the_page(app: Flask) -> None:
    page = PAGE.read_text("utf-8")
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<start>", "<from>").replace("<end>", "<to>")
        path = path.replace("<", "{").replace(">", "}")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            assert f"`{method} {path}`" in page, f"docs/api.md: say what {method} {path} does"
