"""A client of the whole application over a small published list."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.services import Services


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
