"""tradewind runs DAGs from a library. Names resolve on first use, so that importing this costs almost nothing."""

from __future__ import annotations

TYPE_CHECKING = False  # the real one would import typing, which costs more than all of this
if TYPE_CHECKING:
    from typing import Any

    from tradewind.authoring.context import Context as Context
    from tradewind.authoring.context import get_current_context as get_current_context
    from tradewind.authoring.dag import DAG as DAG
    from tradewind.authoring.edges import Label as Label
    from tradewind.authoring.edges import chain as chain
    from tradewind.authoring.edges import cross_downstream as cross_downstream
    from tradewind.authoring.operator import BaseOperator as BaseOperator
    from tradewind.authoring.params import Param as Param
    from tradewind.authoring.task_group import TaskGroup as TaskGroup
    from tradewind.authoring.xcom_arg import XComArg as XComArg
    from tradewind.engine.engine import Engine as Engine
    from tradewind.engine.run import Run as Run
    from tradewind.errors import FailTask as FailTask
    from tradewind.errors import SkipTask as SkipTask
    from tradewind.errors import TaskTimeout as TaskTimeout
    from tradewind.errors import TradewindError as TradewindError
    from tradewind.scanning import scan as scan
    from tradewind.scanning import scan_tree as scan_tree
    from tradewind.states import RunState as RunState
    from tradewind.states import TaskState as TaskState
    from tradewind.states import TriggerRule as TriggerRule

_HOMES = {
    "BaseOperator": "tradewind.authoring.operator",
    "Context": "tradewind.authoring.context",
    "DAG": "tradewind.authoring.dag",
    "Engine": "tradewind.engine.engine",
    "FailTask": "tradewind.errors",
    "Label": "tradewind.authoring.edges",
    "Param": "tradewind.authoring.params",
    "Run": "tradewind.engine.run",
    "RunState": "tradewind.states",
    "SkipTask": "tradewind.errors",
    "TaskGroup": "tradewind.authoring.task_group",
    "TaskState": "tradewind.states",
    "TaskTimeout": "tradewind.errors",
    "TradewindError": "tradewind.errors",
    "TriggerRule": "tradewind.states",
    "XComArg": "tradewind.authoring.xcom_arg",
    "chain": "tradewind.authoring.edges",
    "cross_downstream": "tradewind.authoring.edges",
    "get_current_context": "tradewind.authoring.context",
    "scan": "tradewind.scanning",
    "scan_tree": "tradewind.scanning",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        value = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
    if name == "__version__":
        from tradewind._core import __version__

        return __version__
    raise AttributeError(f"module 'tradewind' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*_HOMES, "__version__"])
