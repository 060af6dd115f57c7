"""Who does the engine's work: the thread that waits for a run, or a thread of the engine's own."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from tradewind.engine.signals import Signals

if TYPE_CHECKING:
    from tradewind.engine.loop import Loop


class Driver:
    """One thread at a time drives the loop. The engine's own starts when somebody needs it, and stays."""

    def __init__(self, loop: Loop) -> None:
        self.failure: BaseException | None = None
        """what stopped the loop for good"""
        self._loop = loop
        self._driving = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = False

    def here(self, until: Callable[[], bool]) -> int | None:
        """Drive in this thread until `until()`, if no other drives; otherwise see to it that one does and return.
        Gives the signal that interrupted it, if one did."""
        if self._thread is not None or not self._driving.acquire(blocking=False):
            self.elsewhere()
            return None
        try:
            with Signals(self._loop) as signals:
                self._drive(lambda: self._stopping or until())
            return signals.first
        finally:
            self._driving.release()

    def elsewhere(self) -> None:
        """See to it that a thread of the engine's own drives."""
        with self._loop.turn.mutex:
            if self._thread is None and not self._stopping:
                self._thread = threading.Thread(target=self._work, name="tradewind-engine", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Whoever drives stops; waits for the turn to end."""
        with self._loop.turn.mutex:
            self._stopping = True
        self._loop.wake()
        if self._thread is not None:
            self._thread.join()
        with self._driving:
            return

    def _work(self) -> None:
        with self._driving, contextlib.suppress(BaseException):  # told to everyone who waits
            self._drive(lambda: self._stopping)

    def _drive(self, until: Callable[[], bool]) -> None:
        try:
            self._loop.drive(until)
        except BaseException as error:
            self._fail(error)
            raise

    def _fail(self, error: BaseException) -> None:
        self.failure = error
        for active in list(self._loop.turn.runs.values()):
            active.failure = error
            active.ended.set()
