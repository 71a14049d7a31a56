"""The manifest and the lists it names: signed, cacheable, in the encoding asked for."""

import gzip
import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from flask.testing import FlaskClient
from redis import Redis

from service.app import create_app
from service.lists import handover, manifest
from service.lists.chain import Tip
from service.lists.texts import apply_delta
from service.services import Services
from service.times import rfc3339
from service.web.manifests import Manifests
from tests.conftest import Clock
from tests.helpers import web_service

PLAIN = {
    "identity": bytes,
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}


def get_list(client: FlaskClient, name: str) -> Any:
    lists = client.get("/v1/lists").json["lists"]
    return next(one for one in lists if one["name"] == name)


def test_the_manifest_is_signed_and_expires_a_week_after_the_check(client: FlaskClient) -> None:
    reply = client.get("/v1/lists")
    signed = reply.json
    manifest.verify(signed, b64decode(signed["public_key"]))
    assert signed["published_at"] == "2026-11-24T06:00:00Z"
    assert signed["expires_at"] == "2026-12-01T05:50:00Z"
    assert signed["next_update_seconds"] == 900
    held = {"If-None-Match": reply.headers["ETag"]}
    assert client.get("/v1/lists", headers=held).status_code == 304


def test_addresses_in_a_manifest_never_follow_the_host_header(
    client: FlaskClient, services: Services, tmp_path: Path, clock: Clock
) -> None:
    reply = client.get("/v1/lists", headers={"Host": "evil.example"})
    assert b"evil.example" not in reply.data
    assert reply.json["lists"][0]["url"].startswith("/v1/lists/hosts/")
    url = services.settings.redis_url
    assert url is not None
    public = web_service.services(tmp_path, url, clock, public_url="https://warn.example")
    named = create_app(public).test_client().get("/v1/lists").json
    assert named["lists"][0]["url"].startswith("https://warn.example/v1/lists/hosts/")


def test_a_list_is_what_the_manifest_says(client: FlaskClient) -> None:
    info = get_list(client, "hosts")
    reply = client.get(info["url"])
    assert reply.data == b"scam.example\n"
    assert (len(reply.data), info["entries"]) == (info["bytes"], 1)
    assert sha256(reply.data).hexdigest() == info["sha256"]
    assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_delta_leads_from_one_version_to_the_next(
    client: FlaskClient, redis: Redis, clock: Clock
) -> None:
    old = client.get(get_list(client, "hosts")["url"]).data
    web_service.publish(redis, clock, {"new.example/": 0, "scam.example/": 1})
    info = get_list(client, "hosts")
    (delta,) = info["deltas"]
    change = client.get(delta["url"])
    assert change.data == b"+new.example\n-scam.example\n"
    assert sha256(apply_delta(old, change.data)).hexdigest() == info["sha256"]
    assert "immutable" in change.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("*", "br"),
        ("*;q=0.1, br;q=0, zstd;q=0", "gzip"),
        ("GZIP", "gzip"),
        ("deflate", "identity"),
        ("identity;q=0, *;q=0", "identity"),
        ("br;q=bad, gzip;q=nan, zstd;q=2", "identity"),
        ("identity, zstd;q=0.9", "identity"),
    ],
)
def test_the_client_chooses_the_encoding(
    client: FlaskClient, accepted: str | None, encoding: str
) -> None:
    headers = {} if accepted is None else {"Accept-Encoding": accepted}
    reply = client.get(get_list(client, "hosts")["url"], headers=headers)
    assert reply.headers.get("Content-Encoding", "identity") == encoding
    assert PLAIN[encoding](reply.data) == b"scam.example\n"
    assert reply.headers["Vary"] == "Accept-Encoding"


def test_each_encoding_has_its_own_tag(client: FlaskClient) -> None:
    url = get_list(client, "hosts")["url"]
    tags = {
        client.get(url, headers={"Accept-Encoding": encoding}).headers["ETag"] for encoding in PLAIN
    }
    assert len(tags) == len(PLAIN)
    brotli_tag = client.get(url, headers={"Accept-Encoding": "br"}).headers["ETag"]
    held = {"If-None-Match": brotli_tag}
    assert client.get(url, headers=held | {"Accept-Encoding": "br"}).status_code == 304
    assert client.get(url, headers=held).status_code == 200


def test_head_says_what_get_would(client: FlaskClient) -> None:
    url = get_list(client, "hosts")["url"]
    head, whole = client.head(url), client.get(url)
    assert head.data == b""
    assert head.headers["Content-Length"] == whole.headers["Content-Length"] == "13"
    assert head.headers["ETag"] == whole.headers["ETag"]


@pytest.mark.parametrize(
    "path",
    ["hosts/20200101T000000Z", "hosts/x", "others/{live}", "hosts/{live}..{live}", "hosts/..", ""],
)
def test_what_is_not_kept_is_not_found(client: FlaskClient, generation: str, path: str) -> None:
    reply = client.get("/v1/lists/" + path.format(live=generation))
    assert (reply.status_code, reply.mimetype) == (404, "application/problem+json")


def test_a_rollback_gets_a_later_manifest(
    client: FlaskClient, redis: Redis, services: Services, clock: Clock
) -> None:
    clock.advance(60)
    web_service.publish(redis, clock, {"wrong.example/": 0})
    before = client.get("/v1/lists").json
    services.generations.rollback()
    after = client.get("/v1/lists").json
    assert after["published_at"] > before["published_at"]
    assert after["lists"][0]["version"] < before["lists"][0]["version"]


def test_after_a_change_of_keys_the_manifest_leads_from_the_old_key_to_the_new(
    services: Services, tmp_path: Path, clock: Clock, generation: str
) -> None:
    assert generation
    url = services.settings.redis_url
    assert url is not None

    def asked() -> Any:
        started = web_service.services(tmp_path / "keys", url, clock, signing_key=None)
        reply = create_app(started).test_client().get("/v1/lists")
        manifest.verify(reply.json, b64decode(reply.json["public_key"]))
        return reply

    keys = web_service.services(tmp_path / "keys", url, clock, signing_key=None).keyring
    before = asked()
    assert "handovers" not in before.json
    keys.announce(30)
    assert asked().json["public_key"] == before.json["public_key"]
    keys.switch(30)
    after = asked()
    old, new = before.json["public_key"], after.json["public_key"]
    assert old != new
    assert handover.leads(after.json["handovers"], old, new, clock())
    assert after.headers["ETag"] != before.headers["ETag"]
    clock.advance(31 * 86_400)
    assert "handovers" not in asked().json


def test_no_later_manifest_names_a_shorter_log(
    services: Services, monkeypatch: pytest.MonkeyPatch, generation: str
) -> None:
    """A line is written, and a list published, while the manifest is put together."""
    assert generation
    pointer, tips = services.generations.pointer(), iter([Tip(5, "a" * 64), Tip(6, "b" * 64)])
    later = pointer._replace(checked_at=(pointer.checked_at or 0) + 60)
    pointers = iter([pointer, later])
    last: dict[str, Any] = {}

    def read(name: str, values: Any) -> Any:
        last[name] = next(values, last.get(name))
        return last[name]

    monkeypatch.setattr(type(services.generations), "pointer", lambda _: read("pointer", pointers))
    monkeypatch.setattr(type(services.log), "tip", lambda _: read("tip", tips))
    made = json.loads(Manifests(services).current().text)
    assert made["log"]["length"] == 6
    assert made["expires_at"] == rfc3339((later.checked_at or 0) + 7 * 86_400)
