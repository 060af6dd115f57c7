"""A worker for durable pipelines: claims tasks, calls plugins, reports what they made. At least once, accepted once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tradewind.engine.lock import EngineLock
from tradewind.pipeline.durable import Claim, Completed, Limits, Output, Pipeline, Pipelines, RunRecord, RunStatus
from tradewind.stores.location import MEMORY
from tradewind.stores.pipeline import PipelineStore

_BATCH = 64
_FLUSH = 0.05
"""seconds for which results wait for others, to be committed together"""


class PluginTask(NamedTuple):
    """What a plugin is given."""

    run_id: str
    task_id: str
    attempt_id: str
    parameters: dict[str, Any]
    """with secrets resolved"""
    inputs: dict[str, list[Output]]
    """by edge"""
    resumed_from: str | None


class WaitFor(Exception):
    """Raised by a plugin: the task waits until `Pipelines.resume` names this id; then the plugin is called again."""

    def __init__(self, wait_id: str) -> None:
        super().__init__(wait_id)
        self.wait_id = wait_id


Plugin = Callable[[PluginTask], "Iterable[Output | dict[str, Any]] | None"]
_Result = tuple[Claim, "Completed | Exception"]


class Worker:
    """Runs pipelines to their end in this process. One worker lives per database; a second one is refused.

    Args:
        store: an open `PipelineStore`.
        plugins: by name. A plugin returns `Output`s, or mappings that become the fields of outputs with ids made for
            them; None: nothing. What it raises fails the task, and with it the run.
        secrets: values by name, read when a task that is bound to one starts.
        parallelism: plugins called at once, each in a thread of its own; 1: in the thread that calls `run`.
        on_end: called with (run_id, status) when a run has ended.
    """

    def __init__(
        self,
        store: PipelineStore,
        plugins: Mapping[str, Plugin],
        *,
        secrets: Mapping[str, str] | None = None,
        parallelism: int = 1,
        limits: Limits | None = None,
        on_end: Callable[[str, RunStatus], None] | None = None,
    ) -> None:
        self.store = store
        self.plugins = dict(plugins)
        self.secrets = {} if secrets is None else secrets
        self.parallelism = parallelism
        self.pipelines = Pipelines(store, limits=limits, on_end=on_end)

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

        Raises:
            StoreLockedError: another worker lives.
        """
        with self._alone():
            for task_id, attempt_id in self.store.running():
                self.pipelines.recover(task_id, attempt_id)
            for run_id in self.store.open_runs():
                self.pipelines.advance(run_id)
            if self.parallelism == 1:
                self._work_here()
            else:
                self._work_in_threads()

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

    def _work_here(self) -> None:
        while claims := self.pipelines.claim(_BATCH):
            results: list[_Result] = []
            ended: set[str] = set()
            since = time.monotonic()
            try:
                for claim in claims:
                    if claim.run_id in ended:
                        continue
                    result = self._call(claim)
                    results.append(result)
                    if isinstance(result[1], Exception) or time.monotonic() - since > _FLUSH:
                        ready, results = results, []
                        ended |= self._report(ready)
                        since = time.monotonic()
            finally:  # what is done is done, also when the user interrupts the next one
                self._report(results)

    def _work_in_threads(self) -> None:
        with ThreadPoolExecutor(self.parallelism, "plugin") as pool:
            running: set[Future[_Result]] = set()
            while True:
                free = self.parallelism - len(running)
                # Inputs are read here: the store's connection belongs to this thread.
                running |= {pool.submit(self._call, claim, self._task(claim)) for claim in self.pipelines.claim(free)}
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                self._report([future.result() for future in done])

    def _task(self, claim: Claim) -> PluginTask | Exception:
        plan = claim.plan
        try:
            secrets = {field: self.secrets[name] for field, name in plan.secrets.items()}
        except KeyError as error:
            return LookupError(f"there is no secret {error}")
        inputs = self.pipelines.inputs(claim)
        parameters = {**plan.parameters, **secrets}
        return PluginTask(claim.run_id, claim.task_id, claim.attempt_id, parameters, inputs, claim.resumed_from)

    def _call(self, claim: Claim, task: PluginTask | Exception | None = None) -> _Result:
        """Run one task; what the plugin raises is its result."""
        task = self._task(claim) if task is None else task
        if isinstance(task, Exception):
            return claim, task
        name = self.pipelines.plugin(claim)
        try:
            plugin = self.plugins.get(name)
            if plugin is None:
                raise LookupError(f"there is no plugin '{name}'")
            made = [_output(claim, position, item) for position, item in enumerate(plugin(task) or ())]
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises is reported as its task's failure
            return claim, error
        return claim, Completed(claim.task_id, claim.attempt_id, made)

    def _report(self, results: list[_Result]) -> set[str]:
        """Tell the store; the runs that a failure ended."""
        done = [outcome for _, outcome in results if isinstance(outcome, Completed)]
        if done:
            self.pipelines.complete_many(done)
        ended = set()
        for claim, outcome in results:
            if isinstance(outcome, WaitFor):
                self.pipelines.wait(claim.task_id, claim.attempt_id, outcome.wait_id)
            elif isinstance(outcome, Exception):
                self.pipelines.fail(claim.task_id, claim.attempt_id, f"{type(outcome).__name__}: {outcome}")
                ended.add(claim.run_id)
        return ended


def _output(claim: Claim, position: int, item: Output | Mapping[str, Any]) -> Output:
    """Ids made here don't depend on the attempt, so that one that is repeated makes the same."""
    if isinstance(item, Output):
        return item
    return Output(f"{claim.task_id}.{position}", dict(item))
