"""The last good copy of each file of each feed, kept by its content.

A generation names the copies it was made from, so that switching or rolling back a generation
switches them too. What no kept generation names is removed when a refresh that fetched publishes.
"""

import hashlib
from collections.abc import Collection, Mapping

import zstandard

from service.model import Category, Claim
from service.store import keys
from service.store.client import Client
from service.store.errors import StoreError, reaching_redis


class CopyGone(StoreError):
    """No copy has this address: the data were lost, or it was removed."""


class CopyStore:
    """Copies in Redis: compressed text, a claim a line, sorted."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @reaching_redis()
    def save(self, claims: Mapping[str, Claim]) -> str:
        """Keep the claims (by expression) and return their address; the same ones have the same."""
        text = _encode(claims)
        address = hashlib.sha256(text).hexdigest()[:32]
        if not self._client.exists(keys.copy(address)):
            self._client.sadd(keys.COPIES, address)  # first: what is not noted is never removed
            self._client.set(keys.copy(address), zstandard.compress(text, 3))
        return address

    @reaching_redis()
    def load(self, address: str) -> dict[str, Claim]:
        """Return the claims kept under an address. Raises `CopyGone`."""
        data = self._client.get(keys.copy(address))
        if data is None:
            raise CopyGone(f"copy {address} is not in Redis any more")
        return _decode(zstandard.decompress(data))

    @reaching_redis()
    def keep_only(self, addresses: Collection[str]) -> int:
        """Remove all copies but these; return how many went. Only under the refresh lock."""
        kept = set(addresses)
        noted = {address.decode() for address in self._client.smembers(keys.COPIES)}
        for address in sorted(noted - kept):
            self._client.unlink(keys.copy(address))
            self._client.srem(keys.COPIES, address)
        return len(noted - kept)


def _encode(claims: Mapping[str, Claim]) -> bytes:
    tails: dict[Claim, str] = {}  # most lines of a file end alike
    lines = []
    for expression in sorted(claims):
        claim = claims[expression]
        tail = tails.get(claim)
        if tail is None:
            tail = tails[claim] = _tail(claim)
        lines.append(f"{expression}\t{tail}\n")
    text = "".join(lines)
    if text.count("\n") != len(claims) or text.count("\t") != 6 * len(claims):
        odd = next(e for e in claims if "\n" in e or "\t" in e)
        raise ValueError(f"an expression holds white space: {odd!r}")
    return text.encode()


def _tail(claim: Claim) -> str:
    gone = "" if claim.gone is None else claim.gone
    if any(character in link for link in claim.links for character in " \t\n"):
        raise ValueError(f"an expression holds white space: {claim.links!r}")
    links = " ".join(claim.links)
    said = f"{claim.first_seen}\t{gone}\t{claim.category or ''}\t{links}\t{claim.presents_as}"
    return f"{said}\t{' '.join(claim.origins)}"


def _decode(text: bytes) -> dict[str, Claim]:
    tails: dict[str, Claim] = {}  # most lines of a file end alike: one claim serves them all
    claims = {}
    for line in text.decode().split("\n")[:-1]:
        expression, _, tail = line.partition("\t")
        claim = tails.get(tail)
        if claim is None:
            claim = tails[tail] = _claim(tail)
        claims[expression] = claim
    return claims


def _claim(tail: str) -> Claim:
    first, gone, category, links, *more = tail.split("\t")  # a copy of earlier has no more
    return Claim(
        int(first),
        int(gone) if gone else None,
        Category(category) if category else None,
        tuple(links.split(" ")) if links else (),
        more[0] if more else "",
        tuple(more[1].split(" ")) if more[1:] and more[1] else (),
    )
