"""What a running attempt is told, and what it may ask of whoever runs it: the forked child, or the inline executor."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NotRequired, Protocol, TypedDict

    class Channel(Protocol):
        """How an attempt asks the engine; the runner implements it."""

        def call(self, op: str, args: dict[str, Any]) -> Any:
            """Ask, and wait for the answer.

            | op | args | answer |
            |---|---|---|
            | `xcom_pull` | `task_ids`: list, or None for all of the run; `key` | rows `[task_id, map_index, value]` |
            | `xcom_push` | `key`, `value` | None |
            | `variable` | `key` | `[value]`, or `[]` if there is none |
            | `task_output` | `task_id`, `run_id` | `{id, mapped, rows}` with rows as above, or None: no such task |
            | `secret` | `name` | `{id, name, value_type, value}`, or None: there is none for this DAG |
            | `resumed` | `key` | `[payload]` if this task was resumed by that key, else `[]` |
            | `connection` | `conn_id` | `[dict]`, or `[]` if there is none |

            Raises:
                TradewindError: the engine refuses; the text says why.
            """

        def log(self, level: str, text: str) -> None:
            """Write to the attempt's log."""

    class AttemptInfo(TypedDict):
        """What the runner knows of an attempt or callback, as `RunInfo` and `Work` have it. Times are Unix seconds."""

        run_id: str
        run_type: str
        logical_date: float | None
        interval_start: float | None
        interval_end: float | None
        created_at: float
        params: dict[str, Any]
        """what the run was given; the DAG's and the task's own defaults lie beneath"""
        map_index: int
        try_number: int
        max_tries: int
        started_at: NotRequired[float | None]
        state: NotRequired[str]
        """callbacks only, as the next two: how the task or run ended"""
        error: NotRequired[dict[str, Any] | None]
        """{type, message, traceback, place}"""
        reason: NotRequired[str | None]
