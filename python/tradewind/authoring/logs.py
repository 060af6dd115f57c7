"""`logging` while a task runs: INFO and above go to the attempt's log, as Airflow has it."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Handler, Logger

FORMAT = "%(levelname)s %(name)s: %(message)s"

_handler: Handler | None = None
_level_before: int | None = None


def attach() -> None:
    """Show records on the attempt's stderr, until `detach`. A root logger that the user has set up stays as it is."""
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


def attach_if_loaded() -> None:
    """As `attach`, where the user's code has imported logging; importing it costs more than a small task."""
    if "logging" in sys.modules:
        attach()


def detach() -> None:
    """Leave the root logger as it was."""
    global _level_before
    if _level_before is not None and _handler is not None:
        from logging import root

        root.removeHandler(_handler)
        root.setLevel(_level_before)
        _level_before = None


def logger(name: str) -> Logger:
    """A logger for an operator; within an attempt it shows."""
    from logging import getLogger

    from tradewind.authoring.context import running

    if running.get(None) is not None:
        attach()
    return getLogger(name)
