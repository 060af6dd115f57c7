"""Named points at which a test ends a process with SIGKILL, so that recovery meets every state that a crash can leave.

`TRADEWIND_CRASH_AT=after-claim:2` ends the engine when it passes `after-claim` for the second time;
`started:1:zygote` and `started:1:task` end the processes that it has started, two and three levels down.
"""

from __future__ import annotations

import os
import signal

POINTS = ("after-claim", "before-commit", "after-commit", "before-ack", "after-start", "started", "before-finish")
"""after-claim: starts are committed, nothing is started · before-commit, after-commit: around every transaction ·
before-ack: committed, nobody told · after-start: handed to the executor · started: user code is about to run ·
before-finish: the run's end is decided, not committed"""

_point, _, _rest = os.environ.get("TRADEWIND_CRASH_AT", "").partition(":")
_at, _, _victim = _rest.partition(":")
_left = int(_at or 1)


def reach(point: str) -> None:
    """Pass a point. Does nothing unless this is the one that the environment names."""
    global _left
    if point != _point:
        return
    _left -= 1
    if _left == 0:
        for pid in {"": [os.getpid()], "zygote": _below(os.getpid(), 2), "task": _below(os.getpid(), 3)}[_victim]:
            os.kill(pid, signal.SIGKILL)


def _below(pid: int, levels: int) -> list[int]:
    found = [pid]
    for _ in range(levels):
        found = [int(child) for parent in found for child in _children(parent)]
    return found


def _children(pid: int) -> list[str]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return file.read().split()
    except FileNotFoundError:
        return []
