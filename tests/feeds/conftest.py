"""What fetches from a server on this machine."""

import pytest

from service.feeds.fetch import Fetcher
from tests.helpers.fetching import LIMITS


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher("Mynah/test", LIMITS, allow_private=True)
