"""A service over real HTTP, and the blocks of docs/integrations/safe-browsing.md with its host."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis import Redis

from service.app import create_app
from service.services import Services
from tests.conftest import Clock
from tests.helpers import web_service

PAGE = Path(__file__).parents[2] / "docs" / "integrations" / "safe-browsing.md"
LISTED = {"coin-exchange.example/": 0, "other.example/": 0, "lucky-bets.example/": 1}


@dataclass
class Node:
    """A running service whose list can be replaced."""

    address: str
    redis: Redis
    clock: Clock

    def publish(self, entries: dict[str, int]) -> None:
        self.clock.advance(60)
        web_service.publish(self.redis, self.clock, entries)

    def block_of_page(self, language: str) -> str:
        """The page's one block in this language, with this service's address."""
        text = PAGE.read_text("utf-8")
        (block,) = re.findall(rf"^```{language}\n(.*?)^```$", text, re.S | re.M)
        return block.replace("https://mynah.example", self.address)


@pytest.fixture
def node(services: Services, redis: Redis, clock: Clock) -> Iterator[Node]:
    with web_service.served(create_app(services)) as address:
        made = Node(address, redis, clock)
        made.publish(LISTED)
        yield made
