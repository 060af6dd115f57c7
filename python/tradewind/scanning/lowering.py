"""From an exact scan to a `DagSpec`, for those who only look at structure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tradewind.authoring import schedules
from tradewind.spec import FORMAT

if TYPE_CHECKING:
    from tradewind.scanning.records import ScannedDag
    from tradewind.spec import DagSpec, EdgeSpec, GroupSpec, NodeSpec


def lower_scan(dag: ScannedDag, path: str) -> DagSpec:
    """Structure and literal arguments; what an attempt needs beyond them only the loader knows.

    Args:
        dag: one whose verdict is `exact`.
        path: its file, for places.
    """
    nodes: list[NodeSpec] = []
    for task in dag.tasks:
        retries = task.arguments.get("retries", dag.default_args.get("retries"))
        nodes.append(
            {
                "id": task.task_id,
                "operator": task.operator,
                "trigger_rule": task.trigger_rule,
                "retries": retries if isinstance(retries, int) and retries >= 0 else 0,
                "setup": task.setup,
                "teardown": task.teardown,
                "expand": {"over": [edge.up for edge in dag.edges if edge.down == task.task_id], "size": 0}
                if task.mapped
                else None,
                "group": task.group,
                "place": f"{path}:{task.line}",
            }
        )
    edges: list[EdgeSpec] = [
        {"up": edge.up, "down": edge.down, "label": edge.label, "place": f"{path}:{edge.line}"} for edge in dag.edges
    ]
    groups: list[GroupSpec] = [{"id": group.group_id, "parent": group.parent} for group in dag.groups]
    return {
        "format": FORMAT,
        "dag_id": dag.dag_id or "",
        "nodes": nodes,
        "edges": edges,
        "groups": groups,
        "place": f"{path}:{dag.line}",
        "meta": _meta(dag),
    }


def _meta(dag: ScannedDag) -> dict[str, Any]:
    schedule = dag.schedule
    if isinstance(schedule, (int, float)):
        plain: Any = {"kind": "delta", "seconds": float(schedule), "text": f"every {schedule} s"}
    elif isinstance(schedule, str) and (not schedule.startswith("@") or schedule in schedules.PRESETS):
        plain = schedules.plain(schedule)
    else:
        text = dag.computed.get("schedule")
        plain = None if text is None else {"kind": "custom", "class": text, "text": text}
    return {
        "description": dag.arguments.get("description"),
        "owner": dag.arguments.get("owner") or dag.default_args.get("owner"),
        "tags": [str(tag) for tag in dag.arguments.get("tags") or []],
        "schedule": plain,
        "start_date": dag.start_date,
        "catchup": bool(dag.arguments.get("catchup", False)),
    }
