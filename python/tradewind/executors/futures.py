"""Attempts in a `concurrent.futures.Executor`: one that the program hands to the engine, or threads of our own.

The executor is asked for nothing but `submit`. What runs there can't be ended from here, so a timeout or a cancellation
asks (the operator's `on_kill`, the coroutine's cancellation), and after a grace the attempt is given up: it is recorded
as ended, and says that what it does goes on.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any

from tradewind.executors import remote
from tradewind.executors.here import Here, facts_of, report_of
from tradewind.executors.lives import Life, Lives, ThreadChannel, in_this_process
from tradewind.executors.mailbox import Mailbox
from tradewind.executors.pace import Pace
from tradewind.executors.protocol import Report, RunInfo
from tradewind.executors.threads import Threads
from tradewind.loading.bundle import changed
from tradewind.runner.attempt import Terminated
from tradewind.runner.protocol import pack, unpack
from tradewind.runner.results import flaw
from tradewind.runner.supervisor import GRACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tradewind.executors.protocol import Host, Work

_OWN = "hand the engine a function that makes it (`executor=lambda: ...`), and it replaces one that broke"
_HELD = "every worker of its executor is held by an attempt that was given up"


class FuturesExecutor:
    """See `executors.protocol.Executor`.

    Args:
        executor: the program's, which stays its own to shut down; or a function that makes one, which is ours then:
            replaced when it breaks, shut down with the engine.
        parallelism: attempts at once; default: as many as the executor says that it has workers, else CPUs.
        grace: seconds between asking an attempt to end and giving it up.
    """

    def __init__(
        self,
        executor: Executor | Callable[[], Executor],
        parallelism: int | None = None,
        *,
        name: str = "futures",
        grace: float = GRACE,
    ) -> None:
        self.name = name
        self._ours = not isinstance(executor, Executor)
        self._make: Callable[[], Executor] = (lambda: executor) if isinstance(executor, Executor) else executor
        self._executor: Executor | None = None
        self._parallelism = parallelism
        self._grace = grace
        self._generation = 0
        """how many executors there have been"""
        self._pace = Pace()
        self._lives: dict[tuple[int, int, str | None], Life] = {}
        self._by_number: dict[int, Life] = {}
        self._numbers = 0
        self._stuck: set[Future[bytes]] = set()
        """of attempts that were given up and hold a worker of this executor"""
        self._shared: tuple[RunInfo, dict[str, Any], dict[str, Any]] | None = None
        """of the last run: its facts, and what orders say of its code"""
        self._token = os.urandom(16).hex()
        self._local = False
        """it has run something in this process"""

    @staticmethod
    def of_threads(parallelism: int | None = None) -> FuturesExecutor:
        """The executor `thread`."""
        most = parallelism or os.cpu_count() or 1
        return FuturesExecutor(partial(Threads, most), most, name="thread")

    def open(self, host: Host) -> None:
        self._host = host
        self._here = Here(host.state_dir, self.name)
        self._mailbox = Mailbox()
        self._elsewhere = Lives(self._token, self._by_number, host)
        host.watch(self._mailbox.fileno(), self._mailbox.drain)
        host.watch(self._elsewhere.fileno(), self._elsewhere.turn)
        remote.places[os.getpid(), self._token] = self._run_here

    @property
    def here(self) -> bool:
        """See the port. Of an executor that isn't known nothing is taken for granted."""
        return in_this_process(self._get())

    @property
    def workers(self) -> int:
        told = self._parallelism or getattr(self._executor, "_max_workers", None)
        return told if isinstance(told, int) and told > 0 else os.cpu_count() or 1

    def room(self) -> int:
        self._get()
        return 2 * self.workers * self._pace.depth - len(self._lives)

    def start(self, works: Sequence[Work]) -> None:
        for work in works:
            self._begin(work)

    def _begin(self, work: Work) -> None:
        self._numbers += 1
        life = Life(self._numbers, work)
        self._lives[life.key] = self._by_number[life.number] = life
        self._submit(life)

    def _get(self) -> Executor:
        if self._executor is None:
            self._executor = self._make()
            self._generation += 1
        return self._executor

    def _submit(self, life: Life, *, again: bool = True) -> None:
        if self._all_stuck():
            self._fail(life, _HELD)
            return
        try:
            executor = self._get()
            order = b"" if in_this_process(executor) else self._order(life.work)
            life.generation = self._generation
            life.future = executor.submit(remote.attempt, self._token, life.number, order)
        except BrokenExecutor as error:
            if self._ours and again:  # it broke while it had nothing to do
                self._replace()
                self._submit(life, again=False)
            else:
                self._fail(life, f"its executor is broken: {_told(error)}; {_OWN}")
        except Exception as error:  # noqa: BLE001 - of the program's own executor
            self._fail(life, f"its executor {_named(self._executor)} refused it: {_told(error)}{_pickled(error)}")
        else:
            life.future.add_done_callback(lambda future: self._mailbox.put(partial(self._done, life, future)))

    def _order(self, work: Work) -> bytes:
        shared = self._shared
        if shared is None or shared[0] is not work.run:
            bundle = work.dag.bundle
            code = {
                "address": self._elsewhere.address(),
                "state_dir": self._host.state_dir,
                "root": bundle.root,
                "main": bundle.main,
                "bundle": bundle.hash,
                "files": changed(bundle),
                "bundles": os.path.join(self._host.state_dir, "bundles"),
            }
            shared = self._shared = (work.run, {name: getattr(work.run, name) for name in RunInfo.__slots__}, code)
        return pack({**shared[2], "facts": facts_of(work, shared[1])})

    # -- in a thread of this process --

    def _run_here(self, number: int) -> None:
        life = self._by_number.get(number)
        if life is None:
            return
        self._local = True
        started = time.time()
        work, put = life.work, self._mailbox.put
        life.channel = channel = ThreadChannel(self._host, work, put)
        if life.asked is not None:  # between being taken up and beginning
            life.over.set()
            put(partial(self._settle, life, report_of(work, {"outcome": "cancelled"}, None)))
            return
        put(partial(self._begun, life, started))
        try:
            with channel.captured():
                dag, facts = self._here.of_run(work)
                facts["started_at"] = started
                report = self._here.report(work, dag, facts, channel)
        except Terminated:
            report = report_of(work, {"outcome": "cancelled"}, started)
        except Exception as error:  # noqa: BLE001  of the user's file, while it is imported here
            report = self._here.failed(work, error, started)
        finally:
            life.over.set()
        put(partial(self._settle, life, report))

    # -- in the engine's thread --

    def _begun(self, life: Life, at: float) -> None:
        if self._lives.get(life.key) is life:
            life.begun = True
            self._host.started(life.work, at, 0, 0)

    def _settle(self, life: Life, report: Report) -> None:
        """It has ended, or nobody waits for its end any more: exactly one report."""
        if self._lives.get(life.key) is not life:
            return
        del self._lives[life.key], self._by_number[life.number]
        self._elsewhere.forget(life, given_up=life.given_up)
        if life.asked is not None:
            outcome: Any = "timeout" if life.asked == "timeout" else "cancelled"
            work = life.work
            reason = life.how
            report = Report(work.key, work.attempt_id, outcome, report.started_at, report.ended_at, reason=reason)
        if report.started_at is not None:
            self._pace.took(report.ended_at - report.started_at)
        self._host.post(report)

    def _fail(self, life: Life, reason: str, outcome: str = "crashed") -> None:
        report = report_of(life.work, {"outcome": outcome, "reason": reason}, life.started_at)
        self._settle(life, report)

    def _done(self, life: Life, future: Future[bytes]) -> None:
        self._stuck.discard(future)
        if self._lives.get(life.key) is not life or life.future is not future:
            return
        if future.cancelled():
            self._fail(life, f"its executor {_named(self._executor)} was shut down before it began")
            return
        error = future.exception()
        if isinstance(error, BrokenExecutor):
            self._broke(life.generation, error)
        elif error is not None:
            self._fail(life, f"its executor {_named(self._executor)} couldn't run it: {_told(error)}{_pickled(error)}")
        else:
            self._elsewhere.drain(life)
            self._take(life, future.result())

    def _take(self, life: Life, packed: bytes) -> None:
        began, _, result = unpack(packed)
        if life.wrong is None and result["outcome"] == "cancelled":
            self._fail(life, "its socket to the engine broke", "lost")
        elif (wrong := life.wrong or flaw(result)) is not None:
            self._fail(life, f"it wrote a malformed frame: {wrong}", "failed")
        else:
            self._settle(life, report_of(life.work, result, began))

    def _broke(self, generation: int, error: BrokenExecutor) -> None:
        """All its attempts are gone with it. The one whose process ended first did it; the others that had begun are
        lost, which costs them no retry."""
        self._elsewhere.turn()
        gone = [life for life in list(self._lives.values()) if life.generation == generation]
        begun = [life for life in gone if life.begun]
        ended = sorted((life for life in begun if life.ended), key=lambda life: life.ended)
        if self._ours and generation == self._generation:
            self._replace()
        for life in gone:
            if life in ended[:1] or not begun:
                what = "its process" if begun else "a process of its executor, before anything ran"
                self._fail(life, f"{what} ended abruptly (os._exit, a signal, out of memory): {_told(error)}")
            elif life in begun:
                self._fail(life, "its executor broke because of another attempt", "lost")
            elif self._ours:
                self._submit(life)
            else:
                self._fail(life, f"its executor is broken: {_told(error)}; {_OWN}")

    def _replace(self) -> None:
        executor, self._executor = self._executor, None
        self._stuck.clear()
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)

    # -- ending --

    def kill(self, key: int, attempt_id: int, reason: Any) -> None:
        life = self._lives.get((key, attempt_id, None))
        if life is None or life.asked is not None:
            return
        life.asked = reason
        if not life.begun and (life.future is None or life.future.cancel()):
            life.how = "ended before it began"
            self._settle(life, report_of(life.work, {"outcome": "cancelled"}, None))
        elif life.channel is not None:
            life.ask_to_end(self._grace, then=lambda: self._mailbox.put(partial(self._give_up, life)))
        else:
            self._give_up(life)

    def _give_up(self, life: Life) -> None:
        if self._lives.get(life.key) is not life:
            return
        name = self.name if self.name == "thread" else _named(self._executor)
        life.how = f"the executor {name} can't end it: it goes on, and what it still does is not recorded"
        life.given_up = True
        life.leave()
        if isinstance(self._executor, Threads) and life.future is not None:
            self._executor.give_up(life.future)
        elif life.future is not None and life.generation == self._generation and self._holds(life):
            self._stuck.add(life.future)
        self._settle(life, report_of(life.work, {"outcome": "cancelled"}, life.started_at))
        if self._all_stuck():
            self._pass_on()

    def _pass_on(self) -> None:
        """No worker is left for what waits: another executor takes it, where that is ours to make. A pool of processes
        can't cancel all that waits (it queues one more than it has workers); the rest is refused when it says hello, as
        its number is gone."""
        self._elsewhere.turn()
        waiting = [
            life
            for life in self._lives.values()
            if life.future is not None and (life.future.cancel() or not self._holds(life))
        ]
        if self._ours:
            self._replace()
        for life in waiting:
            if self._ours:
                del self._by_number[life.number]
                self._begin(life.work)
            else:
                self._fail(life, _HELD)

    def _holds(self, life: Life) -> bool:
        """Whether it has a worker, of one that can't be cancelled. In a process it has, once it has said hello."""
        return life.begun or self._local

    def _all_stuck(self) -> bool:
        self._stuck = {future for future in self._stuck if not future.done()}
        return len(self._stuck) >= self.workers

    def step(self) -> None:
        """Nothing to do: its threads and processes work by themselves."""

    def close(self, *, kill: bool = True) -> None:
        while self._lives and not kill:
            self._elsewhere.turn(0.01)
            self._mailbox.drain()
        remote.places.pop((os.getpid(), self._token), None)
        for life in self._lives.values():
            life.leave()
        self._host.unwatch(self._mailbox.fileno())
        self._host.unwatch(self._elsewhere.fileno())
        executor, self._executor = self._executor, None
        if executor is not None and self._ours:
            executor.shutdown(wait=False, cancel_futures=True)
        self._elsewhere.close(kill=executor is not None and self._ours)
        self._mailbox.close()
        self._lives.clear()
        self._by_number.clear()
        if executor is not None and self._ours:
            waiting = Thread(target=executor.shutdown, name="tradewind-closing", daemon=True)
            waiting.start()
            waiting.join(0 if self._local else self._grace)  # threads are never waited for


def _named(executor: Executor | None) -> str:
    return type(executor).__name__


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _pickled(error: BaseException) -> str:
    from pickle import PicklingError

    if not isinstance(error, PicklingError) and "pickle" not in str(error):
        return ""
    return "; tradewind sends the function tradewind.executors.remote.attempt, texts, numbers and bytes, which pickle"
