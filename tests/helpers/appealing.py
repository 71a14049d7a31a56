"""Appeals for tests, and looks for proofs that ask only servers of ours."""

from itertools import count
from typing import Any

from service.appeals.forms import Form, read
from service.appeals.proving import Prover
from service.appeals.receive import Received
from service.feeds.fetch import Fetcher
from service.feeds.proofs import FILE_LIMITS, Proofs
from service.services import Services
from tests.helpers.name_server import NameServer

SENDER = "198.51.100.7"
_NUMBERS = count(1)


def nowhere(*_: Any) -> list[tuple[Any, ...]]:
    """Resolve no name: a test's look for a file gets no answer."""
    raise OSError


def prover(services: Services, names: NameServer) -> Prover:
    """A prover that asks this DNS server, and no site."""
    fetcher = Fetcher("t", FILE_LIMITS, stays=True, resolve=nowhere)
    looking = Proofs(fetcher, ["127.0.0.1"], names.port)
    return Prover(services.appeals, looking, services.clock)


def form(target: str = "scam.example", **more: Any) -> Form:
    """An appeal as it was filled in."""
    found = read({"target": target, "appellant": "owner", "statement": "It is mine.", **more})
    assert isinstance(found, Form), found
    return found


def send(
    services: Services, target: str = "scam.example", sender: str = SENDER, **more: Any
) -> Received:
    """An appeal that was taken, like no other unless it says the same."""
    more = {"statement": f"It is mine, says {next(_NUMBERS)}."} | more
    return services.appeal_intake.receive(form(target, **more), sender)
