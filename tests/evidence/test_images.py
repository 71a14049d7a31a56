"""Evidence: the same picture comes out, and nothing else of what was sent."""

import io
import os
import shutil
import struct
import subprocess
import sys
import threading
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from service.evidence import child, images
from service.evidence.images import (
    AT_ONCE,
    MOST_BYTES,
    BadImage,
    Busy,
    Damaged,
    NotAnImage,
    NotFinished,
    TooLarge,
    clean,
)

SECRET = b"51.4778N-secret"
RED, BLUE = (250, 10, 10), (10, 10, 250)


def encoded(image: Image.Image, kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def picture(width: int = 120, height: int = 80) -> Image.Image:
    """Red on the left, blue on the right."""
    made = Image.new("RGB", (width, height), RED)
    made.paste(BLUE, (width // 2, 0, width, height))
    return made


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.mode, image.info.keys() & {"exif", "xmp", "icc_profile"}) == (
        "WEBP",
        "RGB",
        set(),
    )
    image.load()
    return image


def is_near(seen: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(seen, colour, strict=True))


def shows_the_picture(data: bytes) -> bool:
    image = opened(data)
    width, height = image.size
    return is_near(image.getpixel((width // 8, height // 2)), RED) and is_near(
        image.getpixel((width * 7 // 8, height // 2)), BLUE
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


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("notes.txt", SECRET)
    return out.getvalue()


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


def program(folder: Path, text: str) -> Path:
    path = folder / "child.py"
    path.write_text(text)
    return path


MISBEHAVING = {
    "hangs before it reads": "import signal; signal.pause()",
    "hangs after it read": "import sys, signal; sys.stdin.buffer.read(); signal.pause()",
    "is killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "fails": "import sys; sys.stdin.buffer.read(); raise SystemExit(1)",
    "says nothing": "import sys; sys.stdin.buffer.read()",
    "writes without end": "import os\nwhile True: os.write(1, bytes(65536))",
    "answers with something else": "import sys; sys.stdin.buffer.read(); print('<script>')",
    "leaves a child that holds the line": (
        "import os, signal\nif os.fork() == 0:\n    signal.alarm(20); signal.pause()"
    ),
}


def zombies() -> list[str]:
    """Our children that ended and were not waited for."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it is gone by now
            continue
        if state == "Z" and int(parent) == os.getpid():
            found.append(str(stat))
    return found


@pytest.mark.parametrize("name", MISBEHAVING)
def test_whatever_the_process_does_it_ends_in_a_clear_error_and_is_gone(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "_CHILD", program(tmp_path, MISBEHAVING[name]))
    monkeypatch.setattr(images, "SECONDS", 0.5)
    before = zombies()
    with pytest.raises(NotFinished, match="could not be read in time"):
        clean(encoded(Image.effect_noise((900, 900), 90), "PNG"))
    assert zombies() == before


SPY = """
import ctypes, os, resource, socket, sys
sys.path.insert(0, {folder!r})
import child

def refused(act, *given):
    try: act(*given)
    except (OSError, ValueError): return True

def rights():
    held = (ctypes.c_uint32 * 6)()
    ctypes.CDLL(None).capget((ctypes.c_uint32 * 2)(0x20080522, 0), held)
    return list(held)

def look(data):
    left = []
    for number in range(200):
        try: os.fstat(number)
        except OSError: continue
        left.append(number)
    assert left == [0, 1, 2]
    assert set(os.environ) <= {{"LC_CTYPE"}}
    for name in ("NOFILE", "FSIZE", "CORE", "NPROC"):
        assert resource.getrlimit(getattr(resource, f"RLIMIT_{{name}}")) == (0, 0)
    assert resource.getrlimit(resource.RLIMIT_CPU)[1] <= 5
    assert resource.getrlimit(resource.RLIMIT_AS)[1] < 2**30
    assert refused(open, "/etc/hostname")
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            assert refused(socket.socket, family, kind)
    assert refused(socket.socketpair) and refused(os.dup, 0) and refused(os.fork)
    os.close(2)
    assert refused(os.open, "/etc/hostname", os.O_RDONLY), "nor in the place of one that is closed"
    assert refused(resource.setrlimit, resource.RLIMIT_NOFILE, (9, 9)), "what is given up is gone"
    assert os.getuid() != 0 and not any(rights())
    assert (os.readlink("/proc/self/ns/net") != {network!r}) is {allowed}
    return b"RIFF all is well"

child.rehearse = lambda: None
child.made_anew = look
sys.exit(child.main())
"""


def may_leave_the_network() -> bool:
    """Whether this machine lets nobody make a network of their own: many a container does not."""
    ask = (
        "import ctypes; raise SystemExit(ctypes.CDLL(None).unshare(0x10000000 | 0x40000000) and 1)"
    )
    nobody = {"user": 65534} if os.geteuid() == 0 else {}
    # The interpreter of a virtual environment may lie where nobody can read; any will do.
    python = shutil.which("python3", path="/usr/bin:/bin") or sys.executable
    return subprocess.run([python, "-Ic", ask], check=False, **nobody).returncode == 0


def test_the_process_has_nothing_of_ours_and_can_do_nothing_but_compute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MYNAH_SIGNING_KEY", "secret")
    spy = SPY.format(
        folder=str(Path(child.__file__).parent),
        network=str(Path("/proc/self/ns/net").readlink()),
        allowed=may_leave_the_network(),
    )
    monkeypatch.setattr(images, "_CHILD", program(tmp_path, spy))
    with Path(__file__).open("rb") as held:
        assert held.fileno() > 2
        assert clean(encoded(picture(), "PNG")) == b"RIFF all is well"


def test_one_that_computes_for_ever_is_ended_by_its_own_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    monkeypatch.setattr(images, "_CHILD", program(tmp_path, text))
    with pytest.raises(NotFinished):
        clean(encoded(picture(), "PNG"))


def test_twenty_at_once_are_all_made_and_only_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = encoded(picture(), "PNG")
    running: list[int] = []
    most = 0
    made, lock = images._made_anew, threading.Lock()

    def counted(data: bytes) -> bytes:
        nonlocal most
        with lock:
            running.append(1)
            most = max(most, len(running))
        try:
            return made(data)
        finally:
            with lock:
                running.pop()

    monkeypatch.setattr(images, "_made_anew", counted)
    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(clean, [data] * 20))
    assert len(set(results)) == 1
    assert most == AT_ONCE


def test_one_that_waited_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(images, "PATIENCE", 0.05)
    with images._turns, pytest.raises(Busy, match="again in a minute"):
        clean(encoded(picture(), "PNG"))
