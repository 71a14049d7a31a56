"""Write extension/vendor/public-suffix-list/suffixes.txt: the names that no list may block whole.

They are the service's own (`service.names.domains.broad_names`), so that both ends have the same
snapshot of the Public Suffix List. Run it after tldextract was updated.
"""

from pathlib import Path

from service.names.domains import broad_names

TARGET = Path(__file__).parents[1] / "vendor" / "public-suffix-list" / "suffixes.txt"


def text() -> str:
    """Return the names, sorted, a line each."""
    return "".join(f"{name}\n" for name in sorted(broad_names()))


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text(), "ascii")
