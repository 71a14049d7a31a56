"""The moderators' desk over a real Redis, with a small list published."""

import pytest

from service.casework import Token
from service.services import Services
from tests.helpers.casefile import CaseFile


@pytest.fixture
def file(services: Services) -> CaseFile:
    return CaseFile(services.moderation)


@pytest.fixture
def ann(file: CaseFile) -> Token:
    """A moderator."""
    return file.person("Ann")


@pytest.fixture
def ben(file: CaseFile) -> Token:
    """Another one."""
    return file.person("Ben")
