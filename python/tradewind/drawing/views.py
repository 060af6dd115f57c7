"""How the tasks of a run stand, as drawings show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WORST_FIRST = (
    "running",
    "failed",
    "crashed",
    "up_for_retry",
    "cancelled",
    "upstream_failed",
    "up_for_reschedule",
    "deferred",
    "waiting",
    "queued",
    "scheduled",
    "success",
    "filtered",
    "skipped",
    "removed",
)


@dataclass(slots=True)
class TaskView:
    """How a task stands in a run: instances by state, seconds of its last attempt, and a note (error, reason)."""

    counts: dict[str, int]
    seconds: float | None = None
    note: str = ""

    @property
    def state(self) -> str:
        """The one state to show: the worst of the finished ones, else what is going on."""
        for state in WORST_FIRST:
            if self.counts.get(state):
                return state
        return "none"

    @property
    def failed(self) -> bool:
        """Whether an instance of it did."""
        return bool(self.counts.get("failed") or self.counts.get("crashed"))


def count(instances: Iterable[tuple[str, str, float | None]]) -> dict[str, TaskView]:
    """The views of (task_id, state, seconds) of every instance."""
    views: dict[str, TaskView] = {}
    for task_id, state, seconds in instances:
        view = views.setdefault(task_id, TaskView({}))
        view.counts[state] = view.counts.get(state, 0) + 1
        view.seconds = seconds
    return views


def merged(tasks: Iterable[str], views: Mapping[str, TaskView]) -> TaskView:
    """Several tasks as one; alone a task keeps its seconds and note."""
    tasks = list(tasks)
    counts: dict[str, int] = {}
    for task in tasks:
        for state, number in (views[task].counts if task in views else {"none": 1}).items():
            counts[state] = counts.get(state, 0) + number
    alone = views.get(tasks[0]) if len(tasks) == 1 else None
    return TaskView(counts, alone.seconds, alone.note) if alone else TaskView(counts)


def summary(view: TaskView) -> list[tuple[str, int]]:
    """(state, instances), what went well first."""
    order = ("none", *WORST_FIRST)
    return [(state, view.counts[state]) for state in reversed(order) if view.counts.get(state)]
