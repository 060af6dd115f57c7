"""`Engine`: what runs DAGs in a program, from a place of state, until it is closed."""

from __future__ import annotations

import os
import weakref
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Self

from tradewind._core import EV_MARK, EV_RETRY_RUN, EV_SUBMIT, RunMachine
from tradewind.authoring import loading
from tradewind.engine import recovery, repin, selection
from tradewind.engine.active import ActiveRun
from tradewind.engine.adopt import adopted, checked_params, new_run
from tradewind.engine.carry_out import CarryOut
from tradewind.engine.clock import Clock
from tradewind.engine.driver import Driver
from tradewind.engine.executor_names import Executors, chosen_name, known_isolation
from tradewind.engine.loop import Loop
from tradewind.engine.place import Place
from tradewind.engine.requests import answer_requests, cancel
from tradewind.engine.run import Reader, Run, RunHandle
from tradewind.engine.turn import Turn
from tradewind.errors import StateError, UsageError
from tradewind.loading.bundle import keep
from tradewind.loading.loaded import LoadedDag
from tradewind.states import TERMINAL_RUN_STATES
from tradewind.stores import open_store
from tradewind.stores.protocol import Batch, RunRow

if TYPE_CHECKING:
    from tradewind.authoring.dag import DAG
    from tradewind.engine.executor_names import Choice
    from tradewind.engine.observer import Observer
    from tradewind.engine.repin import Pinned


class Engine:
    """Runs DAGs. One engine works on a place of state at a time; others may read it.

    Opening it takes up the runs that an earlier engine left unfinished. As a context manager it waits at the end for
    every run that it has in hand; after an exception it stops at once (Ctrl-C: cancels them), and what isn't finished
    is taken up by the next engine.

    Args:
        url: where state lives: `sqlite:PATH`, a path, `:memory:`; default: `TRADEWIND_URL`, else the nearest
            `.tradewind/`, else a new one in the current folder.
        parallelism: attempts at once; default: the number of CPUs, or of the workers of your executor.
        durability: `normal` survives the crash of any process, `full` a power cut too.
        executor: `process`; `thread`, `inline` (in the engine's process: timeouts are advisory); a
            `concurrent.futures.Executor` or a function that makes one; or an `executors.protocol.Executor`.
        isolation: of `process`: `fork`, `pool` or `spawn`.
        observer: told of every commit, in the engine's thread.
        recover: take up unfinished runs now; else `recover()` does.
        pools: slots by name.

    Raises:
        StoreLockedError: another engine is at work there; the text names its pid.
        StoreError, or a kind of it: the place can't be used. LoadError: the file that opens it is being loaded.
    """

    def __init__(
        self,
        url: str | os.PathLike[str] | None = None,
        parallelism: int | None = None,
        durability: Literal["normal", "full"] = "normal",
        executor: Choice = "process",
        isolation: str = "fork",
        *,
        observer: Observer | None = None,
        recover: bool = True,
        pools: dict[str, int] | None = None,
        clock: Clock | None = None,
    ) -> None:
        loading.refuse("Engine()")
        self.executor: str = chosen_name(executor)
        self.isolation: str = known_isolation(isolation, self.executor)
        self._place = Place(url)
        self.url: str = self._place.location.url
        self.state_dir: str = self._place.state_dir
        self._closed = False
        try:
            store = open_store(self._place.location, durability)
        except BaseException:
            self._place.release()
            raise
        machine = RunMachine(pools=pools, seed=int.from_bytes(os.urandom(8), "big") >> 1)
        self._turn = Turn(store, machine, clock or Clock(), observer, self.state_dir)
        self._turn.carry_out = CarryOut(self._turn, self.state_dir)
        self._loop = Loop(self._turn, self.state_dir)
        self._executors = Executors(self._loop, executor, parallelism)
        self._driver = Driver(self._loop)
        self._reader = Reader(store, self._turn.mutex, self._place)
        if self._place.in_memory:
            weakref.finalize(self._reader, store.close)  # runs can be read for as long as anyone has one
        try:
            if self._place.bell is not None:
                self._loop.watch(self._place.bell.fileno(), self._rung)
            if recover:
                self.recover()
        except BaseException:
            self._stop()
            raise

    # -- runs --

    def submit(
        self,
        dag: DAG | LoadedDag,
        *,
        params: Mapping[str, Any] | None = None,
        logical_date: datetime | None = None,
        executor: str | None = None,
        run_id: str | None = None,
    ) -> RunHandle:
        """Begin a run. It is durable when this returns; a thread of the engine's own drives it.

        Args:
            params: checked against what the DAG declares.
            logical_date: without a zone it is UTC; default: now.
            executor: another than the engine's.
            run_id: default: 16 random hex digits.

        Raises:
            UsageError: bad parameters, a run_id that exists, or a DAG without a file and an executor that needs one.
            LoadError: the DAG can't be compiled.
        """
        active = self._admit(dag, params, logical_date, executor, run_id, "manual")
        self._driver.elsewhere()
        return RunHandle(self, active)

    def run(
        self,
        dag: DAG | LoadedDag,
        *,
        params: Mapping[str, Any] | None = None,
        logical_date: datetime | None = None,
        executor: str | None = None,
        run_id: str | None = None,
        run_type: str = "manual",
    ) -> Run:
        """Submit and wait; without a thread of its own, the calling thread does the engine's work.

        In the main thread Ctrl-C and SIGTERM cancel the run (twice: end it at once) if the program has no handlers of
        its own; `Run.interrupted_by` tells. Raises as `submit` does.
        """
        active = self._admit(dag, params, logical_date, executor, run_id, run_type)
        return self.wait(RunHandle(self, active), drive=True)

    def wait(self, run: RunHandle, timeout: float | None = None, *, drive: bool = False) -> Run:
        """Wait for a run to end.

        Args:
            timeout: seconds.
            drive: do the engine's work in this thread, if no other does.

        Raises:
            TimeoutError: it hasn't ended; it goes on.
            StoreError: what stopped the engine. StateError: the engine was closed without waiting.
        """
        active = run._active
        interrupted_by = None
        if drive and timeout is None:
            interrupted_by = self._driver.here(active.ended.is_set)
        else:
            self._driver.elsewhere()
        if not active.ended.wait(timeout):
            raise TimeoutError(f"run {active.info.run_id} has not ended after {timeout:g} s")
        if active.failure is not None:
            raise active.failure
        found = self.find(active.info.run_id)
        found.interrupted_by = interrupted_by
        return found

    def find(self, run_id: str) -> Run:
        """A run as it stands.

        Raises:
            UsageError: there is none of that id.
        """
        return Run(self._row(run_id), self._reader)

    def active(self) -> list[RunHandle]:
        """The runs in hand, oldest first."""
        with self._turn.mutex:
            return [RunHandle(self, active) for active in self._turn.runs.values()]

    def cancel(self, run_id: str, request_id: int | None = None) -> None:
        """End a run as cancelled. Its attempts get TERM, and KILL after a grace. Returns at once.

        Args:
            request_id: of a request that asks for it; answered when the run has ended.

        Raises:
            UsageError: unknown, or it has ended.
        """
        with self._turn.mutex:
            row = self._row(run_id)
            if row.state in TERMINAL_RUN_STATES:
                raise UsageError(f"run {run_id} has ended already ({row.state})")
            self._take_up(row)
            cancel(self._turn, row.run, request_id)
        self._loop.wake()

    def retry(
        self,
        run_id: str,
        task_ids: list[str] | None = None,
        *,
        select: str | None = None,
        exclude: str | None = None,
        code: Literal["pinned", "latest"] | DAG | LoadedDag = "pinned",
    ) -> RunHandle:
        """Run again what failed and what follows it, or the given tasks and what follows them. What succeeded is kept.

        Args:
            select, exclude: only these (instead of `task_ids`), and what they had held back; and what stays as it is.
            code: `pinned`: what the run began with, whatever its file holds now; `latest`: the file, loaded anew; or
                a DAG. With other code the run goes on with that version: tasks are known by their ids, new ones join,
                those that are gone become `removed`.

        Raises:
            UsageError: unknown run or selector, or nothing to run again; for other code: it has not ended.
            LoadError: the file doesn't load, or has lost the DAG.
        """
        row = self._row(run_id)
        newer = repin.chosen(lambda: self._reader(lambda store: recovery.stored_dag(store, row)), row, code)
        with self._turn.mutex:
            row = self._row(run_id)
            pinned = None if newer is None else repin.pin(self._turn, row, newer, self.state_dir)
            added = pinned.added if pinned else []
            if task_ids is None and select is None and not added and row.state == "success":
                raise UsageError(
                    f"run {run_id} succeeded: nothing to retry", fix="name the tasks that are to run again"
                )
            active = self._take_up(row, pinned)
            again = selection.again(self._turn, row.run, task_ids, select, exclude, pinned)
            self._turn.note("retry", row.run, task_ids=task_ids, select=select, exclude=exclude)
            self._turn.add((EV_RETRY_RUN, row.run << 32, 0, again))
        self._loop.wake()
        return RunHandle(self, active)

    def mark(
        self, run_id: str, task_id: str, state: Literal["success", "failed", "skipped"], map_index: int = -1
    ) -> None:
        """Set the state of a task instance by hand; a running attempt is ended.

        Raises:
            UsageError: unknown run. UnknownIdError: unknown task.
        """
        if state not in ("success", "failed", "skipped"):
            raise UsageError(f"a task can't be marked {state!r}", fix="use success, failed or skipped")
        with self._turn.mutex:
            row = self._row(run_id)
            self._take_up(row)
            key = self._turn.machine.key(row.run, task_id, map_index)
            self._turn.note("mark", row.run, task_id=task_id, map_index=map_index, state=state)
            self._turn.add((EV_MARK, key, 0, state))
        self._loop.wake()

    def why(self, run_id: str, task_id: str, map_index: int = -1) -> str:
        """Why a task instance isn't running, in a sentence.

        Raises:
            UsageError: unknown run. UnknownIdError: unknown task.
        """
        with self._turn.mutex:
            row = self._row(run_id)
            if row.run in self._turn.runs:
                return self._turn.machine.why(row.run, task_id, map_index, now=self._turn.clock.now())
            return recovery.explain(self._turn.store, row, task_id, map_index, self._turn.clock.now())

    # -- life --

    def recover(self) -> None:
        """Take up the runs that an earlier engine left unfinished, and what other processes have asked for since."""
        with self._turn.mutex:
            recovery.recover(self._turn, self._executors)
            answer_requests(self)
        self._loop.wake()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, KeyboardInterrupt) and not self._closed:
            with self._turn.mutex:
                for run in self._turn.runs:
                    cancel(self._turn, run)
            self._loop.wake()
            self.close()
        else:
            self.close(wait=kind is None)

    def close(self, *, wait: bool = True) -> None:
        """End the engine; no process of its own remains. Idempotent.

        Args:
            wait: first let every run in hand end; otherwise their attempts are ended, and the next engine takes the
                runs up. Whoever waits for one gets a `StateError`.

        Raises:
            StateError: called by what runs in the engine's own thread: an inline task, an observer.
        """
        if self._loop.driven_here:
            raise StateError("the engine can't be closed by what it is running")
        if self._closed:
            return
        try:
            if wait and self._driver.failure is None:
                turn = self._turn
                self._driver.here(lambda: not turn.runs)
                for handle in self.active():  # another thread drives
                    handle._active.ended.wait()
        finally:
            self._stop()

    # -- inside --

    def _admit(
        self,
        dag: DAG | LoadedDag,
        params: Mapping[str, Any] | None,
        logical_date: datetime | None,
        executor: str | None,
        run_id: str | None,
        run_type: str,
    ) -> ActiveRun:
        name, isolation, here = self._executors.checked(executor, self.isolation)
        loaded = adopted(dag, here=here)
        given = checked_params(loaded, params or {})
        with (turn := self._turn).mutex:
            self._refuse_if_over()
            run_id = run_id or os.urandom(8).hex()
            if turn.store.run(run_id) is not None:
                raise UsageError(f"run {run_id} exists already", fix=f"`tradewind retry {run_id}` continues it")
            if not self._place.in_memory:
                keep(loaded.bundle, self.state_dir)  # first: a run in the store can always find its code
            now = turn.clock.now()
            recovery.keep_version(turn.store, loaded, now)
            run = turn.store.next_run()
            new = new_run(run, run_id, loaded, run_type, logical_date, given, name, isolation, now)
            active = ActiveRun(recovery.run_info(new), loaded, self._executors(name), isolation)
            turn.commit(Batch(new_runs=[new]))
            turn.machine.add_run(run, loaded.compiled, now=now)
            turn.runs[run] = active
            turn.add((EV_SUBMIT, run << 32, 0, None))
        self._loop.wake()
        return active

    def _row(self, run_id: str) -> RunRow:
        with self._turn.mutex:
            row = self._reader(lambda store: store.run(run_id))
        if row is None:
            raise UsageError(f"no run {run_id!r} in {self.url}", fix="`tradewind runs` lists them")
        return row

    def _refuse_if_over(self) -> None:
        if self._closed:
            raise StateError("the engine is closed", fix="open a new one")
        if self._driver.failure is not None:
            raise self._driver.failure

    def _take_up(self, row: RunRow, pinned: Pinned | None = None) -> ActiveRun:
        """The run in hand, taken back from the store if need be."""
        self._refuse_if_over()
        turn = self._turn
        active = turn.runs.get(row.run)
        if active is None:
            active = recovery.take_back(turn, row, self._executors, pinned)
            if row.state in TERMINAL_RUN_STATES:
                turn.leaving.add(row.run)  # unless it changes its state in the next turn
        return active

    def _rung(self) -> None:
        if self._place.bell is not None:
            self._place.bell.drain()
        with self._turn.mutex:
            answer_requests(self)

    def _stop(self) -> None:
        with self._turn.mutex:
            if self._closed:
                return
            self._closed = True
        self._driver.stop()
        turn = self._turn
        with turn.mutex:
            self._loop.close()
            left = StateError("the engine was closed before the run ended", fix="the next engine there takes it up")
            for active in turn.runs.values():
                active.failure = active.failure or left
                active.ended.set()
            if not self._place.in_memory:
                turn.store.close()
                self._reader.closed = True
            self._place.release()
