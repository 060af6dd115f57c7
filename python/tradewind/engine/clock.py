"""The engine's time. `FakeClock` is for `dag.test()`: what the engine would only wait for is over at once."""

from __future__ import annotations

import time


class Clock:
    """Real time."""

    def now(self) -> float:
        """Unix seconds."""
        return time.time()

    def wait(self, seconds: float) -> float:
        """How long the engine really waits when nothing is in flight and nothing can happen for `seconds`."""
        return seconds


class FakeClock(Clock):
    """Real time plus every wait that was skipped."""

    def __init__(self) -> None:
        self.skipped = 0.0

    def now(self) -> float:
        return time.time() + self.skipped

    def wait(self, seconds: float) -> float:
        self.skipped += seconds
        return 0.0
