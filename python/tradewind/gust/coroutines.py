"""`async def` tasks and callbacks: run to their end by an event loop of their own."""

from __future__ import annotations

from asyncio import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable
    from typing import Any


def finished(value: Awaitable[Any]) -> Any:
    """What it comes to."""

    async def wait() -> Any:
        return await value

    return run(wait())
