"""The program that turns an untrusted image into a new one: standard input to standard output.

It runs by its path in isolated mode and imports nothing of ours, which keeps its start near 60 ms.
It loads everything it will need, then gives up what it could do, and only then reads.
"""

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

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def limit() -> None:
    """Give up memory, time, and opening or writing files and starting processes.

    A limit that this system does not know is left out.
    """
    limits = {
        "RLIMIT_AS": MEMORY,
        "RLIMIT_CPU": SECONDS,
        "RLIMIT_NOFILE": 0,  # what is open stays open; nothing else can be opened
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
