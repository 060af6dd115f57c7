"""Isolation `pool`: attempts shared out to warm workers, several to each while they are short."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from tradewind.executors.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable

    from tradewind.executors.process import ProcessExecutor, Watch
    from tradewind.runner.exits import Ending
    from tradewind.runner.pooled import PooledWorker, TimedLines
    from tradewind.runner.protocol import Message
    from tradewind.runner.zygotes import DagZygote

TASKS = 1000
"""attempts after which a worker is replaced"""


class Pool:
    """The workers of one DAG zygote, and what waits for them. A `runner.pooled.Tender`."""

    def __init__(self, executor: ProcessExecutor, zygote: DagZygote, state_dir: str) -> None:
        self.zygote = zygote
        self.queue: deque[Watch] = deque()
        self.workers: list[PooledWorker] = []
        self._executor = executor
        self._state_dir = state_dir
        self._numbers = 0
        self._watches: dict[int, Watch] = {}
        """by number: what workers have"""
        self._numbers_of: dict[Watch, int] = {}
        self.pace = Pace()

    @property
    def live(self) -> int:
        return len(self.queue) + len(self._watches)

    def share_out(self, most: int) -> None:
        """Give what waits to the workers, the least loaded first, and start those that are missing.

        Args:
            most: workers at most.
        """
        if not self.queue:
            self._level()
        if not self.queue:
            return
        if not self.zygote.link.open:
            while self.queue:
                self.queue.popleft().fail("lost", "the process that had loaded its file was ended from outside")
            return
        usable = [worker for worker in self.workers if not worker.retiring]
        idle = sum(not worker.given for worker in usable)
        for _ in range(min(most - len(self.workers), len(self.queue) - idle)):
            try:
                worker = self.zygote.start_worker(self, self._state_dir, TASKS)
            except OSError as error:
                if not self.workers:
                    while self.queue:
                        self.queue.popleft().fail("crashed", f"no process could be started: {error}")
                break
            self.workers.append(worker)
            usable.append(worker)
        depth = self.pace.depth
        while self.queue and usable:
            worker = min(usable, key=lambda one: len(one.given))
            room = min(depth - len(worker.given), -(-len(self.queue) // len(usable)))
            if room <= 0:
                return
            for _ in range(room):
                self._numbers += 1
                watch = self.queue[0]
                if not worker.give(self._numbers, watch.work_bytes):
                    usable.remove(worker)
                    break
                self.queue.popleft()
                self._watches[self._numbers] = watch
                self._numbers_of[watch] = self._numbers

    def _level(self) -> None:
        """Where a worker has nothing to do and another has some left: take that back, to be shared out anew."""
        if any(not worker.given and not worker.retiring for worker in self.workers):
            busiest = max(self.workers, key=lambda worker: len(worker.given))
            if len(busiest.given) > 1:
                self._return(busiest.take_back())

    def _return(self, numbers: list[int]) -> None:
        for number in reversed(numbers):
            watch = self._watches.pop(number)
            del self._numbers_of[watch]
            self.queue.appendleft(watch)

    def kill(self, watch: Watch, reason: str, grace: float) -> bool:
        """End an attempt, and with it its worker; False: it has not begun."""
        number = self._numbers_of.get(watch)
        for worker in self.workers if number is not None else ():
            if number in worker.given:
                worker.collect()
                self._return(worker.take_back())
                if number in worker.given:
                    worker.retiring = True
                    worker.kill(reason, grace)
        if watch not in self.queue:
            return True
        self.queue.remove(watch)
        return False

    # -- Tender --

    def begun(self, worker: PooledWorker, number: int, at: float) -> None:
        self._watches[number].started(at, worker.pid, worker.birth)

    def lines(self, worker: PooledWorker, number: int, lines: TimedLines) -> None:
        self._watches[number].lines(lines)

    def call(self, number: int, op: str, args: dict[str, Any], reply: Callable[[dict[str, Any]], None]) -> None:
        self._watches[number].call(op, args, reply)

    def done(self, worker: PooledWorker, number: int, began: float, ended: float, result: Message) -> None:
        watch = self._watches.pop(number)
        del self._numbers_of[watch]
        self.pace.took(ended - began)
        watch.done(result, began, ended)

    def gone(self, worker: PooledWorker, end: Ending, running: list[int], left: list[int]) -> None:
        self.workers.remove(worker)
        self._return(left)
        for number in running:
            watch = self._watches.pop(number)
            del self._numbers_of[watch]
            watch.ended(end, None)
        self._executor.share_out()
