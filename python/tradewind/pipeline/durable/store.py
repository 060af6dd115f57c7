"""What durable pipelines ask of a store: fifteen methods, each one transaction.

A store keeps; it decides nothing. `stores.pipeline.PipelineStore` is ours; `stores.conformance.pipeline` tests any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from tradewind.pipeline.constants import RunStatus, TaskStatus


class Output(NamedTuple):
    """What a task made. `fields` are what routing, bindings and filters read; `data` is only handed on."""

    id: str
    fields: dict[str, Any]
    correlation_id: str | None = None
    data: Any = None


class NodeSeed(NamedTuple):
    """A node as the store keeps it: indexes of what it depends on; new, inherit or none for its outputs."""

    sources: Sequence[int]
    correlation: str


class RunRecord(NamedTuple):
    run_id: str
    status: RunStatus
    pipeline: str
    """as `Pipeline.dump` wrote it"""
    run_input: dict[str, Any]
    unsettled: int
    """nodes that aren't done"""
    retry_count: int
    error: str | None


class TaskPlan(NamedTuple):
    """What a task will be given: fixed when its node is launched, and kept through all its attempts."""

    edges: dict[str, list[str]]
    """ids of outputs by edge"""
    parameters: dict[str, Any]
    secrets: dict[str, str]
    """names of secrets by parameter"""
    correlation_id: str | None


class Launch(NamedTuple):
    """What becomes of a node. Without tasks it is settled at once."""

    node_index: int
    generation: int
    disposition: str
    """launched, skipped, filtered or failed"""
    plans: Sequence[TaskPlan] = ()
    error: str | None = None


class SourceState(NamedTuple):
    disposition: str
    outputs: list[Output]
    """in the order of its tasks, and of each task's own"""


class Snapshot(NamedTuple):
    generations: dict[int, int]
    """of the nodes asked for that are still ready; a launch with another is stale"""
    sources: dict[int, SourceState]


class Advance(NamedTuple):
    """What a transaction set free."""

    ready: list[int]
    """nodes that can be launched now, ascending"""
    unsettled: int
    broken: tuple[RunStatus, str] | None = None
    """failed or crashed, and why: what `DurableStore.advance` found of a run that nobody has ended"""


class Claim(NamedTuple):
    """A task to run. `attempt_id` fences: whatever reports another is ignored."""

    task_id: str
    attempt_id: str
    run_id: str
    node_index: int
    generation: int
    plan: TaskPlan
    resumed_from: str | None
    """the wait that this attempt continues"""


class Completed(NamedTuple):
    """The outputs of one attempt."""

    task_id: str
    attempt_id: str
    outputs: Sequence[Output] = ()


class Completion(NamedTuple):
    """Its acceptance. A repeated one gets the same, with what is ready now."""

    task_id: str
    attempt_id: str
    run_id: str
    node_index: int
    generation: int
    launch_complete: bool


class DurableStore(Protocol):
    """Each method is one transaction, which any number of processes may call. Ids of runs are the caller's.

    A method that names an `attempt_id` acts only if that is the task's current attempt, its launch hasn't been reopened
    and its run is running; otherwise it returns None and changes nothing.
    """

    def create_run(self, run_id: str, pipeline: str, run_input: Mapping[str, Any], nodes: Sequence[NodeSeed]) -> bool:
        """A running run with its nodes; False if there is one of that id."""

    def get_run(self, run_id: str) -> RunRecord | None: ...

    def advance(self, run_id: str) -> Advance | None:
        """What is ready and not launched, or broken: a failed launch, a task that failed or crashed. None if the run
        isn't running."""

    def snapshot(self, run_id: str, nodes: Mapping[int, Sequence[int]]) -> Snapshot:
        """Generations of these nodes, dispositions and outputs of their sources (the values), read at one moment."""

    def launch(self, run_id: str, launches: Sequence[Launch]) -> Advance | None:
        """Create launches with their tasks; stale ones, and nodes that are launched already, are left out.

        What has no tasks is settled, and sets free what waited for it alone.
        """

    def claim(self, limit: int, run_id: str | None = None) -> list[Claim]:
        """Queued tasks of running runs, oldest first, which now run."""

    def complete(self, completed: Sequence[Completed]) -> tuple[list[Completion | None], dict[str, Advance]]:
        """Accept outputs, in one transaction: (a completion each, what each run that a launch of settled set free).

        Outputs get their correlations by their node's kind: their own id, their task's, or none.

        Raises:
            PublicationError: an id that the run has used. Then nothing of the batch was written.
        """

    def fail(self, task_id: str, attempt_id: str, status: TaskStatus, error: str) -> str | None:
        """Mark failed or crashed. Returns the run's id; the same again if it was marked so before."""

    def recover(self, task_id: str, attempt_id: str) -> str | None:
        """Queue a running task anew: the id of its new attempt; the same again when repeated, for ever."""

    def retry(self, task_id: str, attempt_id: str) -> str | None:
        """Queue a crashed task anew, with its plan: the id of its new attempt; the same again when repeated."""

    def wait(self, task_id: str, attempt_id: str, wait_id: str) -> bool | None:
        """A running task waits; True, also when repeated. A wait id is used once by a task."""

    def resume(self, task_id: str, attempt_id: str, wait_id: str) -> str | None:
        """A waiting task is queued: the id of its new attempt; the same again when repeated."""

    def finish(self, run_id: str, status: RunStatus, error: str | None) -> bool:
        """End a running run and cancel what is left of it. True for the one caller who did."""

    def unfinished(self, run_id: str) -> list[int]:
        """Launched nodes that failed, or have a task that isn't completed."""

    def reopen(self, run_id: str, nodes: Sequence[int], retry_count: int) -> dict[int, int] | None:
        """Make an ended run run again, without what these nodes did: their new generations.

        None if the run isn't failed, crashed or cancelled, or was reopened since `retry_count` was read. Ids of their
        outputs stay reserved.
        """

    def fetch_outputs(self, run_id: str, ids: Sequence[str]) -> dict[str, Output]:
        """By id, those that there are."""


class PublicationError(ValueError):
    """Outputs that may not be published: an id used twice, too many, too large, not JSON."""
