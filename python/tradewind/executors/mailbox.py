"""From other threads to the engine's: what they hand over is done there, in order."""

from __future__ import annotations

import os
from collections import deque
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Mailbox:
    """Its descriptor (`fileno`) is readable when `drain` has something to do."""

    def __init__(self) -> None:
        self._letters: deque[Callable[[], None]] = deque()
        self._lock = Lock()
        self._rung = False
        self._bell = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)

    def fileno(self) -> int:
        return self._bell

    def put(self, letter: Callable[[], None]) -> None:
        """Have `letter()` called in the engine's thread. In any thread; nothing happens once it is closed."""
        self._letters.append(letter)
        if not self._rung:
            with self._lock:
                if not self._rung and self._bell >= 0:
                    self._rung = True
                    os.eventfd_write(self._bell, 1)

    def drain(self) -> None:
        """In the engine's thread: call what there is."""
        with self._lock:
            if self._rung:
                os.eventfd_read(self._bell)
                self._rung = False  # before looking: what comes from now on rings anew
        letters = self._letters
        while letters:
            letters.popleft()()

    def close(self) -> None:
        with self._lock:
            bell, self._bell = self._bell, -1
            self._rung = True
        self._letters.clear()
        os.close(bell)
