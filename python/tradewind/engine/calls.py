"""What the engine answers to a running attempt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tradewind.engine import waiting
from tradewind.engine.recovery import stored_dag
from tradewind.errors import TradewindError

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
    of_call, needed = known
    for name, kinds in needed.items():
        if not _is(args.get(name), kinds):
            reply(_refusal("UsageError", f"{op!r} needs `{name}`: {kinds}, not {args.get(name)!a}"[:500]))
            return False
    return of_call(turn, work, args, reply)


def _is(value: Any, kinds: str) -> bool:
    """Arguments come from the attempt, so they may be anything."""
    if value is None:
        return kinds.endswith("or None")
    if kinds.startswith("list of text"):
        return isinstance(value, list) and all(_is(one, "text") for one in value)
    return isinstance(value, str) and value.encode("utf-8", "replace").decode() == value


def _pull(turn: Turn, work: Work, args: dict[str, Any], reply: Reply) -> bool:
    """Outputs of the attempt's run; rows of [task_id, map_index, codec, data, blob]."""
    rows = turn.store.outputs(work.run.run, args["task_ids"], args["key"])
    reply({"ok": True, "data": [[row.task_id, row.map_index, row.codec, row.data, row.blob] for row in rows]})
    return False


def _task_output(turn: Turn, work: Work, args: dict[str, Any], reply: Reply) -> bool:
    """What a task of any run has put out; None: there is no such task."""
    run, task_id = work.run.run, args["task_id"]
    if args["run_id"] != work.run.run_id:
        row = turn.store.run(args["run_id"])
        if row is None:
            reply({"ok": True, "data": None})
            return False
        run, compiled = row.run, stored_dag(turn.store, row).compiled
    else:
        compiled = work.dag.compiled
    tasks = compiled.task_ids
    if task_id not in tasks:
        reply({"ok": True, "data": None})
        return False
    rows = turn.store.outputs(run, [task_id], "return_value")
    found = [[row.task_id, row.map_index, row.codec, row.data, row.blob] for row in rows]
    mapped = any(name == task_id for name, _, _ in turn.store.expansions(run))
    reply({"ok": True, "data": {"id": run << 32 | tasks.index(task_id), "mapped": mapped, "rows": found}})
    return False


def _resumed(turn: Turn, work: Work, args: dict[str, Any], reply: Reply) -> bool:
    """The payload with which the instance was resumed last by `key`, in a list; without a key the last key."""
    instance = (turn.store, work.run.run, work.task_id, work.map_index)
    reply({"ok": True, "data": waiting.resumed(*instance, args["key"]) if args["key"] else waiting.last_key(*instance)})
    return False


def _secret(turn: Turn, work: Work, args: dict[str, Any], reply: Reply) -> bool:
    """A secret; None: there is none for this DAG."""
    try:
        found = turn.secrecy.deliver(work, args["name"])
    except TradewindError as error:
        reply(_refusal(type(error).__name__, str(error)))
    else:
        reply({"ok": True, "data": found})
    return False


def _nothing(turn: Turn, work: Work, args: dict[str, Any], reply: Reply) -> bool:
    """Variables and connections: this engine keeps none."""
    reply({"ok": True, "data": []})
    return False


def _refusal(kind: str, message: str) -> dict[str, Any]:
    return {"ok": False, "error": {"type": kind, "message": message}}


_ANSWERS: dict[str, tuple[Callable[[Any, Any, dict[str, Any], Reply], bool], dict[str, str]]] = {
    "xcom_pull": (_pull, {"task_ids": "list of text or None", "key": "text"}),
    "task_output": (_task_output, {"task_id": "text", "run_id": "text"}),
    "resumed": (_resumed, {"key": "text or None"}),
    "secret": (_secret, {"name": "text"}),
    "variable": (_nothing, {}),
    "connection": (_nothing, {}),
}
"""How each is answered, and what it needs."""
