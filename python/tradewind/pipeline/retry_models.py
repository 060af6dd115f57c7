"""Plain data of a retry; `retry` has what acts on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetryBoundary:
    """`failed`: their unfinished tasks run again. `downstream`: wiped, to be launched anew."""

    failed: list[int]
    downstream: list[int]


@dataclass(frozen=True)
class RetryableTaskInfo:
    """A task that can run again."""

    task_id: str
    node_index: int
    plugin_name: str
    input_artifact_id: str | None
    origin_artifact_id: str | None
    status: str


@dataclass(frozen=True)
class RetryResult:
    """`replacement_map`: old task id -> new."""

    replacement_map: dict[str, str]
