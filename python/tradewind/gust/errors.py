"""What a class-based task may raise, beside `tradewind.SkipTask`."""

from __future__ import annotations

from tradewind.errors import FailTask


class NonRecoverableError(FailTask):
    """The task fails at once, whatever its `retries`."""
