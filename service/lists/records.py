"""A bucket as bytes: sorted fixed-width records, so that a generation is 65,536 small strings.

A record is the hash without the two bytes that name its bucket, then the number of its fact.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from service.names.hashing import digest

BUCKETS = 65_536
REST_BYTES = 30  # a SHA-256 without its first two bytes
FACT_BYTES = 4  # little-endian
RECORD_BYTES = REST_BYTES + FACT_BYTES


def encode_buckets(entries: Mapping[str, int]) -> dict[int, bytes]:
    """Return the buckets that hold something, ascending, from expression -> number of its fact."""
    buckets: list[list[bytes]] = [[] for _ in range(BUCKETS)]
    facts = {number: number.to_bytes(FACT_BYTES, "little") for number in set(entries.values())}
    for expression, number in entries.items():
        hashed = digest(expression)
        buckets[hashed[0] << 8 | hashed[1]].append(hashed[2:] + facts[number])
    return {number: b"".join(sorted(rows)) for number, rows in enumerate(buckets) if rows}


def checksum(buckets: Iterable[tuple[int, bytes]]) -> str:
    """Return the SHA-256, in hex, of all buckets that hold something, each behind its number."""
    whole = sha256()
    for number, bucket in buckets:
        whole.update(number.to_bytes(2))
        whole.update(bucket)
    return whole.hexdigest()


def filled(buckets: Iterable[int]) -> bytes:
    """Return one bit for each of the 65,536 buckets, set for those given: 8,192 bytes."""
    bits = bytearray(BUCKETS // 8)
    for number in buckets:
        bits[number >> 3] |= 1 << (number & 7)
    return bytes(bits)


def filled_numbers(bits: bytes) -> list[int]:
    """Return the buckets that `filled` was given, ascending."""
    return [number for number in range(BUCKETS) if is_filled(bits, number)]


def is_filled(bits: bytes, number: int) -> bool:
    """Say whether `filled` was given this bucket."""
    return bool(bits[number >> 3] >> (number & 7) & 1)


def find(bucket: bytes, digest: bytes) -> int | None:
    """Return the number of the fact that `bucket` holds for `digest`, or None.

    A search for bytes beats bisection in Python at every size of bucket we expect (a hundred
    records at five million entries); a hit across two records is no hit.
    """
    rest = digest[2:]
    at = bucket.find(rest)
    while at >= 0 and at % RECORD_BYTES:
        at = bucket.find(rest, at + 1)
    if at < 0:
        return None
    return int.from_bytes(bucket[at + REST_BYTES : at + RECORD_BYTES], "little")


def matches(bucket: bytes, bucket_no: int, prefix_hex: str) -> Iterator[tuple[str, int]]:
    """Yield (hash in hex, number of its fact), ascending, of what begins with `prefix_hex`.

    The prefix is in lower case, of 4 to 64 digits, even or odd in number.
    """
    name = f"{bucket_no:04x}"
    for at in range(0, len(bucket), RECORD_BYTES):
        hashed = name + bucket[at : at + REST_BYTES].hex()
        if hashed.startswith(prefix_hex):
            yield hashed, int.from_bytes(bucket[at + REST_BYTES : at + RECORD_BYTES], "little")
