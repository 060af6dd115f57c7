"""A few lines at the bottom of a terminal that are redrawn in place, with finished lines scrolling above them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from tradewind.cli.terminal import Terminal, fit, visible

INTERVAL = 0.1
"""Seconds between two redraws; a run that is shorter shows no region at all."""

_CLEAR_BELOW = "\x1b[J"
_HIDE, _SHOW = "\x1b[?25l", "\x1b[?25h"


class Region:
    """Draws what `status` returns, ten times a second, from a thread of its own, until `close`.

    Every line is cut to the width of the moment. After a resize the terminal may have wrapped lines that were drawn
    wider; so the rows to take back are counted at the new width.
    """

    def __init__(self, terminal: Terminal, status: Callable[[], list[str]], interval: float = INTERVAL) -> None:
        self._terminal = terminal
        self._status = status
        self._interval = interval
        self._drawn: list[int] = []  # columns of each line on the screen
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._redraw, name="tradewind-progress", daemon=True)
        self._thread.start()

    def put(self, lines: Sequence[str]) -> None:
        """Append finished lines above the region."""
        if lines:
            with self._lock:
                self._show([*lines], again=bool(self._drawn))

    def close(self) -> None:
        """Take the region away; what was put stays."""
        if self._end.is_set():
            return
        self._end.set()
        self._thread.join()
        with self._lock:
            self._show([], again=False)

    def refresh(self) -> None:
        """Draw what is so now."""
        with self._lock:
            self._show([], again=True)

    def _redraw(self) -> None:
        while not self._end.wait(self._interval):
            try:
                self.refresh()
            except (OSError, ValueError):
                return  # the terminal has gone; the run goes on

    def _show(self, lines: Sequence[str], *, again: bool) -> None:
        width = self._terminal.width
        text = self._take_back(width)
        text += "".join(f"{line}\n" for line in lines)
        drawn = [fit(line, width - 1) for line in self._status()] if again else []
        text += "".join(f"{line}\n" for line in drawn)
        if drawn and not self._drawn:
            text = _HIDE + text
        elif self._drawn and not drawn:
            text += _SHOW
        self._drawn = [visible(line) for line in drawn]
        if text:
            self._terminal.write(text)
            self._terminal.flush()

    def _take_back(self, width: int) -> str:
        if not self._drawn:
            return ""
        rows = sum(max(-(-columns // width), 1) for columns in self._drawn)
        return f"\r\x1b[{rows}A{_CLEAR_BELOW}"
