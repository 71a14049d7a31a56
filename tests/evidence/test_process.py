"""The process that reads an image has nothing of ours, and whatever it does, it ends."""

import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from service.evidence import child, images
from service.evidence.images import (
    AT_ONCE,
    Busy,
    NotFinished,
    clean,
)
from tests.helpers.pictures import encoded, picture


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
