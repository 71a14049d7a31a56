"""Programs that are not ours read an export, and block what is listed and nothing else."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.helpers import resolvers
from tests.helpers.exported import ALLOWED, BLOCK, HOSTILE, LISTED, PLAIN, edition, text, whole
from tests.helpers.name_server import NameServer
from tests.helpers.resolvers import READY, Resolver, bind, dnsmasq, unbound

PASSED = [
    *("unlisted.example", "example", "cam.example", "scam.example.org", "bets.example"),
    *("shared.example", "withheld.example", "good.scam.example", "sub.good.scam.example"),
]
BELOW = [f"login.{host}" for host in LISTED]
Runner = Callable[[Path, int], AbstractContextManager[Resolver]]
MADE = edition(PLAIN | dict.fromkeys(HOSTILE, BLOCK), ALLOWED)


def with_dnsmasq(folder: Path, upstream: int) -> AbstractContextManager[Resolver]:
    (folder / "mynah.conf").write_bytes(whole("dnsmasq.conf", MADE))
    return dnsmasq(folder, upstream, f"--conf-file={folder / 'mynah.conf'}")


def with_unbound(folder: Path, upstream: int) -> AbstractContextManager[Resolver]:
    (folder / "mynah.conf").write_bytes(whole("unbound.conf", MADE))
    return unbound(folder, upstream, f'include: "{folder / "mynah.conf"}"')


def with_unbound_and_rpz(folder: Path, upstream: int) -> AbstractContextManager[Resolver]:
    (folder / "rpz.zone").write_bytes(whole("rpz.zone", MADE))
    return unbound(folder, upstream, f'rpz:\n  name: rpz.mynah\n  zonefile: "{folder}/rpz.zone"')


def with_bind(folder: Path, upstream: int) -> AbstractContextManager[Resolver]:
    (folder / "rpz.zone").write_bytes(whole("rpz.zone", MADE))
    return bind(folder, upstream, folder / "rpz.zone")


@pytest.fixture
def upstream(names: NameServer) -> int:
    """A server that knows every name of these tests, listed or not."""
    for name in (READY, *PASSED, *LISTED, *BELOW):
        names.records[name] = [b"here"]
    return names.port


@pytest.mark.parametrize("run", [with_dnsmasq, with_unbound, with_unbound_and_rpz, with_bind])
def test_a_resolver_blocks_what_is_listed_and_nothing_else(
    run: Runner, tmp_path: Path, upstream: int
) -> None:
    with run(tmp_path, upstream) as resolver:
        assert {name: resolver.outcome(name) for name in LISTED + BELOW} == dict.fromkeys(
            LISTED + BELOW, "NXDOMAIN"
        )
        assert {name: resolver.outcome(name) for name in PASSED} == dict.fromkeys(PASSED, '"here"')


def test_a_hosts_file_sends_names_nowhere_with_and_without_www(
    tmp_path: Path, upstream: int
) -> None:
    (tmp_path / "hosts.txt").write_bytes(whole("hosts.txt", MADE))
    with dnsmasq(tmp_path, upstream, f"--addn-hosts={tmp_path / 'hosts.txt'}") as resolver:
        for name in LISTED:
            assert resolver.outcome(name, "A") == "0.0.0.0"
            assert resolver.outcome(f"www.{name}", "A") == "0.0.0.0"
        assert {name: resolver.outcome(name) for name in PASSED} == dict.fromkeys(PASSED, '"here"')


def test_the_zone_has_a_serial_that_grows_and_a_sane_beginning(tmp_path: Path) -> None:
    lines = []
    for serial in (1_795_500_000, 1_795_500_060):
        zone = tmp_path / "rpz.zone"
        zone.write_bytes(whole("rpz.zone", edition(PLAIN, ALLOWED, serial=serial)))
        command = [resolvers.program("named-checkzone"), "rpz.mynah", str(zone)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert f"loaded serial {serial}" in done.stdout
        lines.append(zone.read_text().splitlines())
    assert lines[0][0] == "$TTL 300"
    assert lines[0][2:] == lines[1][2:]


def rows(name: str) -> Iterator[str]:
    return (line for line in text(name, MADE).splitlines() if line[:1] not in "#!;[@")


def test_what_would_break_a_format_is_left_out_and_counted() -> None:
    head = text("rpz.zone", MADE).partition("fraud.co")[0]
    assert "; Not in this format: 2 (ip-address)\n" in head
    assert "; Not in this format: 1 (underscore)\n" in head
    assert "; Not in this format: 2 (name-too-long)\n" in head
    assert "(odd-name)\n" in head
    assert sorted(rows("domains.txt")) == sorted(["a_b.bad.example", *LISTED])
    assert [line.split()[1] for line in rows("hosts.txt")] == LISTED
