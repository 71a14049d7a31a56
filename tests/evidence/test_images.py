"""Evidence: the same picture comes out, and nothing else of what was sent."""

import struct
from collections.abc import Callable

import pytest
from PIL import Image, PngImagePlugin

from service.evidence.images import (
    clean,
)
from tests.helpers.pictures import (
    SECRET,
    archive,
    encoded,
    is_near,
    opened,
    picture,
    shows_the_picture,
)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_each_accepted_kind_comes_out_as_the_same_picture(kind: str) -> None:
    made = clean(encoded(picture(), kind))
    assert shows_the_picture(made)
    assert opened(made).size == (120, 80)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("P", "PNG"), ("P", "GIF"), ("CMYK", "JPEG"), ("RGBA", "PNG"), ("RGBA", "WEBP")],
)
def test_each_way_to_hold_colours_comes_out_right(mode: str, kind: str) -> None:
    assert shows_the_picture(clean(encoded(picture().convert(mode), kind)))


def test_grey_of_16_bits_keeps_its_steps() -> None:
    deep = Image.new("I;16", (64, 64), 0x8000)
    grey = opened(clean(encoded(deep, "PNG"))).getpixel((32, 32))
    assert is_near(grey, (128, 128, 128))


def test_what_is_transparent_becomes_white() -> None:
    empty = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    for data in (encoded(empty, "PNG"), encoded(empty, "WEBP", lossless=True)):
        assert is_near(opened(clean(data)).getpixel((20, 20)), (255, 255, 255))


def test_a_photograph_with_a_second_one_inside_is_the_first_one() -> None:
    """MPO: telephones keep a depth map or a motion picture so."""
    second = Image.new("RGB", (120, 80), "green")
    assert shows_the_picture(
        clean(encoded(picture(), "MPO", save_all=True, append_images=[second]))
    )


@pytest.mark.parametrize("size", [(3000, 500), (500, 3000), (1601, 1601)])
def test_a_large_image_is_made_smaller(size: tuple[int, int]) -> None:
    made = opened(clean(encoded(picture(*size), "JPEG")))
    assert max(made.size) == 1600
    assert made.size[0] / made.size[1] == pytest.approx(size[0] / size[1], rel=0.01)


def exif(orientation: int = 1) -> Image.Exif:
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F] = SECRET.decode()  # the maker
    made.get_ifd(0x8825)[29] = SECRET.decode()  # GPS: the date
    return made


def photograph_with_a_thumbnail() -> bytes:
    """A JPEG whose EXIF block has a second picture in it, as cameras write them."""
    small = encoded(picture(16, 16), "JPEG", comment=SECRET)
    block = b"Exif\0\0" + exif().tobytes().removeprefix(b"Exif\0\0") + small
    data = encoded(picture(), "JPEG", comment=SECRET)
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + data[2:]


def png_with_text() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return encoded(picture(), "PNG", pnginfo=text, exif=exif(), icc_profile=SECRET)


WITH_METADATA: dict[str, Callable[[], bytes]] = {
    "a JPEG with EXIF, XMP, a colour profile and a comment": lambda: encoded(
        picture(), "JPEG", exif=exif(), xmp=SECRET, icc_profile=SECRET, comment=SECRET
    ),
    "a JPEG with a thumbnail": photograph_with_a_thumbnail,
    "a PNG with text": png_with_text,
    "a WebP with EXIF, XMP and a colour profile": lambda: encoded(
        picture(), "WEBP", exif=exif(), xmp=SECRET, icc_profile=SECRET
    ),
    "a GIF with a comment": lambda: encoded(picture(), "GIF", comment=SECRET),
    "a JPEG with something behind": lambda: encoded(picture(), "JPEG") + SECRET,
    "a PNG with an archive behind": lambda: encoded(picture(), "PNG") + archive(),
}


@pytest.mark.parametrize("name", WITH_METADATA)
def test_nothing_but_the_picture_is_left(name: str) -> None:
    data = WITH_METADATA[name]()
    assert SECRET in data
    made = clean(data)
    assert shows_the_picture(made)
    for trace in (SECRET, b"EXIF", b"Exif", b"XMP ", b"ICCP", b"http", b"PK\x03\x04", b"JFIF"):
        assert trace not in made
    assert len(made) == 8 + int.from_bytes(made[4:8], "little")  # nothing behind its end


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_stands_as_its_camera_meant_it(orientation: int) -> None:
    """The raw pixels are turned so that a viewer, which obeys EXIF, shows red on the left."""
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    raw = picture() if back is None else picture().transpose(back)
    made = clean(encoded(raw, "JPEG", exif=exif(orientation), quality=95))
    assert opened(made).size == (120, 80)
    assert shows_the_picture(made)


def test_of_an_animated_image_the_first_frame_is_kept() -> None:
    second = Image.new("RGB", (120, 80), "green")
    for kind in ("GIF", "WEBP", "PNG"):
        data = encoded(picture(), kind, save_all=True, append_images=[second] * 3)
        made = clean(data)
        assert shows_the_picture(made)
        assert getattr(opened(made), "n_frames", 1) == 1


SCRIPT = b"*/=alert(document.cookie);/*"


def gif_that_is_a_script() -> bytes:
    """`GIF89a/*...*/=alert()`: an image to a decoder, a program to a page that includes it."""
    data = bytearray(encoded(picture(), "GIF", comment=SCRIPT))
    assert SCRIPT in data
    return bytes(data)


def jpeg_that_is_a_page() -> bytes:
    return encoded(picture(), "JPEG", comment=b"<script>alert(1)</script>" + SCRIPT)


@pytest.mark.parametrize("make", [gif_that_is_a_script, jpeg_that_is_a_page])
def test_no_byte_of_a_script_in_an_image_survives(make: Callable[[], bytes]) -> None:
    made = clean(make())
    assert shows_the_picture(made)
    for word in (b"alert", b"script", b"cookie", b"GIF8", SCRIPT):
        assert word not in made
