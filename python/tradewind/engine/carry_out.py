"""Carries out the core's commands: kills, expansions, callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tradewind.errors import OutputError
from tradewind.executors.protocol import Report, Work
from tradewind.runner.attempt import EXPAND

if TYPE_CHECKING:
    from tradewind.engine.turn import Command, Turn


class CarryOut:
    """Called with each command, after the commit of the turn that decided it.

    Args:
        state_dir: where large outputs lie.
    """

    def __init__(self, turn: Turn, state_dir: str) -> None:
        self._turn = turn
        self._state_dir = state_dir

    def __call__(self, command: Command) -> None:
        getattr(self, f"_{command[0]}")(*command[1:])

    def _kill(self, key: int, attempt_id: int, reason: Any) -> None:
        turn = self._turn
        active = turn.runs[key >> 32]
        for work in turn.backlog.get(active.executor, ()):
            if work.key == key and work.attempt_id == attempt_id:
                turn.backlog[active.executor].remove(work)
                outcome: Any = "timeout" if reason == "timeout" else "cancelled"
                turn.reports.append(Report(key, attempt_id, outcome, None, turn.clock.now()))
                return
        active.executor.kill(key, attempt_id, reason)

    def _expand(self, key: int, task_id: str) -> None:
        """How many instances: the product of the lengths of what it is mapped over, or what its operator says."""
        turn = self._turn
        run = key >> 32
        active = turn.runs[run]
        over, itself = active.expansion(task_id)
        if itself:
            turn.expanding[key] = task_id
            self._hand_over(_work(active, key, 0, task_id, -1, EXPAND, {}))
            return
        count = 1
        try:
            for up in over:
                count *= self._length(run, up)
        except OutputError as error:
            turn.log(_work(active, key, 0, task_id, -1, EXPAND, {}), [(turn.clock.now(), "sys", str(error))])
            turn.expand_failed(key, task_id, str(error))
            return
        turn.expanded(key, task_id, count)

    def _length(self, run: int, task_id: str) -> int:
        from tradewind.runner.blobs import load_output

        rows = self._turn.store.outputs(run, [task_id], "return_value")
        if not rows:
            raise OutputError(f"can't map over task '{task_id}': it returned nothing")
        if rows[0].map_index >= 0:
            return len(rows)
        value = load_output(rows[0].codec, rows[0].data, rows[0].blob, self._state_dir)
        if not isinstance(value, list | tuple | dict | set | frozenset):
            raise OutputError(
                f"can't map over task '{task_id}': it returned a {type(value).__name__}, not a list or dict"
            )
        return len(value)

    def _callback(self, key: int, attempt_id: int, task_id: str, map_index: int, callback: str) -> None:
        turn = self._turn
        run = key >> 32
        active = turn.runs[run]
        about: dict[str, Any] = {"state": callback, "error": None, "reason": None}
        work = _work(active, key, attempt_id, task_id, map_index, callback, about)
        settled = turn.ended.get((key, attempt_id))
        if settled is not None:
            attempt, report = settled
            about["reason"], about["error"] = report.reason, report.error
            work.try_number = attempt.try_number
        elif (key, attempt_id) in turn.works:
            work.try_number = turn.works[key, attempt_id].try_number
        self._hand_over(work)

    def _run_callback(self, run: int, callback: str) -> None:
        active = self._turn.runs[run]
        about = {"state": active.state, "error": None, "reason": None}
        self._hand_over(_work(active, run << 32, 0, "", -1, callback, about))

    def _hand_over(self, work: Work) -> None:
        active = self._turn.runs[work.run.run]
        active.in_flight += 1
        active.executor.start([work])


def _work(
    active: Any, key: int, attempt_id: int, task_id: str, map_index: int, callback: str, about: dict[str, Any]
) -> Work:
    work = Work(key, attempt_id, task_id, map_index, 1, active.info, active.dag)
    work.kind, work.callback, work.context = "callback", callback, about
    if task_id:
        work.max_tries = active.max_tries(task_id)
    return work
