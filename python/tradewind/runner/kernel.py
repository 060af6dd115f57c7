"""The few things of Linux that Python's library doesn't offer."""

from __future__ import annotations

import ctypes
import os
import signal
import time

_PDEATHSIG, _SUBREAPER = 1, 36
_libc = ctypes.PyDLL(None)
_prctl = _libc.prctl


def die_with(parent: int) -> None:
    """Have the kernel KILL this process when its parent dies; at once if that has happened."""
    _prctl(_PDEATHSIG, 9)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, so that none is out of sight."""
    _prctl(_SUBREAPER, 1)


def give_back_memory() -> None:
    """Return what imports have freed to the system: every fork copies the tables of pages, used or not."""
    trim = getattr(_libc, "malloc_trim", None)  # glibc has it
    if trim is not None:
        trim(0)


def open_children() -> int:
    """A descriptor that lists the children of this thread each time it is read from its start."""
    return os.open(f"/proc/self/task/{os.getpid()}/children", os.O_RDONLY | os.O_CLOEXEC)


def ticks() -> int:
    """Now, in the unit of a process's start time: clock ticks (1/100 s) since boot."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 10_000_000


def thread_count() -> int:
    """Threads of this process, those of C libraries as well."""
    return len(os.listdir("/proc/self/task"))
