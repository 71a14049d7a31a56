"""One untrusted image in, a new image out, made by a process of its own.

The process is started anew for each image, with nothing of ours: no environment, no descriptor but
one socket, no shell. It limits itself before it reads a byte (`child.py`), so the worst that an
image can do to its decoder is to end it.
"""

import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from service.language.said import Said

MOST_BYTES: Final = 5 * 2**20
"""Of an image as it is sent."""

MEDIA_TYPE: Final = "image/webp"
"""Of a clean image. WebP rather than JPEG: Redis keeps all evidence in memory for months, and the
same screenshot takes some half of the bytes."""

SECONDS: Final = 10.0  # for one image, from start to end
AT_ONCE: Final = 2  # processes of one worker of ours: each may take most of a processor
PATIENCE: Final = 20.0  # seconds that one image waits for its turn

_CHILD = Path(__file__).with_name("child.py")
_CHUNK = 64 * 1024
_MOST_OUT = 4 * 2**20  # 1600 x 1600 pixels of noise make some 2 MB
_turns = threading.BoundedSemaphore(AT_ONCE)


class BadImage(ValueError):
    """An image that cannot be taken. The text is a sentence for whoever sent it."""

    sentence: str = ""

    def __init__(self) -> None:
        super().__init__(self.sentence)


class NotAnImage(BadImage):
    """The content is none of the formats that are taken, whatever its name or type says."""

    sentence = Said("This is no image that can be taken: PNG, JPEG, WebP and GIF are accepted.")


class TooLarge(BadImage):
    """It has too many bytes, or too many pixels."""

    sentence = Said("The image is too large: up to 5 MiB and 25 million pixels are accepted.")


class Damaged(BadImage):
    """It begins like an image, but cannot be read to its end."""

    sentence = Said(
        "The image is damaged or not complete: a whole PNG, JPEG, WebP or GIF image is accepted. "
        "A new screenshot of it will do."
    )


class NotFinished(BadImage):
    """Its process took too long, took too much memory or died."""

    sentence = Said(
        "The image could not be read in time: simple PNG, JPEG, WebP and GIF images are accepted. "
        "A new screenshot of it will do."
    )


class Busy(BadImage):
    """Too many images are being read; this one was not looked at."""

    sentence = Said("Too many images are being read just now: send it again in a minute.")


_FAULTS: Final[dict[int, type[BadImage]]] = {10: NotAnImage, 11: TooLarge, 12: Damaged}
"""What the exit codes of `child.py` mean."""


def clean(data: bytes) -> bytes:
    """Return a new image (`MEDIA_TYPE`) with the same picture: of a GIF the first frame, turned as
    its EXIF says, at most 1600 pixels wide and high, on white where it is transparent.

    Nothing else of the file is in it: no metadata, no colour profile, no text, no second frame.
    Only the content says what it is. Raises `BadImage`.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge
    if not looks_right(data):
        raise NotAnImage
    if not _turns.acquire(timeout=PATIENCE):
        raise Busy
    try:
        return _made_anew(data)
    finally:
        _turns.release()


def looks_right(data: bytes) -> bool:
    """Say whether it begins as an image that we take: what does not, costs no process."""
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return is_webp or data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"))


def _made_anew(data: bytes) -> bytes:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            process = _start(theirs)
        try:
            answer = _converse(ours, data, time.monotonic() + SECONDS)
            code = process.wait(1)
        except (TimeoutError, subprocess.TimeoutExpired):
            raise NotFinished from None
        finally:
            _end(process)
    if fault := _FAULTS.get(code):
        raise fault
    if code != 0 or not answer.startswith(b"RIFF"):
        raise NotFinished
    return answer


def _start(line: socket.socket) -> subprocess.Popen[bytes]:
    """Start the child by its path: in isolated mode (-I) it could not find this package."""
    return subprocess.Popen(
        [sys.executable, "-I", "-B", str(_CHILD)],
        stdin=line.fileno(),
        stdout=line.fileno(),
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )


def _converse(ours: socket.socket, data: bytes, end: float) -> bytes:
    """Send all, then receive until the child hangs up. Raises `TimeoutError`.

    It is not believed: an answer without end is cut, and what it holds open cannot hold us.
    """
    answer = bytearray()
    with suppress(ConnectionError):  # it ended early: its exit code says why
        ours.settimeout(SECONDS)
        ours.sendall(data)
        ours.shutdown(socket.SHUT_WR)
        while len(answer) <= _MOST_OUT:
            ours.settimeout(max(0.001, end - time.monotonic()))
            if not (chunk := ours.recv(_CHUNK)):
                return bytes(answer)
            answer += chunk
    return b""


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave no process behind, whatever happened."""
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
        process.wait()
