"""VORTEX's classes: ours, with its defaults, its `sh` and its positional arguments."""

from __future__ import annotations

from tradewind.authoring import dag, operator
from tradewind.authoring.task_group import TaskGroup
from tradewind.operators import bash, empty, python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class DAG(dag.DAG):
    """A `tradewind.DAG` with VORTEX's defaults: tasks end after 300 s, `sh` runs commands, one run at a time."""

    default_timeout: float | None = 300.0
    shell = "sh"

    def __init__(self, *args: Any, max_active_runs: int | None = 1, **kwargs: Any) -> None:
        super().__init__(*args, max_active_runs=max_active_runs, **kwargs)


class BaseOperator(operator.BaseOperator):
    """VORTEX's own default pool is called `default`."""

    positional: Sequence[str] = ("task_id",)

    def __init__(self, *, pool: str = "default", **kwargs: Any) -> None:
        super().__init__(pool="default_pool" if pool == "default" else pool, **kwargs)


class BashOperator(bash.BashOperator, BaseOperator):
    """Runs a command by `sh -c`."""

    positional: Sequence[str] = ("task_id", "bash_command")
    template_ext: Sequence[str] = ()
    context_variables: Sequence[str] = (*bash.BashOperator.context_variables, "VORTEX")


class PythonOperator(python.PythonOperator, BaseOperator):
    """Calls a function."""

    positional: Sequence[str] = ("task_id", "python_callable", "op_args", "op_kwargs")


class EmptyOperator(empty.EmptyOperator, BaseOperator):
    """Does nothing."""

    positional: Sequence[str] = ("task_id",)


DummyOperator = EmptyOperator

__all__ = ["DAG", "BaseOperator", "BashOperator", "DummyOperator", "EmptyOperator", "PythonOperator", "TaskGroup"]

_OPERATORS = {
    "bash": ("BashOperator",),
    "dummy": ("DummyOperator",),
    "empty": ("EmptyOperator",),
    "python": ("PythonOperator",),
}
TABLE = {
    "vortex": {name: f"{__name__}:{name}" for name in __all__},
    "vortex.operators": {name: f"{__name__}:{name}" for names in _OPERATORS.values() for name in names},
    **{
        f"vortex.operators.{module}": {name: f"{__name__}:{name}" for name in names}
        for module, names in _OPERATORS.items()
    },
}
"""As in `compat.airflow`. The folder `_vortex` holds the same for programs that run without the finder."""
