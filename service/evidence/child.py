"""The program that turns an untrusted image into a new one: standard input to standard output.

It runs by its path in isolated mode and imports nothing of ours, which keeps its start near 60 ms.
It loads everything it will need, then gives up what it could do, and only then reads.
"""

import ctypes
import os
import resource
import sys
import warnings
from contextlib import suppress
from io import BytesIO

from PIL import ExifTags, Image, MpoImagePlugin, TiffImagePlugin, UnidentifiedImageError

# JPEG loads these at need: for a photograph with a second one inside, and for EXIF.
_LOADED_AT_NEED = (MpoImagePlugin, TiffImagePlugin)
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")

NOT_AN_IMAGE, TOO_LARGE, DAMAGED = 10, 11, 12  # exit codes; images.py has their sentences

BYTES = 5 * 2**20
PIXELS = 25_000_000  # a camera's 24 million, or 15 screens of a telephone in one picture
LONGEST = 1600  # pixels: the small print of a screenshot can still be read
MEMORY = 640 * 2**20  # of address space; the hungriest, a WebP of so many pixels, takes 534 MiB
SECONDS = 5  # of processor time; the slowest good image takes some one
QUALITY = 80

_NOBODY = 65534
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # flags of unshare(2)
_NO_NEW_PRIVILEGES = 38  # of prctl(2)
_CAPABILITIES_3 = 0x20080522  # the version of capset(2) whose sets have 64 bits

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def leave() -> None:
    """Go where there is no network, as nobody and with no rights, as far as this system allows.

    Root gives up being root first: else it could take back every limit. A container often forbids
    the empty network; that no socket can be opened, `limit` sees to everywhere.
    """
    if os.geteuid() == 0:
        with suppress(OSError):
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    kernel = ctypes.CDLL(None)
    with suppress(AttributeError):  # only Linux has these
        kernel.unshare(_NEW_USER | _NEW_NET)
        kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        # Of a new user namespace it would be the master, with more of the kernel in reach.
        kernel.capset((ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0), (ctypes.c_uint32 * 6)())


def limit() -> None:
    """Give up memory, time, and opening or writing files, opening sockets and starting processes.

    A limit that this system does not know is left out.
    """
    limits = {
        "RLIMIT_AS": MEMORY,
        "RLIMIT_CPU": SECONDS,
        "RLIMIT_NOFILE": 0,  # what is open stays open; no file or socket can be opened
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NPROC": 0,
        "RLIMIT_CORE": 0,
    }
    for name, value in limits.items():
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (value, value))


def made_anew(data: bytes) -> bytes:
    """Return the picture of an image as a new WebP. Raises what Pillow raises."""
    image: Image.Image = Image.open(BytesIO(data), formats=_FORMATS)
    turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    image.draft("RGB", (LONGEST, LONGEST))  # a large JPEG is decoded at a half, a quarter
    image = flat(image)
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    if turn is not None:
        image = image.transpose(turn)
    bare = Image.new("RGB", image.size)
    bare.paste(image)  # pixels only: `info`, which a writer may look into, stays behind
    out = BytesIO()
    bare.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()


def flat(image: Image.Image) -> Image.Image:
    """Return an image in RGB, on white where it is transparent: black text must not lie on black.

    Grey of 16 bits is scaled down; Pillow alone would cut it off at white.
    """
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        return white
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("RGB")


def is_too_large(data: bytes) -> bool:
    """Say it of a WebP, whose decoder takes its memory before Pillow can look at the size.

    The sizes stand where RFC 9649 says.
    """
    head = data[:32].ljust(32, b"\0")
    number = int.from_bytes
    if head[12:16] == b"VP8X":
        width, height = number(head[24:27], "little") + 1, number(head[27:30], "little") + 1
    elif head[12:16] == b"VP8L":
        bits = number(head[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = number(head[26:28], "little"), number(head[28:30], "little")
        width, height = width & 0x3FFF, height & 0x3FFF
    return head[:4] == b"RIFF" and width * height > PIXELS


def rehearse() -> None:
    """Read one tiny image of each kind: Pillow loads some of its parts only at the first one."""
    for name in _FORMATS:
        sample = BytesIO()
        Image.new("P", (1, 1)).convert("RGB").save(sample, name)
        made_anew(sample.getvalue())


def main() -> int:
    """Read, write, and return the exit code."""
    rehearse()
    leave()
    limit()
    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    data = sys.stdin.buffer.read(BYTES + 1)
    if len(data) > BYTES or is_too_large(data):
        return TOO_LARGE
    try:
        made = made_anew(data)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError):
        return TOO_LARGE
    except UnidentifiedImageError:
        return NOT_AN_IMAGE
    except Exception:  # decoders of damaged data raise nearly anything
        return DAMAGED
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
