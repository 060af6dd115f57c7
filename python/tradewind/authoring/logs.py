"""`logging` while a task runs: INFO and above go to the attempt's log, as Airflow has it."""

from __future__ import annotations

import sys
from _thread import allocate_lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Handler, Logger

FORMAT = "%(levelname)s %(name)s: %(message)s"

_lock = allocate_lock()
_running = 0
"""attempts and callbacks of this process; with the executor `thread` there may be several"""
_handler: Handler | None = None
_level_before: int | None = None


def begin() -> None:
    """An attempt begins. Where the user's code has imported logging, records show from now on; importing it costs more
    than a small task."""
    global _running
    with _lock:
        _running += 1
        if "logging" in sys.modules:
            _attach()


def end() -> None:
    """The attempt is over; after the last one the root logger is as it was."""
    global _level_before, _running
    with _lock:
        _running -= 1
        if _running == 0 and _level_before is not None and _handler is not None:
            from logging import root

            root.removeHandler(_handler)
            root.setLevel(_level_before)
            _level_before = None


def logger(name: str) -> Logger:
    """A logger for an operator; within an attempt it shows."""
    from logging import getLogger

    from tradewind.authoring.context import running

    if running.get(None) is not None:
        with _lock:
            if _running:
                _attach()
    return getLogger(name)


def _attach() -> None:
    """Show records on stderr, which is the attempt's. A root logger that the user has set up stays as it is."""
    global _handler, _level_before
    from logging import INFO, Formatter, StreamHandler, root

    if root.handlers:
        return
    if _handler is None:
        _handler = StreamHandler()
        _handler.setFormatter(Formatter(FORMAT))
    _handler.stream = sys.stderr  # type: ignore[attr-defined]
    _level_before = root.level
    root.addHandler(_handler)
    root.setLevel(min(root.level or INFO, INFO))
