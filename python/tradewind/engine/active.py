"""A run that the engine has in hand."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tradewind.spec import dag_meta, decode

if TYPE_CHECKING:
    from tradewind.executors.protocol import Executor, Isolation, RunInfo
    from tradewind.loading.loaded import LoadedDag


@dataclass(slots=True, eq=False)
class ActiveRun:
    """Kept from its submission until nothing of it is in flight any more."""

    info: RunInfo
    dag: LoadedDag
    executor: Executor
    isolation: str = "fork"
    """of tasks for which the file names none"""
    state: str = "queued"
    in_flight: int = 0
    """attempts and callbacks handed to the executor that have not reported"""
    cancelling: list[int] = field(default_factory=list)
    """requests to cancel it, answered when it has ended: a crash doesn't forget them"""
    again: set[tuple[str, int]] = field(default_factory=set)
    """instances whose next attempt may find outputs of a lost one"""
    log_seqs: dict[int, int] = field(default_factory=dict)
    """attempt_id -> next number of a log chunk"""
    ended: threading.Event = field(default_factory=threading.Event)
    failure: BaseException | None = None
    """what stopped the engine before the run ended"""
    _max_tries: dict[str, int] | None = None
    _timeouts: dict[str, float] | None = None
    _isolations: dict[str, Isolation] | None = None
    _expansions: dict[str, tuple[list[str], bool]] | None = None

    @property
    def run(self) -> int:
        return self.info.run

    def max_tries(self, task_id: str) -> int:
        """How many tries a task has at most, without those that a person asks for."""
        if self._max_tries is None:
            compiled = self.dag.compiled
            retries = zip(compiled.task_ids, compiled.retries, strict=True)
            self._max_tries = {name: count + 1 for name, count in retries if count}
        return self._max_tries.get(task_id, 1)

    def timeout_of(self, task_id: str) -> float | None:
        """Seconds after which an attempt is ended."""
        if self._timeouts is None:
            self._timeouts = dict(self.dag.compiled.timeouts)
        return self._timeouts.get(task_id)

    def isolation_of(self, task_id: str) -> Isolation:
        """As the task says, else its DAG, else the engine."""
        if self._isolations is None:
            said = dag_meta(self.dag.spec).get("isolation") or {"default": None, "tasks": {}}
            self.isolation = said["default"] or self.isolation
            self._isolations = said["tasks"]
        return self._isolations.get(task_id, self.isolation)  # type: ignore[arg-type]

    def ended_early(self, outcome: str, task_id: str, how: str | None) -> str:
        """The reason of an attempt that was ended; `how`: what its executor has to say about that."""
        text = "cancelled"
        if outcome == "timeout":
            seconds = self.timeout_of(task_id)
            text = "ran longer than its timeout" + (f" of {seconds:g} s" if seconds else "")
        return f"{text}; {how}" if how else text

    def expansion(self, task_id: str) -> tuple[list[str], bool]:
        """Whose outputs a mapped task is mapped over, and whether its operator says what its instances are."""
        if self._expansions is None:
            self._expansions = {
                node["id"]: (expand.get("over") or [], node.get("meta", {}).get("expands_itself", False))
                for node in decode(self.dag.spec)["nodes"]
                if (expand := node.get("expand")) is not None
            }
        return self._expansions[task_id]
