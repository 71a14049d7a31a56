"""Run every bench and write docs/benchmarks.md; with names, run and print those only."""

import argparse
import sys
from collections.abc import Callable, Mapping
from time import perf_counter

from tests.bench import api, browsing, content, document, extension, lookup, memory, refresh
from tests.bench.harness import Section
from tests.bench.workplace import about_lists

BENCHES: Mapping[str, Callable[[], Section]] = {
    "api": api.run,
    "memory": memory.run,
    "lookup": lookup.run,
    "refresh": refresh.run,
    "extension": extension.run,
    "content": content.run,
    "browsing": browsing.run,
}


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    names = parser.parse_args().names
    if unknown := set(names) - set(BENCHES):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    sections = [_run(name) for name in names or BENCHES]
    if names:
        print("\n".join(section.markdown() for section in sections))
    else:
        document.PATH.write_text(document.text(sections, about_lists()))
        print(f"Wrote {document.PATH}.")


def _run(name: str) -> Section:
    start = perf_counter()
    print(f"{name} ...", file=sys.stderr, flush=True)
    section = BENCHES[name]()
    print(f"{name}: {perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    return section


if __name__ == "__main__":
    main()
