"""Hashes of expressions: SHA-256 of the UTF-8, and the parts of it that lists and buckets use."""

from hashlib import sha256


def digest(expression: str) -> bytes:
    """Return the 32 bytes an expression is listed under.

    >>> digest("foo.com/").hex()[:8]
    'af30010e'
    """
    return sha256(expression.encode()).digest()


def bucket(digest: bytes) -> int:
    """Return the bucket (0 to 65,535) of a digest: its first two bytes."""
    return int.from_bytes(digest[:2])


def bucket_name(bucket: int) -> str:
    """Return a bucket as four hex digits."""
    return f"{bucket:04x}"


def prefix(digest: bytes) -> str:
    """Return the prefix of a digest that the prefixes list holds: four bytes, eight hex digits."""
    return digest[:4].hex()
