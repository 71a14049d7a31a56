"""Resolvers that are not ours, on loopback, over an export: dnsmasq, Unbound and BIND.

Each asks one server upstream, which knows whatever the test tells it: so a name that is not listed
has an answer, and one that is has none.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import dns.rcode

from tests.helpers.waiting import until

_PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"
READY = "ready.upstream.example"  # known upstream in each test


class Resolver:
    """One that runs, and how to ask it."""

    def __init__(self, port: int) -> None:
        self.port = port

    def outcome(self, name: str, kind: str = "TXT", patience: float = 5) -> str:
        """Return the addresses or texts of an answer, or its code where there are none."""
        question = dns.message.make_query(name, kind)
        answer = dns.query.udp(question, "127.0.0.1", timeout=patience, port=self.port)
        if answer.answer:
            return " ".join(str(row) for rows in answer.answer for row in rows)
        return dns.rcode.to_text(answer.rcode())

    def is_up(self) -> bool:
        """Whether it answers yet."""
        try:
            return self.outcome(READY, patience=0.2) == '"here"'
        except (dns.exception.Timeout, OSError):
            return False


def program(name: str) -> str:
    """Return the path of a program that the test needs."""
    found = shutil.which(name, path=_PATH)
    assert found, f"{name} is missing: make test installs it"
    return found


@contextmanager
def dnsmasq(folder: Path, upstream: int, *options: str) -> Iterator[Resolver]:
    """Run dnsmasq with further options."""
    port = _free_port()
    command = [program("dnsmasq"), "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv"]
    command += ["--no-hosts", f"--port={port}", "--listen-address=127.0.0.1", "--bind-interfaces"]
    command += ["--pid-file=", "--user=root", f"--server=127.0.0.1#{upstream}", *options]
    with _running(command, folder, port) as resolver:
        yield resolver


@contextmanager
def unbound(folder: Path, upstream: int, more: str) -> Iterator[Resolver]:
    """Run Unbound; `more` is put behind its configuration."""
    port = _free_port()
    (folder / "main.conf").write_text(
        f"""server:
  interface: 127.0.0.1@{port}
  directory: "{folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  do-not-query-localhost: no
  do-daemonize: no
  num-threads: 1
  module-config: "respip iterator"
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@{upstream}
remote-control:
  control-enable: no
{more}
"""
    )
    check = [program("unbound-checkconf"), str(folder / "main.conf")]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    command = [program("unbound"), "-d", "-c", str(folder / "main.conf")]
    with _running(command, folder, port) as resolver:
        yield resolver


@contextmanager
def bind(folder: Path, upstream: int, zone: Path) -> Iterator[Resolver]:
    """Run BIND with a response policy zone."""
    port = _free_port()
    done = subprocess.run(
        [program("named-checkzone"), "rpz.mynah", str(zone)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "named.conf").write_text(
        f"""options {{
  directory "{folder}"; pid-file none; session-keyfile none; lock-file none;
  listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};
  recursion yes; forward only; forwarders {{ 127.0.0.1 port {upstream}; }};
  dnssec-validation no; empty-zones-enable no; minimal-responses yes;
  response-policy {{ zone "rpz.mynah"; }} qname-wait-recurse no;
}};
controls {{ }};
zone "rpz.mynah" {{ type primary; file "{zone}"; }};
"""
    )
    command = [program("named"), "-g", "-n", "1", "-c", str(folder / "named.conf")]
    with _running(command, folder, port) as resolver:
        yield resolver


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[Resolver]:
    with (folder / "resolver.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    resolver = Resolver(port)
    try:
        until(_alive(process, folder, resolver.is_up), 30, f"{command[0]}'s start")
        yield resolver
        assert process.poll() is None, (folder / "resolver.log").read_text()
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _alive(
    process: subprocess.Popen[bytes], folder: Path, is_up: Callable[[], bool]
) -> Callable[[], bool]:
    def check() -> bool:
        assert process.poll() is None, (folder / "resolver.log").read_text()
        return is_up()

    return check


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
