"""What the engine answers to a running attempt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tradewind.engine.turn import Turn
    from tradewind.executors.protocol import Work

Reply = Callable[[dict[str, Any]], None]


def answer(turn: Turn, work: Work, op: str, args: dict[str, Any], reply: Reply) -> bool:
    """Answer at once, or (then True) after the commit of the next turn, by `turn.answers`."""
    known = _ANSWERS.get(op)
    if known is None:
        reply(_refusal("UsageError", f"an attempt can't ask for {op!r}; it can for {', '.join(sorted(_ANSWERS))}"))
        return False
    return known(turn, work, args, reply)


def _pull(turn: Turn, work: Work, args: dict[str, Any], reply: Reply) -> bool:
    """Outputs of the attempt's run; rows of [task_id, map_index, codec, data, blob]."""
    rows = turn.store.outputs(work.run.run, args["task_ids"], args["key"])
    reply({"ok": True, "data": [[row.task_id, row.map_index, row.codec, row.data, row.blob] for row in rows]})
    return False


def _nothing(turn: Turn, work: Work, args: dict[str, Any], reply: Reply) -> bool:
    """Variables and connections: this engine keeps none."""
    reply({"ok": True, "data": []})
    return False


def _refusal(kind: str, message: str) -> dict[str, Any]:
    return {"ok": False, "error": {"type": kind, "message": message}}


_ANSWERS: dict[str, Callable[[Any, Any, dict[str, Any], Reply], bool]] = {
    "xcom_pull": _pull,
    "variable": _nothing,
    "connection": _nothing,
}
