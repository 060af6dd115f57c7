"""What a running attempt may ask of whoever runs it: the forked child, or the inline executor."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Protocol

    class Channel(Protocol):
        """Given to `context.run_operator(dag, facts, channel)` and `context.run_callback(dag, facts, channel)`.

        `facts` is a plain dict: run, run_id, dag_id, dag_version, run_type, logical_date, interval_start, interval_end,
        params, created_at (as in `executors.protocol.RunInfo`; times are Unix seconds), task_id, map_index, try_number,
        max_tries, attempt_id, started_at; for callbacks also `callback` and `about` (state, error, reason).
        """

        on_kill: Callable[[], None] | None

        def log(self, level: str, text: str) -> None:
            """One entry of the attempt's log; `level` as in `logging`, lower-case."""

        def pull(self, task_ids: Sequence[str], key: str) -> list[list[Any]]:
            """Committed outputs of this run: [task_id, map_index, value], ordered by task_id, map_index."""

        def push(self, key: str, value: Any) -> None:
            """Keep a value of this attempt under `key`; it is committed with the attempt's result.

            Raises:
                OutputError: a value that can't be stored.
            """

        def call(self, op: str, args: dict[str, Any]) -> Any:
            """Ask the engine for anything else (`variable`, `connection`, ...).

            Raises:
                RuntimeError: the engine refuses; its text.
            """

# `run_operator` renders, then calls pre_execute, execute, post_execute, and returns (value, skip): what to keep under
# `return_value` (None: nothing), and the task_ids directly downstream that a branch did not take (None: no branch). It
# sets `channel.on_kill` to the operator's bound `on_kill` before it executes; whoever runs the attempt calls that once
# when the attempt is to end. Whatever else happens is an exception: SkipTask, FailTask, SystemExit, any of the user's.
