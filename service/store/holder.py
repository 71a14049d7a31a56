"""Is the process that holds a lock surely gone? Said only of one in this very system.

A number alone proves nothing: it is given out again, and each container counts its own. So a holder
leaves the boot's id, its PID and time namespaces, and when it began. Where one of these cannot be
read (they are in Linux's /proc), or is not ours, nobody is known to be gone, and the lock has to
run out by itself.
"""

import os
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_SELF = Path("/proc/self")
_NAMESPACES = ("pid", "time")  # who numbers processes, and who counts the time since the boot
_STATE, _STARTED = 0, 19  # fields of /proc/PID/stat after the name: proc_pid_stat(5) less three
_DEAD = ("Z", "X")  # only the parent has not looked yet


def identity() -> str:
    """Name this process for as long as the system runs; "" where that cannot be done."""
    try:
        return f"{_system()}/{_stat(os.getpid())[_STARTED]}"
    except (OSError, IndexError):
        return ""


def is_gone(pid: int, known_as: str) -> bool:
    """Whether the process that called itself so (`identity`) was of this system and has ended."""
    system, _, started = known_as.rpartition("/")
    try:
        if not system or system != _system():
            return False
        os.kill(pid, 0)  # sends nothing, and sees what /proc may hide from us
        stat = _stat(pid)
        return stat[_STATE] in _DEAD or stat[_STARTED] != started
    except ProcessLookupError:
        return True
    except (OSError, IndexError):
        return False


def _system() -> str:
    """Name the boot and the namespaces in which process numbers and start times mean something."""
    if str(_SELF.readlink()) != str(os.getpid()):
        raise OSError("/proc is that of another namespace")
    names = [str((_SELF / "ns" / name).readlink()) for name in _NAMESPACES]
    return "/".join([_BOOT.read_text("ascii").strip(), *names])


def _stat(pid: int) -> list[str]:
    """The fields after the name, which may hold spaces and brackets."""
    text = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    return text.rpartition(")")[2].split()
