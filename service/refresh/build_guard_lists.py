"""Rebuild the guard lists that are generated, from a mirror of MISP's warninglists.

    python -m service.refresh.build_guard_lists MIRROR DATE

DATE is the day of the snapshot, for the first line of each list. MIRROR holds
`guard-misp-warninglists/lists/NAME/list.json`. Only lists under CC0 whose own source asks for
nothing more are packaged: Cloudflare's ranking (CC BY-NC) and Cisco's are read by operators who
fetch the guard feed, never shipped.
"""

import json
import sys
from pathlib import Path

from service.names.hosts import InvalidName, canonical_host

DATA = Path(__file__).parent / "data"
SOURCE = "https://github.com/MISP/misp-warninglists"
GENERATED = {
    "top-sites.txt": ("The most visited sites, unranked", ("tranco10k",)),
    "shorteners.txt": (
        "Short links, link pages and IPFS gateways: an entry needs a path",
        ("url-shortener", "link-in-bio", "public-ipfs-gateways"),
    ),
    "banks.txt": ("Sites of banks", ("bank-website",)),
}


def hosts_of(mirror: Path, name: str) -> tuple[set[str], object]:
    """The hosts of one warninglist, without `www.`, and its version."""
    document = json.loads(
        (mirror / f"guard-misp-warninglists/lists/{name}/list.json").read_text("utf-8")
    )
    hosts = set()
    for text in document["list"]:
        try:
            host = canonical_host(text.lstrip(".").lower())
        except InvalidName:
            continue
        hosts.add(host.removeprefix("www.") if host.count(".") > 1 else host)
    return hosts, document["version"]


def main(mirror: Path, taken: str) -> None:
    """Write every generated list, sorted, with its source in the first line."""
    for file_name, (title, names) in GENERATED.items():
        hosts: set[str] = set()
        versions = []
        for name in names:
            found, version = hosts_of(mirror, name)
            hosts |= found
            versions.append(f"{name} {version}")
        lists = ", ".join(versions)
        head = f"# {title}. Source: {SOURCE}, lists {lists}; CC0-1.0; {taken}"
        (DATA / file_name).write_text("\n".join([head, *sorted(hosts)]) + "\n", "utf-8")
        print(f"{file_name}: {len(hosts)} hosts")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m service.refresh.build_guard_lists MIRROR DATE")
    main(Path(sys.argv[1]), sys.argv[2])
