"""Threads for attempts: like `ThreadPoolExecutor`'s, but one that never comes back holds up nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any

Item = tuple["Future[Any]", Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Threads(Executor):
    """Daemon threads, started when there is something to do: the program can end while one is stuck.

    Args:
        most: threads at once, without those that were given up.
    """

    def __init__(self, most: int) -> None:
        self._max_workers = most
        self._items: SimpleQueue[Item | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads = self._count = 0
        self._due = self._idle = 0
        """items that no thread has taken, and threads that wait for one, both counted under the lock"""
        self._lost: set[Future[Any]] = set()
        """given up, and not back yet"""
        self._over = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        with self._lock:
            if self._over:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._due += 1
            self._items.put((future, fn, args, kwargs))
            if self._due > self._idle and self._threads < self._max_workers:
                self._begin()
        return future

    def give_up(self, future: Future[Any]) -> None:
        """Its thread is not coming back, as far as anyone knows: another takes its place. If it does come back, it
        ends."""
        with self._lock:
            if future.done():
                return
            self._lost.add(future)
            self._threads -= 1
            if not self._over:
                self._begin()

    def _begin(self) -> None:
        self._threads += 1
        self._count += 1
        threading.Thread(target=self._work, name=f"tradewind-{self._count}", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                self._idle += 1
            item = self._items.get()
            with self._lock:
                self._idle -= 1
                if item is None:
                    return
                self._due -= 1
            future, fn, args, kwargs = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - the future's to tell
                future.set_exception(error)
            with self._lock:
                if future in self._lost:  # another has its place
                    self._lost.remove(future)
                    return
            del item, future, fn, args, kwargs

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Never waits for what runs."""
        with self._lock:
            if not self._over:
                self._over = True
                for _ in range(self._threads):
                    self._items.put(None)
