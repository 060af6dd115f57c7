"""`async def` in an attempt: awaited by one event loop, made when it is first needed and closed with the attempt."""

from __future__ import annotations

from tradewind.authoring.context import running

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Runner, Task
    from collections.abc import Awaitable
    from typing import Any


class EventLoop:
    """That of one attempt or callback. Importing asyncio costs more than most tasks, so only an awaitable does it."""

    def __init__(self) -> None:
        self._runner: Runner | None = None
        self._awaiting: tuple[AbstractEventLoop, Task[Any]] | None = None

    def finished(self, value: Awaitable[Any]) -> Any:
        """What it comes to. In a thread whose own event loop is running (a notebook, a program that is async itself)
        the attempt's runs in a thread beside it."""
        from asyncio import Runner, _get_running_loop

        if self._runner is None:
            self._runner = Runner()
        if _get_running_loop() is None:
            return self._runner.run(self._wait(value))
        from contextvars import copy_context
        from threading import Thread

        outcome: list[tuple[bool, Any]] = []
        runner, context = self._runner, copy_context()

        def run() -> None:
            try:
                outcome.append((True, runner.run(self._wait(value), context=context)))
            except BaseException as error:  # noqa: BLE001 - raised in the thread that waits
                outcome.append((False, error))

        beside = Thread(target=run, name="tradewind-awaiting", daemon=True)
        beside.start()
        beside.join()
        ((good, what),) = outcome
        if not good:
            raise what
        return what

    async def _wait(self, value: Awaitable[Any]) -> Any:
        from asyncio import current_task, get_running_loop

        task = current_task()
        assert task is not None
        self._awaiting = get_running_loop(), task
        try:
            return await value
        finally:
            self._awaiting = None

    def cancel(self) -> bool:
        """From another thread: have what is awaited raise `CancelledError`; False: nothing is."""
        awaiting = self._awaiting
        if awaiting is None:
            return False
        loop, task = awaiting
        try:
            loop.call_soon_threadsafe(task.cancel)
        except RuntimeError:  # closed meanwhile
            return False
        return True

    def close(self) -> None:
        """Cancel what it still runs, wait until that has ended, and close it."""
        runner, self._runner = self._runner, None
        if runner is not None:
            runner.close()


def finished(value: Any) -> Any:
    """What an awaitable comes to, in the running attempt's event loop; anything else as it is."""
    if not hasattr(type(value), "__await__"):
        return value
    context = running.get(None)
    if context is not None:
        return context.event_loop.finished(value)
    loop = EventLoop()
    try:
        return loop.finished(value)
    finally:
        loop.close()
