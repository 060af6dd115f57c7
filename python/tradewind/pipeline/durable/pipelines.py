"""Runs of pipelines over a store: what your program calls."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from tradewind import _core
from tradewind.pipeline.constants import RUN_TERMINAL_STATUSES, RunStatus, TaskStatus
from tradewind.pipeline.durable.collector import collector_paused
from tradewind.pipeline.durable.models import Limits
from tradewind.pipeline.durable.pipeline import Pipeline
from tradewind.pipeline.durable.planning import plan_node
from tradewind.pipeline.durable.store import (
    Advance,
    Claim,
    Completed,
    Completion,
    DurableStore,
    NodeSeed,
    Output,
    PublicationError,
    RunRecord,
    SourceState,
)

OnEnd = Callable[[str, RunStatus], None]
_COMPILED = 64
_UNKNOWN = SourceState("filtered", [])


class Pipelines:
    """Starts runs, launches what is ready, accepts what tasks report. Stateless but for caches: any number of processes
    may each have one over the same store.

    Args:
        limits: bounds on what a pipeline may ask for.
        on_end: called with (run_id, status) by whoever ended the run, after everything is stored.
    """

    def __init__(self, store: DurableStore, *, limits: Limits | None = None, on_end: OnEnd | None = None) -> None:
        self.store = store
        self.limits: Limits = limits or Limits()
        self.on_end = on_end
        self._compiled: OrderedDict[str, Pipeline] = OrderedDict()
        self._runs: OrderedDict[str, tuple[Pipeline, dict[str, Any]]] = OrderedDict()

    # -- runs --

    def start(
        self, pipeline: Pipeline | Iterable[Any], run_input: Mapping[str, Any] | None = None, run_id: str | None = None
    ) -> str:
        """Create a run and launch its roots. Starting a run_id again continues it, as `advance`.

        Raises:
            ValueError: a pipeline that is wrong, an input that isn't JSON or is too large, or a run_id that another
                pipeline has.
        """
        if not isinstance(pipeline, Pipeline):
            pipeline = Pipeline(pipeline)
        given = {**pipeline.defaults, **(run_input or {})}
        size = _json_size(given, "the run's input", self.limits)
        if size > self.limits.run_input_bytes:
            raise ValueError(f"the run's input has {size} bytes, more than the limit of {self.limits.run_input_bytes}")
        run_id = run_id or uuid.uuid4().hex
        text = pipeline.dump()
        self._remember(text, pipeline)
        seeds = [
            NodeSeed(sources, node.correlation) for node, sources in zip(pipeline.nodes, pipeline.sources, strict=True)
        ]
        if not self.store.create_run(run_id, text, given, seeds) and self.run(run_id).pipeline != text:
            raise ValueError(f"run '{run_id}' exists, with another pipeline")
        self.advance(run_id)
        return run_id

    def run(self, run_id: str) -> RunRecord:
        """Raises: KeyError for a run that there isn't."""
        record = self.store.get_run(run_id)
        if record is None:
            raise KeyError(f"no run '{run_id}'")
        return record

    def advance(self, run_id: str) -> None:
        """Launch what is ready, and end the run when all is done. Repeatable; what a crash left is done here."""
        found = self.store.advance(run_id)
        if found is not None:
            self._launch(run_id, found)

    def cancel(self, run_id: str, reason: str = "cancelled") -> bool:
        """End a run from outside; False if it had ended."""
        return self._end(run_id, RunStatus.CANCELLED, reason)

    def reopen(self, run_id: str) -> list[int]:
        """Let an ended run run again from where it failed: the nodes whose work is invalidated, ascending.

        Those are every launched node that isn't wholly completed, and all below them.

        Raises:
            ValueError: a run that is still running, or completed.
        """
        record = self.run(run_id)
        if record.status not in RUN_TERMINAL_STATUSES or record.status == RunStatus.COMPLETED:
            raise ValueError(
                f"run '{run_id}' is {record.status}: only one that failed, crashed or was cancelled reopens"
            )
        pipeline, _ = self._run(run_id)
        nodes = pipeline.topology.closure(self.store.unfinished(run_id))
        if self.store.reopen(run_id, nodes, record.retry_count) is None:
            raise ValueError(f"run '{run_id}' was reopened by someone else")
        self.advance(run_id)
        return nodes

    # -- tasks --

    def claim(self, limit: int = 1, run_id: str | None = None) -> list[Claim]:
        """Up to `limit` queued tasks, of one run or of all, which are yours to run."""
        return self.store.claim(limit, run_id)

    def plugin(self, claim: Claim) -> str:
        """Name of the plugin that runs it."""
        return self._run(claim.run_id)[0].nodes[claim.node_index].plugin

    def inputs(self, claim: Claim) -> dict[str, list[Output]]:
        """The outputs that a task was planned for, by edge."""
        wanted = list(dict.fromkeys(chain.from_iterable(claim.plan.edges.values())))
        found = self.store.fetch_outputs(claim.run_id, wanted) if wanted else {}
        return {name: [found[one] for one in ids] for name, ids in claim.plan.edges.items()}

    def complete(self, task_id: str, attempt_id: str, outputs: Sequence[Output] = ()) -> Completion | None:
        """Accept a task's outputs and launch what follows; None for an attempt that isn't current.

        Repeating it returns the same, ignores the outputs, and does what a crash after the first left undone. Outputs
        that may not be published fail the task, and with it the run.
        """
        return self.complete_many([Completed(task_id, attempt_id, outputs)])[0]

    def complete_many(self, batch: Sequence[Completed]) -> list[Completion | None]:
        """As `complete`, for many tasks in one transaction."""
        try:
            for done in batch:
                check_outputs(done.outputs, self.limits)
            completions, freed = self.store.complete(batch)
        except PublicationError as error:
            if len(batch) > 1:  # find whose they are
                return [self.complete(*done) for done in batch]
            self.fail(batch[0].task_id, batch[0].attempt_id, str(error))
            return [None]
        for run_id, advance in freed.items():
            self._launch(run_id, advance)
        return completions

    def fail(self, task_id: str, attempt_id: str, error: str, *, crashed: bool = False) -> bool:
        """A task failed, or its worker died: so does the run. False for an attempt that isn't current."""
        run_id = self.store.fail(task_id, attempt_id, TaskStatus.CRASHED if crashed else TaskStatus.FAILED, error)
        if run_id is not None:
            self._end(run_id, RunStatus.CRASHED if crashed else RunStatus.FAILED, error)
        return run_id is not None

    def retry(self, task_id: str, attempt_id: str, error: str = "its worker died") -> str | None:
        """A task's worker died, and it alone is tried again: its new attempt, with the same plan; the run goes on.

        None for an attempt that isn't current, or a run that has ended: then `reopen` is the way.
        """
        self.store.fail(task_id, attempt_id, TaskStatus.CRASHED, error)
        return self.store.retry(task_id, attempt_id)

    def recover(self, task_id: str, attempt_id: str) -> str | None:
        """Queue a running task anew, because its worker is gone: the new attempt. The old one can't report any more."""
        return self.store.recover(task_id, attempt_id)

    def wait(self, task_id: str, attempt_id: str, wait_id: str) -> bool:
        """Let a running task wait for something outside; its worker is free. Say `resume` when it has come.

        False: the attempt isn't current, or the task has waited for this id before.
        """
        if not _is_id(wait_id) or "\0" in wait_id:
            raise ValueError("a wait id is a text of 1 to 512 characters, without NUL")
        return bool(self.store.wait(task_id, attempt_id, wait_id))

    def resume(self, task_id: str, attempt_id: str, wait_id: str) -> str | None:
        """Queue a waiting task: its new attempt, whose claim says `resumed_from`."""
        return self.store.resume(task_id, attempt_id, wait_id)

    # -- inside --

    def _launch(self, run_id: str, found: Advance) -> None:
        """Plan and launch what is ready, and what that sets free in turn; end the run when nothing is left, or when
        whoever found it broken died before he could."""
        if found.broken is not None:
            self._end(run_id, *found.broken)
            return
        while found.ready:
            pipeline, run_input = self._run(run_id)
            shot = self.store.snapshot(run_id, {index: pipeline.sources[index] for index in found.ready})
            launches = []
            with collector_paused():
                for index, generation in sorted(shot.generations.items()):
                    node = pipeline.nodes[index]
                    sources = [shot.sources.get(pipeline.index[edge.source], _UNKNOWN) for edge in node.edges]
                    launches.append(plan_node(node, index, generation, sources, run_input, self.limits))
                advance = self.store.launch(run_id, launches) if launches else None
            failed = next((launch for launch in launches if launch.disposition == "failed"), None)
            if failed is not None:
                self._end(run_id, RunStatus.FAILED, failed.error)
                return
            if advance is None:
                return
            found = advance
        if found.unsettled == 0:
            self._end(run_id, RunStatus.COMPLETED, None)

    def _end(self, run_id: str, status: RunStatus, error: str | None) -> bool:
        ended = self.store.finish(run_id, status, error)
        if ended:
            self._runs.pop(run_id, None)
            if self.on_end is not None:
                self.on_end(run_id, status)
        return ended

    def _run(self, run_id: str) -> tuple[Pipeline, dict[str, Any]]:
        """A run's pipeline, compiled, and its input; neither ever changes."""
        if run_id not in self._runs:
            record = self.run(run_id)
            text = record.pipeline
            self._runs[run_id] = self._remember(text, self._compiled.get(text) or Pipeline.load(text)), record.run_input
            if len(self._runs) > _COMPILED:
                self._runs.popitem(last=False)
        return self._runs[run_id]

    def _remember(self, text: str, pipeline: Pipeline) -> Pipeline:
        self._compiled[text] = pipeline
        if len(self._compiled) > _COMPILED:
            self._compiled.popitem(last=False)
        return pipeline


def check_outputs(outputs: Sequence[Output], limits: Limits) -> None:
    """Raises: PublicationError, if one task may not publish them."""
    if len(outputs) > limits.outputs_per_task:
        raise PublicationError(f"{len(outputs)} outputs of one task, more than the limit of {limits.outputs_per_task}")
    seen = set()
    for output in outputs:
        if not _is_id(output.id):
            raise PublicationError(f"output id {output.id!r} is no text of 1 to 512 characters")
        if output.id in seen:
            raise PublicationError(f"output '{output.id}' is published twice")
        seen.add(output.id)
        if not isinstance(output.fields, dict):
            raise PublicationError(f"fields of output '{output.id}' are no object")
        try:
            size = _json_size([output.fields, output.data], f"output '{output.id}'", limits)
        except ValueError as error:
            raise PublicationError(str(error)) from error
        if size > limits.output_bytes:
            raise PublicationError(
                f"output '{output.id}' has {size} bytes, more than the limit of {limits.output_bytes}"
            )


def _is_id(value: object) -> bool:
    """A text of 1 to 512 characters that a store takes: none with lone surrogates."""
    if not isinstance(value, str) or not 1 <= len(value) <= 512:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _json_size(value: Any, what: str, limits: Limits) -> int:
    """Bytes of its JSON. Raises: ValueError if it isn't any."""
    size = _core.json_size(value, limits.json_depth + 1)
    if size is None:
        raise ValueError(f"{what} must be JSON (text keys, finite numbers), {limits.json_depth} levels deep at most")
    return size
