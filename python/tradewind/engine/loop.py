"""The loop: waits for reports, requests and timers, and takes a turn when there is reason to. The executors' host."""

from __future__ import annotations

import contextlib
import os
import selectors
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tradewind.engine import calls
from tradewind.engine.requests import cancel
from tradewind.executors.protocol import Report

if TYPE_CHECKING:
    from tradewind.engine.turn import Turn
    from tradewind.executors.protocol import Executor, Work

PATIENCE = 0.05
"""seconds that log lines and news of starts wait for company before they get a commit of their own"""


class Loop:
    """Drives a `Turn` and its executors, in whichever thread calls `drive`. Implements `executors.protocol.Host`."""

    def __init__(self, turn: Turn, state_dir: str) -> None:
        self.turn = turn
        self.state_dir = state_dir
        self.executors: list[Executor] = []
        self.interrupts = 0
        """how often the user has asked to stop: 1 cancels, 2 kills"""
        self._selector = selectors.DefaultSelector()
        self._bell_out, self._bell_in = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._selector.register(self._bell_out, selectors.EVENT_READ, self._silence)
        self._thread = 0
        self._lazy_since: float | None = None
        self._stepping = False
        self._stopping = 0

    # -- Host --

    def watch(self, fd: int, callback: Callable[[], None]) -> None:
        self._selector.register(fd, selectors.EVENT_READ, callback)

    def unwatch(self, fd: int) -> None:
        with contextlib.suppress(KeyError):
            self._selector.unregister(fd)

    def post(self, report: Report) -> None:
        self.turn.reports.append(report)
        if self._thread != threading.get_ident():
            self.wake()

    def started(self, work: Work, at: float, pid: int, pid_started: int) -> None:
        self.turn.started(work, at, pid, pid_started)

    def log(self, work: Work, lines: list[tuple[float, str, str]]) -> None:
        self.turn.log(work, lines)

    def call(self, work: Work, op: str, args: dict[str, Any], reply: Callable[[dict[str, Any]], None]) -> None:
        with self.turn.mutex:
            if calls.answer(self.turn, work, op, args, reply) and self._stepping:
                self.turn.take()  # whoever asks in our own thread can't wait for a later turn

    # -- for the engine --

    @property
    def driven_here(self) -> bool:
        """This very thread drives: the caller is called by the loop."""
        return self._thread == threading.get_ident()

    def wake(self) -> None:
        """Make a waiting loop look again. Safe in any thread and in a signal handler."""
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self._bell_in, b"!")

    def drive(self, until: Callable[[], bool]) -> None:
        """Run until `until()`, which is asked between turns.

        Raises:
            StoreError: the store can't go on; committed state is intact and every child has been ended.
        """
        turn = self.turn
        self._thread = threading.get_ident()
        try:
            while not until():
                self._wait()
                with turn.mutex:
                    if self.interrupts > self._stopping:
                        self._interrupt()
                    if self._due():
                        self._lazy_since = None
                        turn.take()
                self._stepping = True
                try:
                    for executor in self.executors:
                        executor.step()
                finally:
                    self._stepping = False
        except BaseException:
            self.end_children()
            raise
        finally:
            self._thread = 0

    def interrupt_user_code(self) -> None:
        """In a signal handler: break off the attempt that runs in this very thread, if one does."""
        for executor in self.executors:
            interrupt = getattr(executor, "interrupt", None)
            if interrupt is not None:
                interrupt()

    def forget_interrupts(self) -> None:
        """Nobody drives any more who could be interrupted: the next signal is a first one."""
        self.interrupts = self._stopping = 0

    def end_children(self) -> None:
        """Close every executor; no process of ours remains."""
        executors, self.executors = self.executors, []
        for executor in executors:
            executor.close(kill=True)

    def close(self) -> None:
        """Release the descriptors. The executors are closed before."""
        self.end_children()
        self._selector.close()
        os.close(self._bell_in)
        os.close(self._bell_out)

    # -- waiting --

    def _due(self) -> bool:
        """Is there reason for a turn now?"""
        turn = self.turn
        if turn.urgent or turn.reports or turn.answers:
            return True
        now = turn.clock.now()
        if self._lazy_since is not None and now >= self._lazy_since + PATIENCE:
            return turn.waiting
        timer = turn.machine.next_timer()
        return timer is not None and timer <= now

    def _wait(self) -> None:
        turn = self.turn
        timeout: float | None = 0.0
        if not (turn.urgent or turn.reports or turn.answers or self.interrupts > self._stopping):
            timeout = self._patience()
        for key, _ in self._selector.select(timeout):
            key.data()

    def _patience(self) -> float | None:
        """Seconds until something is due that no descriptor tells; None: nothing is."""
        turn = self.turn
        now = turn.clock.now()
        if turn.waiting and self._lazy_since is None:
            self._lazy_since = now
        due = [at for at in (turn.machine.next_timer(),) if at is not None]
        if self._lazy_since is not None:
            due.append(self._lazy_since + PATIENCE)
        if not due:
            return None
        left = max(0.0, min(due) - now)
        return left if turn.works or not left else turn.clock.wait(left)

    def _silence(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while os.read(self._bell_out, 4096):
                pass

    # -- being interrupted --

    def _interrupt(self) -> None:
        """First: cancel all runs, their attempts get the grace that the executor gives. Again: end everything now."""
        turn = self.turn
        self._stopping = self.interrupts
        if self._stopping == 1:
            for run in turn.runs:
                cancel(turn, run)
            return
        self.end_children()
        turn.reports.clear()
        now = turn.clock.now()
        for work in turn.works.values():
            turn.reports.append(Report(work.key, work.attempt_id, "cancelled", None, now, reason="killed at once"))
        for active in turn.runs.values():
            active.in_flight = sum(work.run.run == active.run for work in turn.works.values())
        turn.urgent = True
