"""Every command in docs/integrations is run, as it stands there, against a real service.

`/etc` is a folder of the test's; what would restart a daemon of the machine only notes that it was
asked to. Then the tool's own program shows that it blocks.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.helpers.name_server import NameServer
from tests.helpers.resolvers import READY, bind, dnsmasq, unbound
from tests.helpers.running import Installation
from tests.helpers.waiting import until

TESTS = Path(__file__).parents[1]
PAGES = TESTS.parent / "docs" / "integrations"
NAMED = "https://mynah.example.org"
SCAM = "bright-profit.com"
FOLDERS = ("etc/dnsmasq.d", "etc/unbound/unbound.conf.d", "etc/bind", "bin")
DAEMONS = ("systemctl", "rndc", "pihole")  # these would touch the machine itself


@dataclass
class Machine:
    """A machine on which the commands are run."""

    folder: Path
    address: str
    environment: dict[str, str]

    def run(self, page: str) -> str:
        """Run all commands and programs of a page, in order; return what they printed."""
        text = (PAGES / page).read_text("utf-8")
        printed = ""
        for kind, body in re.findall(r"^```(sh|python)\n(.*?)^```$", text, re.S | re.M):
            script = body.replace(NAMED, self.address).replace("/etc/", f"{self.folder}/etc/")
            shell = ["bash", "-euo", "pipefail", "-c", script]
            program = [sys.executable, "-c", script]
            done = subprocess.run(
                shell if kind == "sh" else program, cwd=self.folder, env=self.environment,
                capture_output=True, text=True, check=False, timeout=60,
            )  # fmt: skip
            assert done.returncode == 0, f"{page}: {script}\n{done.stdout}{done.stderr}"
            printed += done.stdout
        return printed

    def asked(self) -> str:
        """What daemons were asked to do."""
        return (self.folder / "asked").read_text()


def write_program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("machine")
    service = Installation(folder)
    wallet = "0x52908400098527886E0F7030069857D2E4169EE7"
    service.feed_lists(SCAM, "scam-two.com", "t.me/scam_bot", wallet)
    assert service.run("refresh").returncode == 0
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    (folder / "etc/hosts").write_text("127.0.0.1 localhost\n")
    for name in DAEMONS:
        write_program(folder / "bin" / name, f'echo {name} "$@" >> {folder}/asked')
    write_program(folder / "bin" / "mynah", f'exec {sys.executable} -m service "$@"')
    path = f"{folder}/bin:{os.environ['PATH']}:/usr/sbin:/sbin"
    code = str(Path(__file__).parents[2])
    with service.serving() as address:
        environment = service.environment | {"PATH": path, "PYTHONPATH": code}
        yield Machine(folder, address, environment)


@pytest.fixture
def upstream(names: NameServer) -> int:
    for name in (READY, SCAM, f"www.{SCAM}", "unlisted.com"):
        names.records[name] = [b"here"]
    return names.port


def test_dnsmasq(machine: Machine, tmp_path: Path, upstream: int) -> None:
    machine.run("dnsmasq.md")
    assert "systemctl restart dnsmasq" in machine.asked()
    with dnsmasq(tmp_path, upstream, f"--conf-dir={machine.folder}/etc/dnsmasq.d") as resolver:
        assert resolver.outcome(SCAM) == "NXDOMAIN"
        assert resolver.outcome("unlisted.com") == '"here"'


def test_unbound(machine: Machine, tmp_path: Path, upstream: int) -> None:
    machine.run("unbound.md")
    assert "systemctl reload unbound" in machine.asked()
    made = machine.folder / "etc/unbound/unbound.conf.d/mynah.conf"
    assert f'url: "{machine.address}/' in made.read_text()
    (machine.folder / "etc/unbound/mynah.rpz").unlink()  # so that it has to fetch the zone itself
    made.write_text(made.read_text().replace("respip validator", "respip"))
    with unbound(tmp_path, upstream, f'include: "{made}"') as resolver:
        until(lambda: resolver.outcome(f"www.{SCAM}") == "NXDOMAIN", 20, "the zone")
        assert resolver.outcome("unlisted.com") == '"here"'


def test_bind(machine: Machine, tmp_path: Path, upstream: int) -> None:
    machine.run("bind.md")
    assert "rndc reload" in machine.asked()
    with bind(tmp_path, upstream, machine.folder / "etc/bind/mynah.rpz") as resolver:
        assert resolver.outcome(f"www.{SCAM}") == "NXDOMAIN"
        assert resolver.outcome("unlisted.com") == '"here"'


def test_pihole_and_ad_blockers(machine: Machine) -> None:
    machine.run("pihole.md")
    assert "pihole -g" in machine.asked()
    assert machine.run("adblock.md").startswith("[Adblock Plus]\n! Title: Mynah")


def test_hosts(machine: Machine) -> None:
    for _ in range(2):  # the second time it does not grow
        machine.run("hosts.md")
        lines = (machine.folder / "etc/hosts").read_text().splitlines()
        assert lines[0] == "127.0.0.1 localhost"
        assert lines.count(f"0.0.0.0 {SCAM} www.{SCAM}") == 1


def test_misp(machine: Machine) -> None:
    printed = machine.run("misp.md")
    assert '"info": "Mynah: reported as investment' in printed
    assert printed.rstrip().endswith("4")
    assert (machine.folder / "misp-feed" / "manifest.json").exists()


def test_stix(machine: Machine) -> None:
    printed = machine.run("stix.md")
    assert f"85 [domain-name:value = '{SCAM}'" in printed


def test_peers(machine: Machine, tmp_path: Path) -> None:
    follower = Installation(tmp_path)
    catalogue = tmp_path / "feeds.toml"  # or it would be an echo of a feed that both read
    catalogue.write_text(catalogue.read_text().replace('id = "sample-feed"', 'id = "other"'))
    own = follower.environment | {n: machine.environment[n] for n in ("PATH", "PYTHONPATH")}
    with urlopen(f"{machine.address}/v1/peer", timeout=20) as answer:
        own["KEY"] = json.load(answer)["public_key"]
    (tmp_path / "mirror" / "other").mkdir()
    (tmp_path / "mirror" / "other" / "list.txt").write_text("scam-of-ours.com\n")
    printed = Machine(tmp_path, machine.address, own).run("peers.md")
    assert "Followed as peer-example, with medium confidence" in printed
    assert "1 peer." in printed
    assert re.search(r"peer-example +4 ", printed)
    checked = follower.run("check", SCAM, "scam-of-ours.com", "--json").stdout
    assert [one["status"] for one in json.loads(checked)["results"]] == ["unknown", "listed"]


def test_partners(machine: Machine) -> None:
    rows = '{"targets": ["shop.example.com"], "category": "shop", "may_share": true}\n'
    (machine.folder / "sent.jsonl").write_text(rows)
    mynah = [machine.folder / "bin" / "mynah", "reports", "import", machine.folder / "sent.jsonl"]
    subprocess.run(mynah, env=machine.environment, check=True, capture_output=True)
    printed = machine.run("partners.md")
    assert printed.count("For the cyber police") == 1
    assert "The log is whole: 2 lines" in printed
    assert "Reported as shop; reported is not proven." in printed
    assert "shop.example.com" in (machine.folder / "consented.csv").read_text("utf-8")


def test_taxii(machine: Machine) -> None:
    printed = machine.run("taxii.md")
    assert '"alias": "investment"' in printed
    assert f"85 [domain-name:value = '{SCAM}'" in printed
    assert printed.endswith(' objects\n"title":"Mynah"\n')
    assert "\n0 objects" not in printed
    assert (machine.folder / "mynah.since").read_text().startswith("2")


def test_wallets(machine: Machine) -> None:
    printed = machine.run("wallets.md").split()
    assert "evm,0x52908400098527886e0f7030069857d2e4169ee7,investment,block," in printed[1]
    assert printed[-2:] == ["1", "2"]


def test_scripts(machine: Machine) -> None:
    printed = machine.run("scripts.md")
    assert printed.endswith("nothing moved\n")
    assert SCAM in (machine.folder / "domains.sorted").read_text().splitlines()
    assert SCAM in (machine.folder / "recent.jsonl").read_text()


def test_every_page_is_run_and_named() -> None:
    runners = [Path(__file__), TESTS / "safebrowsing" / "conftest.py"]
    code = "".join(path.read_text("utf-8") for path in runners)
    index = (PAGES / "README.md").read_text("utf-8")
    for page in PAGES.glob("*.md"):
        if page.name != "README.md":
            assert f'"{page.name}"' in code, f"{page.name}: run its commands"
            assert f"({page.name})" in index, f"{page.name}: name it in README.md"
