"""Python's garbage collector, while much is made that stays."""

from __future__ import annotations

import gc


class collector_paused:  # noqa: N801 - used like a function, and cheaper than a generator: every completion does
    """What is made inside is kept and has no cycles: the collector would walk it again and again, and free nothing."""

    __slots__ = ("_was_on",)

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_on:
            gc.enable()
