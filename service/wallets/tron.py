"""TRON: Bitcoin's base58check with a version byte of its own."""

from service.wallets import base58check


def tron(text: str) -> str | None:
    """Return the address itself."""
    return text if base58check.read_hash(text, b"\x41") else None
