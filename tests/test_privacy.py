"""What docs/privacy.md promises of reports, looked for in everything that is kept and written."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from redis import Redis

from service.intake.allowance import FREE_AN_HOUR, HELD_AN_HOUR
from service.store.cases import PERSONAL_SECONDS
from service.store.connect import connect
from tests.helpers.running import Installation

SENDERS = ("203.0.113.77", "2001:db8:77aa:bb77::1234")
AGENT = "Zebrabrowser/4.77 (Compound-PC-12)"
STORY = "They keep my passport."
REPORT = {"targets": ["shop.example.com"], "category": "shop", "story": STORY, "held": True}
AS_JSON = {"Content-Type": "application/json"}
AS_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FORM = urlencode({"targets": "pay.example.com", "category": "shop", "story": STORY})


def spellings() -> set[bytes]:
    """How an address or a browser's name could lie somewhere, in a hash without a secret too."""
    texts = {*SENDERS, "203-0-113-77", "cb00714d", "20010db877aabb77", "2001:db8:77aa:bb77"}
    texts |= {
        "20010db877aabb77::/64",
        "20010db877aa::/48",
        "2001:db8:77aa::/48",
        AGENT,
        "Zebrabrowser",
        "Compound-PC",
    }
    hashed = {
        make(text.encode()).hexdigest()[:16]
        for text in texts
        for make in (hashlib.sha256, hashlib.sha512, hashlib.blake2b)
    }
    return {text.encode() for text in texts | hashed}


@pytest.fixture
def installation() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="mynah-") as folder:
        made = Installation(Path(folder))
        made.environment |= {"MYNAH_TRUSTED_PROXIES": "127.0.0.1"}
        yield made


def ask(address: str, sender: str, method: str, path: str, body: str = "", **more: str) -> int:
    """Send a request as a proxy hands on what came from `sender`."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=20)
    who = {"X-Forwarded-For": sender, "User-Agent": AGENT, "Referer": f"http://{sender}/"}
    connection.request(method, path, body, who | more)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def send_all(address: str, sender: str) -> None:
    """All that a sender can meet: taken, refused, asked for a proof, followed, guessed."""
    report = json.dumps(REPORT)
    for _ in range(HELD_AN_HOUR + FREE_AN_HOUR - 1):
        assert ask(address, sender, "POST", "/v1/reports", report, **AS_JSON) == 201
    assert ask(address, sender, "POST", "/report", FORM, **AS_FORM) == 303
    assert ask(address, sender, "POST", "/v1/reports", report, **AS_JSON) == 429
    assert ask(address, sender, "POST", "/report", FORM, **AS_FORM) == 429
    assert ask(address, sender, "POST", "/v1/reports", "{", **AS_JSON) == 400
    assert ask(address, sender, "POST", "/report", "targets=x", **AS_FORM) == 400
    assert ask(address, sender, "GET", "/report?targets=pay.example.com") == 200
    assert ask(address, sender, "GET", f"/report/{'A' * 22}") == 404


def everything_in(client: Redis) -> bytes:
    """Every key, and every value of whatever type."""
    pairs = [(key, client.type(key)) for key in client.scan_iter()]
    return b"\n".join(key + b" " + repr(read(client, key, kind)).encode() for key, kind in pairs)


def read(client: Redis, key: bytes, kind: bytes) -> object:
    if kind == b"hash":
        return client.hgetall(key)
    if kind == b"zset":
        return client.zrange(key, 0, -1, withscores=True)
    if kind == b"set":
        return client.smembers(key)
    return client.lrange(key, 0, -1) if kind == b"list" else client.get(key)


def test_neither_store_nor_log_knows_where_a_report_came_from(
    installation: Installation, capfd: pytest.CaptureFixture[str]
) -> None:
    data = Path(installation.environment["MYNAH_DATA_DIR"])
    with installation.serving() as address:
        for sender in SENDERS:
            send_all(address, sender)
        with connect(f"unix://{data}/redis.sock", timeout=5) as client:
            stored = everything_in(client)
            lifetimes = [client.ttl(key) for key in client.scan_iter("*:personal:*")]
    logs = "".join(capfd.readouterr())
    files = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    files |= {Path("Redis"): stored, Path("logs"): logs.encode()}

    appended = b"".join(body for path, body in files.items() if "appendonlydir" in path.parts)
    for found in (stored, appended):
        assert STORY.encode() in found, "or the search below could find nothing at all"
    for text in spellings():
        places = [path.name for path, body in files.items() if text in body]
        assert not places, f"{text!r} stands in {places}"
    for word in (STORY, "shop.example.com", "pay.example.com"):
        assert word not in logs
    assert len(lifetimes) == len(SENDERS) * (HELD_AN_HOUR + FREE_AN_HOUR)
    assert all(0 < seconds <= PERSONAL_SECONDS for seconds in lifetimes)
