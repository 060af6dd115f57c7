"""Zygotes handed from whoever loaded a file to whoever runs it next, so that it isn't imported twice."""

from __future__ import annotations

import os

from tradewind.runner.zygotes import Zygotes

_left: tuple[int, Zygotes] | None = None
"""(pid of the process that they belong to, they)"""


def take() -> Zygotes:
    """Those left here, now the caller's, or fresh ones."""
    global _left
    left, _left = _left, None
    if left is not None and left[0] == os.getpid():
        return left[1]
    return Zygotes()  # a fork of the program shares the sockets of its parent's: they aren't its own to use


def begin() -> None:
    """Start a base zygote for the next `take`, while the caller does other things."""
    zygotes = take()
    zygotes.start()
    leave(zygotes)


def leave(zygotes: Zygotes) -> None:
    """Keep them for the next `take`. Unused, they end by themselves."""
    global _left
    before, _left = _left, (os.getpid(), zygotes)
    if before is not None and before[0] == os.getpid() and before[1] is not zygotes:
        before[1].close()


def close() -> None:
    """End those left here, if any."""
    global _left
    left, _left = _left, None
    if left is not None and left[0] == os.getpid():
        left[1].close()
