"""Descriptors and descendants of a `gust` command."""

from __future__ import annotations

import _signal as signal  # without enums
import os
import select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def private(fd: int) -> int:
    """A copy that programs started from here don't inherit."""
    try:
        return os.dup(fd)
    except OSError:
        return os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)


def point(fd: int, at: int | str, flags: int) -> None:
    """Have `fd` mean what another does, or a file."""
    try:
        other = os.open(at, flags) if isinstance(at, str) else os.dup(at)
    except OSError:
        other = os.open(os.devnull, flags)
    os.dup2(other, fd)
    os.close(other)


def prctl(option: int, value: int) -> None:
    import _ctypes  # ctypes costs 2 ms

    this_program: Any = None
    _ctypes.call_function(_ctypes.dlsym(_ctypes.dlopen(this_program, 0), "prctl"), (option, value))


def end_all() -> None:
    """KILL every descendant, until there is none."""
    while pids := _descendants(os.getpid()):
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        select.select((), (), (), 0.001)


def _descendants(pid: int) -> list[int]:
    found = []
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
        for task in tasks:
            with open(f"/proc/{pid}/task/{task}/children", "rb") as file:
                found += [int(child) for child in file.read().split()]
    except OSError:
        return []
    return found + [below for child in found for below in _descendants(child)]
