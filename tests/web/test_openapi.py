"""The description is true: the same routes, and no answer or field that it does not name."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import PAGES
from service.web.openapi import document
from tests.helpers import web_service

# What no schema can say: whether a text is a site or a wallet, which fields go together, or which
# feeds an operator has.
BEYOND_SCHEMAS = """
[[operations]]
include-name = "POST /v1/reports"
[operations.checks]
positive_data_acceptance.expected-statuses = [201, 400, 401, 403, 429]
[[operations]]
include-name = "GET /v1/exports/{name}"
[operations.checks]
positive_data_acceptance.expected-statuses = [200, 400, 429]

[[operations]]
include-path-regex = "^/v4/thr|^/v4/full"
[operations.checks]
positive_data_acceptance.expected-statuses = [200, 400]
# Protobuf's JSON has several spellings of one value; an unknown `$ct` is an unknown type of body.
negative_data_rejection.expected-statuses = [200, 400, 415]

[[operations]]
include-path-regex = "^/taxii2/"
[operations.checks]
positive_data_acceptance.expected-statuses = [200, 400, 401, 403, 404, 429]
"""
METHODS = {"get", "post", "put", "patch", "delete"}


def described() -> set[tuple[str, str]]:
    paths = document(None)["paths"]
    return {(path, verb) for path, item in paths.items() for verb in item if verb in METHODS}


def served(app: Flask) -> set[tuple[str, str]]:
    """Every route of the API, and method but HEAD and OPTIONS, which go with all."""
    names = {"start": "from", "end": "to"}
    pages = {module.routes.name for module in PAGES}
    return {
        (re.sub("<(.*?)>", lambda m: f"{{{names.get(m[1], m[1])}}}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] not in pages
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_what_is_described_is_served_and_the_other_way_round(app: Flask) -> None:
    assert described() == served(app)


def test_the_description_is_served_and_names_the_service(client: FlaskClient) -> None:
    reply = client.get("/openapi.json")
    assert reply.json == document(None)
    assert reply.json["openapi"] == "3.1.0"
    assert document("https://warn.example")["servers"] == [{"url": "https://warn.example"}]


def references(node: Any) -> Iterator[str]:
    """Every $ref below a node."""
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_component_is_used_and_every_reference_leads_to_one() -> None:
    whole = document(None)
    there = {
        f"#/components/{kind}/{name}"
        for kind, components in whole["components"].items()
        for name in components
        if kind != "securitySchemes"  # operations name these without $ref
    }
    assert set(references(whole)) == there


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application answers over real HTTP."""
    with web_service.served(app) as url:
        yield url


def test_a_fuzzer_finds_no_answer_that_is_not_described(address: str, tmp_path: Path) -> None:
    """Schemathesis tries every operation with good and bad values, and checks each answer."""
    # From a file: a run over an address leaves the operation of that address out.
    (tmp_path / "openapi.json").write_text(json.dumps(document(None)))
    (tmp_path / "schemathesis.toml").write_text(BEYOND_SCHEMAS)
    command = [sys.executable, "-m", "schemathesis.cli", "run", "openapi.json"]
    command += ["--url", address, "--checks", "all", "--phases", "examples,coverage,fuzzing"]
    command += ["--max-examples", "15", "--generation-deterministic", "--continue-on-failure"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Tested: {len(described())}" in done.stdout
