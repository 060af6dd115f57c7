"""Sessions of processes: every attempt leads one, so that all of it can be found and ended."""

from __future__ import annotations

import os
from collections.abc import Container


def members(sids: Container[int]) -> list[int]:
    """Living processes (no zombies) whose session is one of `sids`.

    Never those of sessions 0 and 1: in a container, 0 is what processes joined from outside seem to have, and it is
    also the pid of an attempt that hasn't said its own yet.
    """
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        pid = int(name)
        try:
            sid = os.getsid(pid)
            if sid > 1 and sid in sids and stat(pid)[0] not in "ZX":
                found.append(pid)
        except (OSError, IndexError):
            continue  # gone meanwhile
    return found


def stat(pid: int) -> tuple[str, int]:
    """(state letter, start in clock ticks since boot).

    Raises:
        OSError: no such process.
    """
    with open(f"/proc/{pid}/stat", "rb") as file:
        text = file.read()
    # the name may hold anything, blanks and brackets too; it ends at the last ')'
    fields = text[text.rindex(b")") + 2 :].split()
    return fields[0].decode(), int(fields[19])


def signal_all(sids: Container[int], number: int) -> int:
    """Send a signal to every member; how many there were."""
    found = members(sids)
    for pid in found:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
    return len(found)


def end_all(sids: Container[int], *, patience: float = 2.0) -> list[int]:
    """KILL every member until none is left; those that outlive `patience` seconds (stuck in the kernel)."""
    import signal
    import time

    limit = time.monotonic() + patience
    while signal_all(sids, signal.SIGKILL):
        if time.monotonic() > limit:
            return members(sids)
        time.sleep(0.002)
    return []
