"""The threads of the executor `thread`: what is given up is replaced, and nothing waits behind what is long."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

import pytest

from tradewind.executors.threads import Item, Threads

LIMIT = 30.0
"""seconds until something that never happens is a failure"""


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What is stuck waits for it."""
    gate = threading.Event()
    yield gate
    gate.set()


def stuck(threads: Threads, gate: threading.Event) -> Any:
    """The future of something that has begun, and waits for the gate."""
    begun = threading.Event()

    def hold() -> threading.Thread:
        begun.set()
        gate.wait()
        return threading.current_thread()

    future = threads.submit(hold)
    assert begun.wait(LIMIT)
    return future


def test_another_takes_the_place_of_one_that_was_given_up(gate: threading.Event) -> None:
    threads = Threads(1)
    lost = []
    for _ in range(3):
        lost.append(stuck(threads, gate))
        threads.give_up(lost[-1])
    assert threads.submit(int).result(LIMIT) == 0
    gate.set()
    for future in lost:
        thread = future.result(LIMIT)
        thread.join(LIMIT)
        assert not thread.is_alive(), "another has its place"
    assert threads.submit(int).result(LIMIT) == 0
    threads.shutdown()


def test_what_is_done_is_not_given_up(gate: threading.Event) -> None:
    threads = Threads(1)
    first = threads.submit(threading.current_thread)
    thread = first.result(LIMIT)
    threads.give_up(first)
    assert threads.submit(threading.current_thread).result(LIMIT) is thread
    held = stuck(threads, gate)
    waiting = threads.submit(int)
    waiting.cancel()
    threads.give_up(waiting)
    gate.set()
    assert held.result(LIMIT) is thread
    assert threads.submit(threading.current_thread).result(LIMIT) is thread, "there is one"
    threads.shutdown()


class Slow(SimpleQueue[Item | None]):
    """Holds up a thread that has just taken an item, as the system may."""

    def __init__(self) -> None:
        super().__init__()
        self.taken, self.go_on = threading.Event(), threading.Event()

    def get(self, block: bool = True, timeout: float | None = None) -> Item | None:
        item = super().get(block, timeout)
        self.taken.set()
        self.go_on.wait()
        return item


def test_a_thread_that_has_just_taken_an_item_is_not_idle(gate: threading.Event) -> None:
    threads = Threads(2)
    threads._items = items = Slow()
    long = threads.submit(gate.wait)
    assert items.taken.wait(LIMIT)
    short = threads.submit(int)
    items.go_on.set()
    assert short.result(LIMIT) == 0, "it waited behind the long one"
    assert not long.done()
    gate.set()
    assert long.result(LIMIT)
    threads.shutdown()
