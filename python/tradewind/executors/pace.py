"""How many attempts to hand out ahead, so that short ones don't wait for the engine one by one."""

MOST = 128
"""attempts that one worker has at most"""
AHEAD = 0.02
"""seconds of work that a worker has ahead of it"""


class Pace:
    """Learns how long attempts take."""

    def __init__(self) -> None:
        self._seconds = AHEAD

    def took(self, seconds: float) -> None:
        self._seconds += (seconds - self._seconds) * 0.2

    @property
    def depth(self) -> int:
        """How many attempts a worker may have."""
        return max(1, min(MOST, int(AHEAD / max(self._seconds, 1e-6))))
