"""From `DAG` to `DagSpec`: the only maker of specs. The same file gives the same bytes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tradewind.authoring import schedules
from tradewind.authoring.operator import CALLBACKS, BaseOperator, backoff
from tradewind.authoring.places import text
from tradewind.authoring.xcom_arg import XComArg
from tradewind.errors import SpecError, TradewindError
from tradewind.spec import FORMAT, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tradewind.authoring.dag import DAG
    from tradewind.spec import DagSpec, EdgeSpec, GroupSpec, NodeSpec

TIMEOUT_VARIABLE = "TRADEWIND_DEFAULT_TIMEOUT"
_LONGEST = 200  # characters of one argument, for display
_DOCS = ("doc", "doc_md", "doc_json", "doc_yaml", "doc_rst")


def lower(dag: DAG) -> DagSpec:
    """The DAG as plain data.

    Raises:
        SpecError: a value that can't be, with the place of its task.
    """
    for task in dag.tasks:
        task.link_arguments()
    order = {task_id: index for index, task_id in enumerate(dag.task_dict)}
    groups: list[GroupSpec] = []
    for group in dag.groups:
        parent = group.parent_group.group_id if group.parent_group is not None else None
        groups.append({"id": group.group_id or "", "parent": parent, "tooltip": group.tooltip})
    return {
        "format": FORMAT,
        "dag_id": dag.dag_id,
        "policy": {
            "fail_fast": dag.fail_fast,
            "outcome": dag.outcome,
            "default_timeout": _default_timeout(dag),
            "shell": dag.shell,
        },
        "nodes": [_node(task) for task in dag.tasks],
        "edges": [edge for task in dag.tasks for edge in _edges(task, order)],
        "groups": groups,
        "max_active_tasks": dag.max_active_tasks,
        "max_active_runs": dag.max_active_runs,
        "run_timeout": _seconds(dag.dagrun_timeout),
        "callbacks": [which for which in ("success", "failure") if dag.callbacks(which)],
        "place": dag.place,
        "meta": _dag_meta(dag),
    }


def _isolation(dag: DAG) -> dict[str, Any]:
    """{isolation: {default, tasks}} where the file says anything of it."""
    tasks = {task.task_id: task.isolation for task in dag.tasks if task.isolation is not None}
    return {"isolation": {"default": dag.isolation, "tasks": tasks}} if tasks or dag.isolation is not None else {}


def lower_to_bytes(dag: DAG) -> bytes:
    """The DAG as msgpack, as `_core.CompiledDag.from_msgpack` reads it."""
    return encode(lower(dag))


def _default_timeout(dag: DAG) -> float | None:
    from os import environ

    given = environ.get(TIMEOUT_VARIABLE)
    if not given:
        return dag.default_timeout
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if seconds <= 0:
        raise SpecError(f"{TIMEOUT_VARIABLE} must be a number of seconds, not {given!r}")
    return seconds


def _node(task: BaseOperator) -> NodeSpec:
    try:
        retry_backoff = backoff(task.retry_exponential_backoff)
    except TradewindError as error:
        error.place = error.place or task.place
        raise
    meta: dict[str, Any] = {"owner": task.owner, "args": _arguments(task)}
    if task.task_display_name != task.task_id:
        meta["display_name"] = task.task_display_name
    for name in _DOCS:
        if getattr(task, name):
            meta[name] = str(getattr(task, name))
    node: NodeSpec = {
        "id": task.task_id,
        "operator": task.operator_path,
        "trigger_rule": str(task.trigger_rule),
        "retries": task.retries,
        "retry_delay": task.retry_delay.total_seconds(),
        "retry_backoff": retry_backoff,
        "max_retry_delay": _seconds(task.max_retry_delay),
        "timeout": _seconds(task.execution_timeout),
        "pool": task.pool,
        "pool_slots": task.pool_slots,
        "priority_weight": task.priority_weight,
        "weight_rule": task.weight_rule,
        "setup": task.is_setup,
        "teardown": task.is_teardown,
        "on_failure_fail_run": task.on_failure_fail_dagrun,
        "empty": _is_empty(task),
        "group": task.task_group.group_id if task.task_group is not None else None,
        "callbacks": [which for which in CALLBACKS if task.callbacks(which)],
        "place": task.place,
        "meta": meta,
    }
    if tags := dict.fromkeys((*map(str, dag.tags if (dag := task.dag) is not None else ()), *task.tags)):
        node["tags"] = list(tags)
    if task.expand_over:
        node["expand"] = {"over": list(task.expand_over)}
        if task.expands_itself:
            meta["expands_itself"] = True
    return node


def _is_empty(task: BaseOperator) -> bool:
    """Whether the core may complete it without a process: nothing of the user's would run."""
    cls = type(task)
    writer = next(one for one in cls.__mro__ if "execute" in one.__dict__)
    return (
        writer.__dict__.get("does_nothing", False)
        and cls.pre_execute is BaseOperator.pre_execute
        and cls.post_execute is BaseOperator.post_execute
        and not (
            task.pre_execute_hook or task.post_execute_hook or task.on_execute_callback or task.on_success_callback
        )
    )


def _edges(task: BaseOperator, order: dict[str, int]) -> list[EdgeSpec]:
    out: list[EdgeSpec] = []
    for down in sorted(task.downstream_task_ids, key=lambda task_id: (order.get(task_id, len(order)), task_id)):
        label, place = task._edges.get(down, (None, task._place))
        out.append({"up": task.task_id, "down": down, "label": label, "place": text(place)})
    return out


def _dag_meta(dag: DAG) -> dict[str, Any]:
    starts = [dag.start_date] if dag.start_date else [task.start_date for task in dag.tasks if task.start_date]
    ends = [dag.end_date] if dag.end_date else [task.end_date for task in dag.tasks if task.end_date]
    owners = [dag.owner] if dag.owner else sorted({task.owner for task in dag.tasks})
    return {
        "description": dag.description,
        "doc_md": dag.doc_md,
        "display_name": dag.dag_display_name,
        "owner": ", ".join(owners),
        "tags": [str(tag) for tag in dag.tags],
        "schedule": schedules.plain(dag.schedule),
        "timezone": dag.timezone,
        "start_date": min(starts).isoformat() if starts else None,
        "end_date": max(ends).isoformat() if ends else None,
        "catchup": bool(dag.catchup),
        "paused": dag.is_paused_upon_creation,
        "sla_seconds": dag.sla_seconds,
        "params": plain(dag.params.plain()),
        "warnings": _warnings(dag),
        **_isolation(dag),
    }


def _warnings(dag: DAG) -> list[str]:
    """What the file asks for and doesn't get."""
    warnings = list(dag.warnings)
    past = [task.task_id for task in dag.tasks if task.depends_on_past]
    if not past:
        return warnings
    first = f"{past[0]!r}" + (f" and {len(past) - 1} more" if len(past) > 1 else "")
    return [*warnings, f"depends_on_past of task {first} has no effect yet: runs don't wait for earlier runs"]


def _seconds(span: timedelta | None) -> float | None:
    return span.total_seconds() if span is not None else None


def _arguments(task: BaseOperator) -> dict[str, str]:
    """The templated arguments and the callable, for people. Of environments only the names: values may be secret."""
    out = {}
    for name in (*task.template_fields, "python_callable"):
        value = getattr(task, name, None)
        if value is None or value == () or value == {} or value == []:
            continue
        if name == "env" and isinstance(value, dict):
            out[name] = ", ".join(sorted(map(str, value)))
        else:
            shown = value if isinstance(value, str) else safe_repr(value)
            out[name] = shown if len(shown) <= _LONGEST else shown[: _LONGEST - 3] + "..."
    return out


def safe_repr(value: Any) -> str:
    """A repr without memory addresses and without calling the user's code."""
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes, date, datetime, timedelta)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        inner = ", ".join(map(safe_repr, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{safe_repr(key)}: {safe_repr(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(map(safe_repr, value))) + "}"
    if isinstance(value, XComArg):
        return repr(value)
    if callable(value) and hasattr(value, "__qualname__"):
        return f"{getattr(value, '__module__', None) or ''}.{value.__qualname__}".removeprefix("builtins.")
    return f"<{type(value).__qualname__}>"


def plain(value: Any) -> Any:
    """As JSON has it: what isn't becomes its ISO text or a repr."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**64 else str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return safe_repr(value)
