"""A response's body, unpacked within bounds. Pure."""

import zlib
from collections.abc import Iterable, Iterator

from service.feeds.outcomes import FailureKind, FetchError, Limits

_PIECE = 256 * 1024
_ANY_HEADER = 32 + zlib.MAX_WBITS  # zlib tells gzip and zlib headers apart


def whole_body(chunks: Iterable[bytes], encoding: str, limits: Limits) -> bytes:
    """Join and unpack what was sent, or raise `FetchError`: empty, too large, cut short, damaged.

    `encoding` is the Content-Encoding header. Never holds more than the limits and one piece.
    """
    sent = _at_most(chunks, limits.sent_bytes, "is longer than {} MB as sent")
    if encoding in ("", "identity"):
        body = b"".join(_at_most(sent, limits.body_bytes, "is longer than {} MB"))
    elif encoding in ("gzip", "x-gzip", "deflate"):
        body = b"".join(_at_most(_unpacked(sent), limits.body_bytes, "unpacks to over {} MB"))
    else:
        raise FetchError(FailureKind.DAMAGED, f"is encoded as {encoding[:40]!r}, not as asked for")
    if not body:
        raise FetchError(FailureKind.EMPTY, "has no content")
    return body


def _at_most(chunks: Iterable[bytes], most: int, words: str) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > most:
            raise FetchError(FailureKind.TOO_LARGE, words.format(f"{most / 2**20:g}"))
        yield chunk


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack in small pieces, so that the caller can stop a bomb; a gzip file may have members."""
    stream = zlib.decompressobj(_ANY_HEADER)
    started = False
    for chunk in chunks:
        data, piece = chunk, b""
        while data or (len(piece) == _PIECE and not stream.eof):  # a full one: zlib may hold more
            if stream.eof:
                stream = zlib.decompressobj(_ANY_HEADER)
            piece, data = _next_piece(stream, data)
            started = True
            yield piece
    if started and not stream.eof:
        raise FetchError(FailureKind.TRUNCATED, "ends in the middle of its compressed data")


def _next_piece(stream: "zlib._Decompress", data: bytes) -> tuple[bytes, bytes]:
    try:
        piece = stream.decompress(data, _PIECE)
    except zlib.error as error:
        raise FetchError(FailureKind.DAMAGED, "is compressed, but the data are damaged") from error
    return piece, stream.unconsumed_tail or stream.unused_data
