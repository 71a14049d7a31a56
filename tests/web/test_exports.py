"""Exports over HTTP: cacheable, in parts, in the encoding asked for, filtered, and never mixed."""

import gzip
from functools import partial
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from service.app import create_app
from service.exports.formats import FORMATS
from service.services import Services
from service.store import keys
from service.web import downloads, exports
from service.web.exportfiles import ExportFiles
from tests.conftest import Clock
from tests.helpers import web_service

PLAIN: dict[str, Any] = {
    "identity": bytes,
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}
DOMAINS = "/v1/exports/domains.txt"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """One that reads each answer to its end, and closes it."""
    made = app.test_client()
    made.open = partial(made.open, buffered=True)  # type: ignore[method-assign]
    return made


def names(reply: Any) -> list[str]:
    return [line for line in reply.text.splitlines() if not line.startswith("#")]


def test_every_format_is_named_and_answers_with_its_type(client: FlaskClient) -> None:
    named = client.get("/v1/exports").json["exports"]
    assert [one["name"] for one in named] == [*FORMATS, "misp/manifest.json"]
    for one in named:
        reply = client.get(one["url"])
        assert (reply.status_code, reply.headers["Content-Type"]) == (200, one["media_type"])
        assert reply.headers["Cache-Control"] == "public, max-age=300"


def test_what_only_warns_and_what_is_no_site_is_not_blocked(client: FlaskClient) -> None:
    assert names(client.get(DOMAINS)) == ["scam.example"]
    both = client.get(f"{DOMAINS}?severity=block,warn")
    assert names(both) == ["bets.example", "scam.example"]


@pytest.mark.parametrize("encoding", PLAIN)
@pytest.mark.parametrize("query", ["", "?category=investment"])
def test_each_encoding_holds_the_same_and_has_its_own_tag(
    client: FlaskClient, encoding: str, query: str
) -> None:
    plain = client.get(DOMAINS + query)
    reply = client.get(DOMAINS + query, headers={"Accept-Encoding": encoding})
    assert PLAIN[encoding](reply.data) == plain.data
    assert (reply.headers["ETag"] == plain.headers["ETag"]) == (encoding == "identity")
    assert reply.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("query", ["", "?category=investment"])
def test_what_is_held_is_not_sent_again_until_another_list_is_live(
    client: FlaskClient, redis: Redis, clock: Clock, query: str
) -> None:
    tag = client.get(DOMAINS + query).headers["ETag"]
    again = client.get(DOMAINS + query, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    clock.advance(60)
    web_service.publish(redis, clock, {"new.example/": 0})
    fresh = client.get(DOMAINS + query, headers={"If-None-Match": tag})
    assert names(fresh) == ["new.example"]


def test_filters_have_tags_of_their_own(client: FlaskClient) -> None:
    tags = {
        client.get(DOMAINS + query).headers["ETag"]
        for query in ("", "?category=investment", "?category=shop", "?since=2026-01-01")
    }
    assert len(tags) == 4


def test_a_part_of_a_file_can_be_asked_for(client: FlaskClient) -> None:
    whole = client.get(DOMAINS)
    part = client.get(DOMAINS, headers={"Range": "bytes=2-9"})
    assert (part.status_code, part.data) == (206, whole.data[2:10])
    assert part.headers["Content-Range"] == f"bytes 2-9/{len(whole.data)}"
    held = {"Range": "bytes=2-9", "If-Range": whole.headers["ETag"]}
    assert client.get(DOMAINS, headers=held).status_code == 206
    other = {"Range": "bytes=2-9", "If-Range": '"other"'}
    assert client.get(DOMAINS, headers=other).data == whole.data
    beyond = client.get(DOMAINS, headers={"Range": "bytes=99999-"})
    assert (beyond.status_code, beyond.mimetype) == (416, "application/problem+json")


def test_head_says_what_get_would(client: FlaskClient) -> None:
    for query in ("", "?category=investment"):
        head, whole = client.head(DOMAINS + query), client.get(DOMAINS + query)
        assert (head.data, head.headers["ETag"]) == (b"", whole.headers["ETag"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("category=nonsense", "category"),
        ("category=", "category"),
        ("severity=BLOCK", "severity"),
        ("chain=btc", "chain"),
        ("feed=nobody", "feed"),
        ("since=yesterday", "since"),
        ("since=2026-13-01", "since"),
        ("sinse=2026-01-01", "query"),
        ("category=shop&category=scam", "query"),
        ("category=%ff", "category"),
    ],
)
def test_a_filter_that_cannot_be_used_is_named(client: FlaskClient, query: str, field: str) -> None:
    reply = client.get(f"{DOMAINS}?{query}")
    assert reply.status_code == 400
    assert reply.json["errors"][0]["field"] == field


def test_a_format_that_there_is_not_is_not_found(client: FlaskClient) -> None:
    assert client.get("/v1/exports/domains.exe").status_code == 404


def test_a_new_process_sends_the_same_bytes(
    client: FlaskClient, services: Services, tmp_path: Path, clock: Clock
) -> None:
    url = services.settings.redis_url
    assert url is not None
    other = create_app(web_service.services(tmp_path / "other", url, clock)).test_client()
    for name in FORMATS:
        one = client.get(f"/v1/exports/{name}")
        two = other.get(f"/v1/exports/{name}", buffered=True)
        assert (one.data, one.headers["ETag"]) == (two.data, two.headers["ETag"])


def test_the_serial_of_the_zone_grows_even_by_a_rollback(
    client: FlaskClient, redis: Redis, services: Services, clock: Clock
) -> None:
    def serial() -> int:
        return int(client.get("/v1/exports/rpz.zone").text.splitlines()[1].split()[5])

    first = serial()
    clock.advance(60)
    web_service.publish(redis, clock, {"wrong.example/": 0})
    second = serial()
    services.generations.rollback()
    third = serial()
    assert first < second < third
    assert "wrong.example" not in client.get("/v1/exports/rpz.zone").text


def test_files_of_lists_that_are_over_are_removed(
    client: FlaskClient, redis: Redis, services: Services, clock: Clock
) -> None:
    folder = services.settings.data_dir / "exports"
    client.get(DOMAINS, headers={"Accept-Encoding": "br"})
    assert len(list(folder.glob("*/domains.txt*"))) == 2
    clock.advance(60)
    made = web_service.publish(redis, clock, {"new.example/": 0})
    client.get(DOMAINS)
    (left,) = folder.glob("*/domains.txt*")
    assert left.parent.name.startswith(made)


def test_while_a_file_is_written_others_are_asked_to_come_back(
    client: FlaskClient, services: Services
) -> None:
    with ExportFiles(services.settings.data_dir).writing("domains.txt"):
        reply = client.get(DOMAINS)
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5")
    assert client.get(DOMAINS).status_code == 200


def test_a_disk_that_takes_nothing_keeps_nobody_from_an_export(
    client: FlaskClient, services: Services
) -> None:
    (services.settings.data_dir / "exports").write_text("in the way")
    reply = client.get(DOMAINS)
    assert names(reply) == ["scam.example"]


def test_few_long_answers_are_sent_at_once_to_one_client(app: Flask) -> None:
    client = app.test_client()
    query = f"{DOMAINS}?severity=block"
    open_ones = [client.get(query) for _ in range(downloads.EACH)]
    refused = client.get(query, buffered=True)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    other = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get(query, buffered=True, environ_base=other).status_code == 200
    for reply in open_ones:
        reply.close()
    assert client.get(query, buffered=True).status_code == 200


def test_a_large_file_is_sent_in_pieces_and_in_parts(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = app.test_client().get(DOMAINS, buffered=True)
    monkeypatch.setattr(exports, "_AT_ONCE", 100)
    client = app.test_client()
    open_ones = [client.get(DOMAINS) for _ in range(downloads.EACH)]
    assert client.get(DOMAINS, buffered=True).status_code == 503
    assert [reply.data for reply in open_ones] == [small.data] * downloads.EACH
    for reply in open_ones:
        reply.close()
    part = client.get(DOMAINS, headers={"Range": "bytes=2-9"}, buffered=True)
    assert (part.status_code, part.data) == (206, small.data[2:10])
    beyond = client.get(DOMAINS, headers={"Range": "bytes=99999-"}, buffered=True)
    assert beyond.status_code == 416
    for _ in range(downloads.EACH + 1):
        assert client.head(DOMAINS, buffered=True).status_code == 200


def test_a_list_of_an_older_mynah_has_no_exports_yet(
    client: FlaskClient, redis: Redis, generation: str
) -> None:
    redis.delete(keys.entries(generation))
    for query in ("", "?severity=block"):
        reply = client.get(DOMAINS + query)
        assert (reply.status_code, reply.mimetype) == (503, "application/problem+json")


def test_the_misp_feed_is_a_manifest_and_what_it_names(client: FlaskClient) -> None:
    manifest = client.get("/v1/exports/misp/manifest.json")
    assert len(manifest.json) == 2
    for uuid, record in manifest.json.items():
        event = client.get(f"/v1/exports/misp/{uuid}.json")
        assert event.json["Event"]["info"] == record["info"]
        tag = event.headers["ETag"]
        held = client.get(f"/v1/exports/misp/{uuid}.json", headers={"If-None-Match": tag})
        assert held.status_code == 304
    packed = client.get("/v1/exports/misp/hashes.csv", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/v1/exports/misp/hashes.csv")
    assert gzip.decompress(packed.data) == plain.data
    assert plain.text.count("\n") == 4


@pytest.mark.parametrize(
    "name",
    [
        "nothing.json",
        "00000000-0000-0000-0000-000000000000.json",
        "..%2f..%2fsigning.key",
        "hashes",
    ],
)
def test_what_the_feed_does_not_name_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/v1/exports/misp/{name}").status_code == 404
