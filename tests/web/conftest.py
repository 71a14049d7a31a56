"""A client of the whole application over a small published list."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.services import Services
from tests.helpers.casefile import CaseFile
from tests.helpers.moderators import Moderator, moderator


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def file(services: Services) -> CaseFile:
    """The desk's cases, to be filled."""
    return CaseFile(services.moderation)


@pytest.fixture
def ann(app: Flask, services: Services) -> Moderator:
    """A moderator who has signed in."""
    made = moderator(app, services, "Ann")
    made.sign_in()
    return made


@pytest.fixture
def ben(app: Flask, services: Services) -> Moderator:
    """Another."""
    made = moderator(app, services, "Ben")
    made.sign_in()
    return made
