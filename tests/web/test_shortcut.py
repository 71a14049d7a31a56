"""The way past Flask gives the very answer that Flask gives."""

from typing import Any

import pytest
from flask import Flask

from service.names.hashing import digest
from tests.helpers.web_service import ENTRIES
from tests.helpers.wsgi import ask

HASHED = [f"/v1/hashes/{digest(expression).hex()[:4]}" for expression in ENTRIES]
POST = {"REQUEST_METHOD": "POST", "PATH_INFO": "/v1/check", "CONTENT_TYPE": "application/json"}
LISTED = b'{"targets": ["scam.example", "b\\u00fccher.example", ""]}'

REQUESTS: dict[str, tuple[dict[str, Any], bytes]] = {
    **{path: ({"PATH_INFO": path}, b"") for path in HASHED},
    "an empty bucket": ({"PATH_INFO": "/v1/hashes/0000"}, b""),
    "upper case": ({"PATH_INFO": HASHED[0].replace("/v1/hashes/", "/v1/hashes/ABCD")}, b""),
    "what is held": ({"PATH_INFO": "/v1/hashes/0000", "HTTP_IF_NONE_MATCH": "*"}, b""),
    "a head": ({"PATH_INFO": HASHED[0], "REQUEST_METHOD": "HEAD"}, b""),
    "no prefix": ({"PATH_INFO": "/v1/hashes/abc"}, b""),
    "a check": (POST, LISTED),
    "a check with a charset": (POST | {"CONTENT_TYPE": "application/json; charset=utf-8"}, LISTED),
    "a bad body": (POST, b'{"targets": [1]}'),
    "a body cut short": (POST | {"CONTENT_LENGTH": "400"}, LISTED),
    "a length that is none": (POST | {"CONTENT_LENGTH": "-1"}, LISTED),
    "another type": (POST | {"CONTENT_TYPE": "text/plain"}, LISTED),
    "a preflight": (POST | {"REQUEST_METHOD": "OPTIONS"}, b""),
}


@pytest.mark.parametrize(("environ", "body"), REQUESTS.values(), ids=REQUESTS)
def test_both_ways_give_the_same_answer(app: Flask, environ: dict[str, Any], body: bytes) -> None:
    shortest = app.wsgi_app._inner  # type: ignore[attr-defined]
    short, long = ask(shortest, environ, body), ask(shortest._inner, environ, body)  # type: ignore[attr-defined]
    assert short == long
