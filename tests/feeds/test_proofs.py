"""Proof of control: found where it must be, and no way for a stranger to send us elsewhere."""

import gzip
import itertools
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dns.message
import dns.rcode
import dns.resolver
import pytest

from service.casework import Proof
from service.feeds import proofs
from service.feeds.fetch import Fetcher
from service.feeds.proofs import FILE_LIMITS, FILE_PATH, Proofs, can_be_proven
from tests.helpers.certificates import Authority
from tests.helpers.feed_server import FeedServer, Reply, Request, Script, redirect
from tests.helpers.name_server import NameServer, reply

HOST = "shop.example"
NAME = "_mynah.shop.example"
CODE = "0123456789abcdef"
VALUE = b"mynah-appeal=0123456789abcdef"
QUICK = FILE_LIMITS._replace(total_seconds=0.6, connect_seconds=0.3, silence_seconds=0.3)


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer() as server:
        yield server


def ask(names: NameServer) -> Proof:
    return Proofs(Fetcher("t"), ["127.0.0.1"], names.port).by_dns(HOST, CODE)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([VALUE], Proof.PROVEN),
        ([b"v=spf1 -all", VALUE, b'\xff\x00"'], Proof.PROVEN),
        ([VALUE + b"0"], Proof.OTHER_VALUE),
        ([VALUE.upper()], Proof.OTHER_VALUE),
        ([CODE.encode()], Proof.OTHER_VALUE),
        ([b"x" * 600], Proof.OTHER_VALUE),
        ([b""], Proof.OTHER_VALUE),
        ((), Proof.MISSING),
        (None, Proof.MISSING),
    ],
)
def test_a_record_proves_only_by_its_exact_value(
    names: NameServer, texts: list[bytes] | None, found: Proof
) -> None:
    if texts is not None:
        names.records[NAME] = texts
    assert ask(names) is found
    assert set(names.questions) == {NAME}


def test_a_value_in_pieces_is_one_value(names: NameServer) -> None:
    code = "c" * 500
    names.records[NAME] = [b"mynah-appeal=" + code.encode()]
    looking = Proofs(Fetcher("t"), ["127.0.0.1"], names.port)
    assert looking.by_dns(HOST, code) is Proof.PROVEN


def test_of_thousands_of_records_only_the_first_are_looked_at(names: NameServer) -> None:
    names.records[NAME] = [b"%04d" % number for number in range(3_000)] + [VALUE]
    assert ask(names) is Proof.OTHER_VALUE


def refused(question: dns.message.Message) -> bytes:
    answer = reply(question, ())
    answer.set_rcode(dns.rcode.SERVFAIL)
    return answer.to_wire()


def wrong_id(question: dns.message.Message) -> bytes:
    answer = reply(question, [VALUE])
    answer.id = (question.id + 1) % 65_536
    return answer.to_wire()


def other_question(question: dns.message.Message) -> bytes:
    other = dns.message.make_query("_mynah.other.example", "TXT", id=question.id)
    return reply(other, [VALUE]).to_wire()


@pytest.mark.parametrize(
    "script",
    [refused, wrong_id, other_question, lambda _: None, lambda _: b"\x00", lambda _: b"\xff" * 900],
    ids=["servfail", "wrong id", "other question", "silence", "one byte", "garbage"],
)
def test_no_answer_and_a_forged_one_prove_nothing(
    names: NameServer, monkeypatch: pytest.MonkeyPatch, script: Any
) -> None:
    monkeypatch.setattr(proofs, "DNS_SECONDS", 0.4)
    names.records[NAME] = script
    assert ask(names) is Proof.NO_ANSWER


def test_a_machine_without_resolvers_gets_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver.Resolver, "read_resolv_conf", none)
    assert Proofs(Fetcher("t")).by_dns(HOST, CODE) is Proof.NO_ANSWER


@pytest.mark.parametrize(
    ("host", "can"),
    [
        ("shop.example", True),
        ("xn--mlat-zra.com", True),
        ("a_b.shop.example", True),
        ("192.0.2.7", False),
        ("[2001:db8::7]", False),
        ("localhost", False),
        ("evm:0x52908400098527886e0f7030069857d2e4169ee7", False),
        ("a%20b.example", False),
        (f"{'a' * 64}.example", False),
        (".".join(["a" * 60] * 4) + ".example", False),
        ("shop.example\n", False),
        ("shop..example", False),
    ],
)
def test_control_is_proven_of_names_only(host: str, can: bool) -> None:
    assert can_be_proven(host) is can


class Site:
    """A site over TLS, and a look for the file on it."""

    def __init__(self, folder: Path) -> None:
        authority = Authority(folder)
        self.bundle = authority.bundle
        self.server = FeedServer(tls=authority.context_for(HOST))

    def look(self, *, host: str = HOST, private: bool = True, limits: Any = FILE_LIMITS) -> Proof:
        fetcher = Fetcher(
            "t",
            limits,
            stays=True,
            allow_private=private,
            ca_bundle=self.bundle,
            resolve=self._resolve,
        )
        return Proofs(fetcher).by_file(host, CODE)

    def _resolve(self, *_: Any) -> list[tuple[Any, ...]]:
        """Every name is here, whatever the port."""
        stream = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [(socket.AF_INET, *stream, ("127.0.0.1", self.server.port))]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    with made.server:
        yield made


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (CODE, Proof.PROVEN),
        (f"{CODE}\r\n", Proof.PROVEN),
        (f"\ufeff{CODE}\n", Proof.PROVEN),
        (f"{CODE} {CODE}", Proof.OTHER_VALUE),
        (f"<html>{CODE}</html>", Proof.OTHER_VALUE),
        ("", Proof.OTHER_VALUE),
        (Reply(status=404), Proof.MISSING),
        (Reply(CODE.encode(), status=500), Proof.NO_ANSWER),
        (Reply(CODE.encode(), status=403), Proof.NO_ANSWER),
        (b"\x00\x01 nonsense\r\n\r\n", Proof.NO_ANSWER),
        ("x" * 5_000, Proof.TOO_LARGE),
        (Reply(gzip.compress(b"0" * 2**20), headers={"Content-Encoding": "gzip"}), Proof.TOO_LARGE),
    ],
)
def test_a_file_proves_only_by_the_code_alone(site: Site, answer: Any, found: Proof) -> None:
    site.server.serve(FILE_PATH, answer)
    assert site.look() is found


def test_a_redirect_on_the_same_site_is_followed(site: Site) -> None:
    site.server.serve(FILE_PATH, redirect("/elsewhere.txt"))
    site.server.serve("/elsewhere.txt", CODE)
    assert site.look() is Proof.PROVEN


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1/x",
        "http://127.0.0.1/x",
        "https://www.shop.example/x",
        "https://shop.example:8443/x",
        "//other.example/x",
        "file:///etc/passwd",
        "https://shop.example@127.0.0.1/x",
    ],
)
def test_a_redirect_to_another_place_is_not_followed(site: Site, location: str) -> None:
    site.server.serve(FILE_PATH, redirect(location))
    site.server.serve("/x", CODE)
    assert site.look() in (Proof.REDIRECTED, Proof.REFUSED)
    assert [request.target for request in site.server.requests] == [FILE_PATH]


def test_redirects_end(site: Site) -> None:
    site.server.serve(FILE_PATH, redirect(FILE_PATH))
    assert site.look() is Proof.REDIRECTED


def test_a_name_that_leads_into_a_private_network_is_not_asked(site: Site) -> None:
    site.server.serve(FILE_PATH, CODE)
    assert site.look(private=False) is Proof.REFUSED
    assert site.server.requests == []


def test_another_sites_certificate_proves_nothing(site: Site) -> None:
    site.server.serve(FILE_PATH, CODE)
    assert site.look(host="other.example") is Proof.NO_ANSWER


HEAD = b"HTTP/1.1 200 OK\r\n\r\n"


def endless(_: Request) -> Iterator[bytes]:
    return itertools.chain([HEAD], itertools.repeat(b"x" * 1024))


def endless_headers(_: Request) -> Iterator[bytes]:
    return itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"A: b\r\n"))


@pytest.mark.parametrize(
    ("script", "found"), [(endless, Proof.TOO_LARGE), (endless_headers, Proof.NO_ANSWER)]
)
def test_an_endless_answer_is_not_read_to_its_end(site: Site, script: Script, found: Proof) -> None:
    site.server.serve(FILE_PATH, script)
    assert site.look(limits=QUICK) is found


def test_a_drip_ends_in_time(site: Site) -> None:
    def drip(_: Request) -> Iterator[bytes]:
        yield HEAD
        while not site.server.stopping.wait(0.1):
            yield b"0"

    site.server.serve(FILE_PATH, drip)
    assert site.look(limits=QUICK) is Proof.NO_ANSWER
