"""The shared cases, each with its source. The JavaScript twins run the same files."""

from typing import Any

import pytest

from service.names.hashing import bucket, bucket_name, digest, prefix
from service.names.hosts import InvalidName, canonical_host
from service.names.urls import canonical_url, entry_expression, expressions
from tests.helpers.vectors import vectors


def read_url(text: str) -> dict[str, str]:
    try:
        return {"canonical": canonical_url(text).text}
    except InvalidName as refusal:
        return {"refused": refusal.reason}


def read_host(text: str) -> dict[str, str]:
    try:
        return {"canonical": canonical_host(text)}
    except InvalidName as refusal:
        return {"refused": refusal.reason}


def named(case: dict[str, Any]) -> str:
    return ascii(case.get("text", case.get("url", case.get("expression"))))[:60]


@pytest.mark.parametrize("case", vectors("urls"), ids=named)
def test_a_url_has_its_canonical_form_or_is_refused(case: dict[str, str]) -> None:
    source = {"text": case["text"], "source": case["source"]}
    assert read_url(case["text"]) | source == case


@pytest.mark.parametrize("case", vectors("hosts"), ids=named)
def test_a_host_has_its_canonical_form_or_is_refused(case: dict[str, str]) -> None:
    source = {"text": case["text"], "source": case["source"]}
    assert read_host(case["text"]) | source == case


@pytest.mark.parametrize("case", vectors("expressions"), ids=named)
def test_a_url_is_looked_up_by_its_expressions(case: dict[str, Any]) -> None:
    url = canonical_url(case["url"])
    assert list(expressions(url)) == case["expressions"]
    assert entry_expression(url) == case["expressions"][0]


@pytest.mark.parametrize("case", vectors("hashes"), ids=named)
def test_an_expression_has_its_hash_prefix_and_bucket(case: dict[str, str]) -> None:
    hashed = digest(case["expression"])
    assert hashed.hex() == case["sha256"]
    assert prefix(hashed) == case["prefix"]
    assert bucket_name(bucket(hashed)) == case["bucket"]
