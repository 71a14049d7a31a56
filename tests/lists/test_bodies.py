"""The compressed bodies of lists."""

import gzip

import brotli
import pytest
import zstandard

from service.lists.bodies import ENCODINGS, compress, plain

TEXT = b"".join(b"host%d.example\n" % n for n in range(5000))
UNDO = {
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
    "gzip": gzip.decompress,
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [TEXT, b""], ids=["a list", "an empty list"])
def test_a_body_is_the_text_compressed_to_the_same_bytes_each_time(
    encoding: str, text: bytes
) -> None:
    body = compress(text, encoding)
    assert UNDO[encoding](body) == text
    assert compress(text, encoding) == body


def test_the_plain_text_comes_back_from_zstd() -> None:
    assert plain(compress(TEXT, "zstd")) == TEXT


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(ValueError, match="none of br, zstd, gzip"):
        compress(TEXT, "deflate")
