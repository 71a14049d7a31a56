"""What is no whole image of an accepted kind and size is refused, before it costs anything."""

import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from service.evidence.images import (
    MOST_BYTES,
    BadImage,
    Damaged,
    NotAnImage,
    TooLarge,
    clean,
)
from tests.helpers.pictures import RED, archive, encoded, opened, picture, shows_the_picture

NO_IMAGES = {
    "nothing": b"",
    "text": b"hello",
    "an archive named .png": archive(),
    "SVG with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "SVG after an XML line": b'<?xml version="1.0"?><svg onload="alert(1)"/>',
    "a page": b"<!doctype html><script>alert(1)</script>",
    "PDF": b"%PDF-1.7\n1 0 obj\n<< /OpenAction << /S /JavaScript >> >>",
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run",
    "a page before an image": b"<script>1</script>" + encoded(picture(), "PNG"),
    "TIFF": encoded(picture(), "TIFF"),
    "BMP": encoded(picture(), "BMP"),
    "an icon": encoded(picture(), "ICO"),
    "PPM": encoded(picture(), "PPM"),
    "AVIF": encoded(picture(), "AVIF"),
    "RIFF that is a sound": b"RIFF\x24\0\0\0WAVEfmt ",
}


@pytest.mark.parametrize("name", NO_IMAGES)
def test_what_is_no_accepted_image_is_refused_with_what_is(name: str) -> None:
    with pytest.raises(NotAnImage, match="PNG, JPEG, WebP and GIF"):
        clean(NO_IMAGES[name])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
def test_a_truncated_image_is_refused(kind: str, share: float) -> None:
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    data = encoded(noise, kind)
    with pytest.raises((Damaged, NotAnImage)):
        clean(data[: 12 + int(share * len(data))])


def png_of(width: int, height: int) -> bytes:
    """A small file that unpacks to so many pixels, all of them there."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + check

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + width // 8)) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows += packer.flush()
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def gif_of(width: int, height: int) -> bytes:
    data = bytearray(encoded(Image.new("L", (8, 8)), "GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def gif_with_a_frame_of(width: int, height: int) -> bytes:
    data = bytearray(encoded(Image.new("L", (8, 8)), "GIF"))
    at = data.index(b"\x2c\0\0\0\0\x08\0\x08\0") + 5
    data[at : at + 4] = struct.pack("<HH", width, height)
    return bytes(data)


def jpeg_of(width: int, height: int) -> bytes:
    data = bytearray(encoded(picture(), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_of(width: int, height: int, *, alpha: bool, lossless: bool) -> bytes:
    """A WebP of 8 by 8 that says it is larger, in each of the three places where sizes stand."""
    image = Image.new("RGBA" if alpha else "RGB", (8, 8), (1, 2, 3, 4) if alpha else RED)
    data = bytearray(encoded(image, "WEBP", lossless=lossless))
    match bytes(data[12:16]):
        case b"VP8X":
            data[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little") >> 28 << 28
            data[21:25] = (bits | (height - 1) << 14 | (width - 1)).to_bytes(4, "little")
        case _:
            data[26:30] = struct.pack("<HH", width, height)
    return bytes(data)


BOMBS = {
    "PNG": png_of(30_000, 30_000),
    "a PNG with a row too many": png_of(5_000, 5_001),
    "a tall PNG": png_of(8, 12_000_000),
    "GIF": gif_of(65_535, 65_535),
    "a GIF with a column too many": gif_of(5_001, 5_000),
    "a frame of a GIF": gif_with_a_frame_of(65_535, 65_535),
    "JPEG": jpeg_of(65_500, 65_500),
    "a JPEG with a row too many": jpeg_of(5_000, 5_001),
    "WebP with a column too many": webp_of(5_001, 5_000, alpha=False, lossless=False),
    "WebP": webp_of(16_383, 16_383, alpha=False, lossless=False),
    "WebP without loss": webp_of(16_383, 16_383, alpha=False, lossless=True),
    "WebP with alpha": webp_of(16_383, 16_383, alpha=True, lossless=False),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_file_of_huge_size_is_refused_before_it_is_unpacked(name: str) -> None:
    assert len(BOMBS[name]) < 200_000
    with pytest.raises(TooLarge, match="25 million pixels"):
        clean(BOMBS[name])


def test_a_compressed_text_that_unpacks_without_end_is_refused() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "x" * 60_000_000, zip=True)
    data = encoded(picture(), "PNG", pnginfo=text)
    assert len(data) < 100_000
    with pytest.raises(BadImage):
        clean(data)


def test_too_many_bytes_are_refused_without_a_look() -> None:
    with pytest.raises(TooLarge, match="5 MiB"):
        clean(encoded(picture(), "PNG") + bytes(MOST_BYTES))


def test_a_photograph_of_the_largest_accepted_size_is_taken() -> None:
    assert shows_the_picture(clean(encoded(picture(6000, 4000), "JPEG")))
    assert opened(clean(png_of(5_000, 5_000))).size == (1600, 1600)
