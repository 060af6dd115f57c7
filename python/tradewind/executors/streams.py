"""stdout and stderr of attempts that run in the engine's process, apart from each other and from the program's own."""

from __future__ import annotations

import io
import sys
from _thread import allocate_lock
from contextvars import ContextVar
from time import time
from typing import TYPE_CHECKING, Any

from tradewind.runner.capture import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

    TimedLines = list[tuple[float, str, str]]


class Sink:
    """What one attempt writes, cut into lines; a stream's own order is kept, and between streams that of lines.

    Args:
        tell: called in the thread that writes, for each write that ends lines; without it, `take` gives them.
    """

    __slots__ = ("_began", "_kept", "_lines", "_lock", "_tell")

    def __init__(self, tell: Callable[[TimedLines], None] | None = None) -> None:
        self._tell = tell
        self._lines: dict[str, Lines] = {}
        self._began: dict[str, float] = {}
        """by stream: when its open line began"""
        self._kept: TimedLines = []
        self._lock = allocate_lock()

    def write(self, stream: str, text: str) -> None:
        """As `runner.capture` cuts it, with the same caps."""
        now = time()
        with self._lock:
            lines = self._lines.get(stream)
            if lines is None:
                lines = self._lines[stream] = Lines(stream)
            at = self._began.pop(stream, now)
            found = [(at, stream, line) for line in lines.feed_text(text)]
            if not text.endswith("\n"):
                self._began[stream] = at if not found else now
            self._kept += found
            if self._tell is not None and self._kept:
                told, self._kept = self._kept, []
                self._tell(told)

    def take(self) -> TimedLines:
        """What hasn't been told, last lines that nothing ended as well."""
        with self._lock:
            kept, self._kept = self._kept, []
            for stream, lines in self._lines.items():
                kept += [(self._began.get(stream, time()), stream, line) for line in lines.rest()]
            self._began.clear()
        return kept


current: ContextVar[Sink | None] = ContextVar("tradewind_sink", default=None)
"""Whose output this is. Set it within a `Capture`; what the attempt starts with a copy of its context inherits it."""

_lock = allocate_lock()
_open = 0
_before: tuple[Any, Any] = (None, None)


class Capture:
    """While one is open, what is written where `current` is set goes there, and anything else where it went before."""

    def __enter__(self) -> None:
        global _before, _open
        with _lock:
            if _open == 0:
                _before = sys.stdout, sys.stderr
            _open += 1
            if not isinstance(sys.stdout, _Router):
                sys.stdout = _Router("out", _before[0])
            if not isinstance(sys.stderr, _Router):
                sys.stderr = _Router("err", _before[1])

    def __exit__(self, *exc: object) -> None:
        global _open
        with _lock:
            _open -= 1
            if _open == 0:
                sys.stdout, sys.stderr = _before


class _Router(io.TextIOBase):
    def __init__(self, stream: str, other: Any) -> None:
        self._stream = stream
        self._other = other

    def write(self, text: str) -> int:
        sink = current.get()
        if sink is None:
            written: int = self._other.write(text)
            return written
        sink.write(self._stream, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def flush(self) -> None:
        if current.get() is None:
            self._other.flush()

    def isatty(self) -> bool:
        return current.get() is None and bool(self._other.isatty())

    def fileno(self) -> int:
        fd: int = self._other.fileno()
        return fd

    @property
    def buffer(self) -> Any:
        """Bytes go where they went before."""
        return self._other.buffer

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return getattr(self._other, "encoding", None) or "utf-8"
