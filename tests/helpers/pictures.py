"""Small pictures whose two halves can be told apart, and what hides behind pictures."""

import io
import zipfile
from typing import Any

from PIL import Image

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


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("notes.txt", SECRET)
    return out.getvalue()
