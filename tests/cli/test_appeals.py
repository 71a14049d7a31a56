"""`mynah appeals`: an operator reads what was sent, and answers."""

import pytest

from service.appeals.receive import Received
from service.config import from_env
from service.services import Services, build
from tests.helpers.appealing import send
from tests.helpers.command_line import SCAM, Mynah


@pytest.fixture
def services(published: Mynah) -> Services:
    return build(from_env(published.env))


@pytest.fixture
def received(services: Services) -> Received:
    return send(services, SCAM, statement="\x1b[31mIt is mine.", contact="li@shop.example")


@pytest.mark.usefixtures("received")
def test_the_list_shows_what_waits_and_the_statement_only_as_json(published: Mynah) -> None:
    shown = published.run("appeals", "list").stdout
    assert "bright-profit[.]com/" in shown
    assert "1 appeal without an answer." in shown
    assert "It is mine" not in shown
    (row,) = published.json("appeals", "list")
    assert (row["statement"], row["contact"]) == ("[31mIt is mine.", "li@shop.example")
    assert (row["state"], row["entry"]) == ("received", f"{SCAM}/")


def test_removed_allows_the_entry_and_logs_it(
    published: Mynah, services: Services, received: Received
) -> None:
    ref = received.appeal.ref
    done = published.run("appeals", "answer", ref, "removed", "--reason", "A shop like others")
    assert done.exit_code == 0, done.output
    assert published.json("check", SCAM)["results"][0]["status"] == "allowed"
    (line,) = services.log.newest(None, 5)
    assert (line["action"], line["reason"]) == ("allow", "A shop like others")
    assert "0 appeals without an answer." in published.run("appeals", "list").stdout
    again = published.run("appeals", "answer", ref, "kept", "--reason", "No")
    assert (again.exit_code, again.output) == (1, "It has been answered already.\n")


def test_kept_lets_it_stay(published: Mynah, services: Services, received: Received) -> None:
    ref = received.appeal.ref
    done = published.run("appeals", "answer", ref, "kept", "--reason", "Many were paid nothing")
    assert done.exit_code == 0, done.output
    assert published.json("check", SCAM)["results"][0]["status"] == "listed"
    appeal = services.appeals.get(ref)
    assert appeal is not None
    assert appeal.reason == "Many were paid nothing"
    assert services.log.length() == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("none", "removed", "--reason", "x"),
        ("none", "removed"),
        ("none", "perhaps", "--reason", "x"),
        ("none", "kept", "--reason", "x" * 501),
    ],
)
def test_wrong_usage_says_so(published: Mynah, arguments: tuple[str, ...]) -> None:
    done = published.run("appeals", "answer", *arguments)
    assert done.exit_code == 2
    assert done.output.strip()
