"""How class-based tasks ask our engine; the answers have the shape of a Gust server's replies."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tradewind.authoring.context import Context


def task_reply(context: Context, name: str, run_id: Any) -> dict[str, Any]:
    """See `gust.get_task_by_name_run`. Of a mapped task the result is the list of its items' results."""
    found = context.channel.call("task_output", {"task_id": str(name), "run_id": str(run_id)})
    if found is None:
        return {"type": "reply", "ok": False, "error": "task_not_found"}
    rows = found["rows"]
    if found["mapped"]:
        result: Any = [value for _, _, value in rows]
    else:
        result = rows[0][2] if rows else {}
    return {"type": "reply", "ok": True, "data": {"id": found["id"], "result": result}}


def secret_reply(context: Context, name: str) -> dict[str, Any]:
    """See `gust.get_secret_by_name`."""
    found = context.channel.call("secret", {"name": str(name)})
    if found is None:
        return {"type": "reply", "ok": False, "error": "secret_not_found"}
    return {"type": "reply", "ok": True, "data": found}


def write_log(context: Context, msg: Any, level: str) -> None:
    """Text as it is, other values as JSON."""
    if not isinstance(msg, str):
        from json import dumps

        msg = dumps(msg, ensure_ascii=False, default=repr)
    context.channel.log(str(level), msg)
