"""Ctrl-C and SIGTERM while the main thread does the engine's work."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from tradewind.engine.loop import Loop


class Signals:
    """The first signal cancels the runs, the second ends everything at once. Handlers that the program has set itself
    stay; so do they all where this isn't the main thread."""

    def __init__(self, loop: Loop) -> None:
        self.first: int | None = None
        self._loop = loop
        self._saved: list[tuple[int, Any]] = []

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number, default in ((signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, signal.SIG_DFL)):
                handler = signal.getsignal(number)
                if handler is default:
                    self._saved.append((number, handler))
                    signal.signal(number, self._handle)
        return self

    def __exit__(self, *exc: object) -> None:
        for number, handler in self._saved:
            signal.signal(number, handler)
        self._loop.forget_interrupts()

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.first is None:
            self.first = number
        self._loop.interrupts += 1
        self._loop.wake()
        self._loop.interrupt_user_code()
