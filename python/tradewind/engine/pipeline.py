"""A worker for durable pipelines: claims tasks, calls plugins, reports what they made. At least once, accepted once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any

from tradewind.engine.lock import EngineLock
from tradewind.pipeline.durable import Claim, Completed, Limits, Pipeline, Pipelines, RunRecord, RunStatus
from tradewind.pipeline.durable.plugins import Plugin as Plugin
from tradewind.pipeline.durable.plugins import PluginTask as PluginTask
from tradewind.pipeline.durable.plugins import WaitFor as WaitFor
from tradewind.pipeline.durable.plugins import outputs_of
from tradewind.stores.location import MEMORY
from tradewind.stores.pipeline import PipelineStore

_BATCH = 64
_FLUSH = 0.05
"""seconds for which results wait for others, to be committed together"""
LOSSES = 3
"""So often a worker may die while it runs a task; from then on the task has crashed."""

_Task = tuple[Plugin, PluginTask] | Exception
_Result = tuple[Claim, Completed | BaseException]


class Worker:
    """Runs pipelines to their end in this process. One worker lives per database; a second one is refused.

    Args:
        store: an open `PipelineStore`.
        plugins: by name. A plugin returns `Output`s, or mappings that become the fields of outputs with ids made for
            them; None: nothing. What it raises fails the task, and with it the run.
        secrets: values by name, read when a task that is bound to one starts.
        parallelism: plugins called at once, each in a thread of its own; 1: in the thread that calls `run`.
        timeout: seconds for one call of a plugin, after which its task fails. Its thread can't be ended: it is left
            alone, and what it still reports is ignored. None: no limit.
        on_end: called with (run_id, status) when a run has ended. What it raises is raised by `run`, at its end.
    """

    def __init__(
        self,
        store: PipelineStore,
        plugins: Mapping[str, Plugin],
        *,
        secrets: Mapping[str, str] | None = None,
        parallelism: int = 1,
        timeout: float | None = None,
        limits: Limits | None = None,
        on_end: Callable[[str, RunStatus], None] | None = None,
    ) -> None:
        if parallelism < 1 or (timeout is not None and not timeout > 0):
            raise ValueError("parallelism is at least 1, and a timeout more than 0 seconds")
        self.store = store
        self.plugins: dict[str, Plugin] = dict(plugins)
        self.secrets: Mapping[str, str] = {} if secrets is None else secrets
        self.parallelism = parallelism
        self.timeout = timeout
        self.pipelines: Pipelines = Pipelines(store, limits=limits, on_end=self._ended)
        self._on_end = on_end
        self._raised: Exception | None = None
        self._stopping = threading.Event()
        self._results: SimpleQueue[_Result | None] = SimpleQueue()

    def start(
        self, pipeline: Pipeline | Iterable[Any], run_input: Mapping[str, Any] | None = None, run_id: str | None = None
    ) -> str:
        """As `Pipelines.start`, for plugins that there are.

        Raises:
            ValueError: a plugin that this worker doesn't have; and as `Pipelines.start`.
        """
        pipeline = pipeline if isinstance(pipeline, Pipeline) else Pipeline(pipeline)
        for node in pipeline.nodes:
            if node.plugin not in self.plugins:
                have = ", ".join(sorted(self.plugins)) or "none"
                raise ValueError(f"node '{node.slug}': there is no plugin '{node.plugin}'; there are: {have}")
        return self.pipelines.start(pipeline, run_input, run_id)

    def run(self) -> None:
        """Work until nothing is left that can run. What a killed worker left is taken up first.

        In the main thread the first SIGINT or SIGTERM lets the plugins that run end, and leaves the rest for the next
        `run`; then the signal does what it would have done. A second one doesn't wait for them.

        Raises:
            StoreLockedError: another worker lives.
            KeyboardInterrupt: SIGINT.
        """
        self._stopping.clear()
        self._raised = None
        with self._alone(), _Signals(self):
            self._recover()
            if self.parallelism == 1 and self.timeout is None:
                self._work_here()
            else:
                self._work_in_threads()
        if self._raised is not None:
            raise self._raised

    def stop(self) -> None:
        """Let `run` return as soon as the plugins that run have ended. From any thread or signal handler."""
        self._stopping.set()
        self._results.put(None)

    def record(self, run_id: str) -> RunRecord:
        """Raises: KeyError for a run that there isn't."""
        return self.pipelines.run(run_id)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one worker may take a running task for an abandoned one."""
        if self.store.path == MEMORY:
            yield
            return
        lock = EngineLock(str(Path(self.store.path).parent), "worker")
        lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _recover(self) -> None:
        for task_id, attempt_id, lost in self.store.running():
            if lost + 1 < LOSSES:
                self.pipelines.recover(task_id, attempt_id)
            else:
                self.pipelines.fail(task_id, attempt_id, f"its worker died {LOSSES} times while it ran", crashed=True)
        for run_id in self.store.open_runs():
            self.pipelines.advance(run_id)

    def _ended(self, run_id: str, status: RunStatus) -> None:
        if self._on_end is None:
            return
        try:
            self._on_end(run_id, status)
        except Exception as error:  # noqa: BLE001 - raised by `run`; the other runs have no part in it
            self._raised = self._raised or error

    def _work_here(self) -> None:
        while not self._stopping.is_set() and (claims := self.pipelines.claim(_BATCH)):
            results: list[_Result] = []
            begun = 0
            ended: set[str] = set()
            since = time.monotonic()
            try:
                for claim in claims:
                    if self._stopping.is_set():
                        break
                    begun += 1
                    if claim.run_id in ended:
                        continue
                    result = self._call(claim, self._task(claim))
                    results.append(result)
                    if isinstance(result[1], BaseException) or time.monotonic() - since > _FLUSH:
                        ready, results = results, []
                        ended |= self._report(ready)
                        since = time.monotonic()
            finally:  # what is done is done, also when the user interrupts the next one
                self._report(results)
                if begun < len(claims):
                    self.store.release(claims[begun:])

    def _work_in_threads(self) -> None:
        busy: dict[str, tuple[Claim, float | None]] = {}
        while True:
            if not self._stopping.is_set():
                for claim in self.pipelines.claim(self.parallelism - len(busy)):
                    task = self._task(claim)
                    busy[claim.attempt_id] = claim, self.timeout and time.monotonic() + self.timeout
                    threading.Thread(target=self._call_aside, args=(claim, task), daemon=True, name="plugin").start()
            if not busy:
                return
            self._report([result for result in self._next_results(busy) if busy.pop(result[0].attempt_id, None)])

    def _next_results(self, busy: Mapping[str, tuple[Claim, float | None]]) -> list[_Result]:
        """What has come in, after waiting for some; and the plugins whose time is up."""
        due = min((deadline for _, deadline in busy.values() if deadline is not None), default=None)
        results: list[_Result] = []
        try:
            first = self._results.get(timeout=None if due is None else max(0.0, due - time.monotonic()))
            results += [] if first is None else [first]
            while len(results) < _BATCH:
                more = self._results.get_nowait()
                results += [] if more is None else [more]
        except Empty:
            pass
        now = time.monotonic()
        for claim, deadline in busy.values():
            if deadline is not None and now >= deadline:
                results.append((claim, TimeoutError(f"the plugin took longer than {self.timeout:g} s")))
        return results

    def _call_aside(self, claim: Claim, task: _Task) -> None:
        try:
            self._results.put(self._call(claim, task))
        except BaseException as error:  # noqa: BLE001 - whatever it is, the task mustn't wait for ever
            self._results.put((claim, error))

    def _task(self, claim: Claim) -> _Task:
        """What to call, and with what. Read in the thread that the store's connection belongs to."""
        plan = claim.plan
        name = self.pipelines.plugin(claim)
        plugin = self.plugins.get(name)
        if plugin is None:
            return LookupError(f"there is no plugin '{name}'")
        try:
            secrets = {field: self.secrets[name] for field, name in plan.secrets.items()}
        except KeyError as error:
            return LookupError(f"there is no secret {error}")
        inputs = self.pipelines.inputs(claim)
        parameters = {**plan.parameters, **secrets}
        task = PluginTask(claim.run_id, claim.task_id, claim.attempt_id, parameters, inputs, claim.resumed_from)
        return plugin, task

    def _call(self, claim: Claim, task: _Task) -> _Result:
        """Run one task; what the plugin raises is its result."""
        if isinstance(task, Exception):
            return claim, task
        plugin, given = task
        try:
            made = outputs_of(claim.task_id, plugin(given))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - reported as its task's failure
            return claim, error
        return claim, Completed(claim.task_id, claim.attempt_id, made)

    def _report(self, results: list[_Result]) -> set[str]:
        """Tell the store; the runs that a failure ended."""
        done = [outcome for _, outcome in results if isinstance(outcome, Completed)]
        if done:
            self.pipelines.complete_many(done)
        ended = set()
        for claim, outcome in results:
            if isinstance(outcome, Completed):
                continue
            error = _told(outcome)
            if isinstance(outcome, WaitFor):
                try:
                    if self.pipelines.wait(claim.task_id, claim.attempt_id, outcome.wait_id):
                        continue
                    error = f"the task has waited for {outcome.wait_id!r} before; each wait needs an id of its own"
                except ValueError as wrong:
                    error = str(wrong)
            self.pipelines.fail(claim.task_id, claim.attempt_id, error)
            ended.add(claim.run_id)
        return ended


def _told(error: BaseException) -> str:
    """Its text as a store takes it, whatever a plugin put into it."""
    try:
        text = f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001 - its own __str__ raises
        text = type(error).__name__
    return text.encode("utf-8", "backslashreplace").decode()


class _Signals:
    """SIGINT and SIGTERM while a worker runs. Handlers that the program has set itself stay; so do they all where this
    isn't the main thread."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._first: int | None = None
        self._saved: list[tuple[int, Any]] = []

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for number, default in ((signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, signal.SIG_DFL)):
                handler = signal.getsignal(number)
                if handler is default:
                    self._saved.append((number, handler))
                    signal.signal(number, self._handle)

    def __exit__(self, *exc: object) -> None:
        for number, handler in self._saved:
            signal.signal(number, handler)
        if self._first == signal.SIGINT:
            raise KeyboardInterrupt
        if self._first is not None:
            os.kill(os.getpid(), self._first)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self._first is None:
            self._first = number
            self._worker.stop()
        else:
            raise KeyboardInterrupt
