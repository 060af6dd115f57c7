"""Operators, one file per family, under the import paths that Airflow made familiar."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tradewind.operators.bash import BashOperator as BashOperator
    from tradewind.operators.empty import DummyOperator as DummyOperator
    from tradewind.operators.empty import EmptyOperator as EmptyOperator
    from tradewind.operators.python import BranchPythonOperator as BranchPythonOperator
    from tradewind.operators.python import PythonOperator as PythonOperator
    from tradewind.operators.python import ShortCircuitOperator as ShortCircuitOperator

_HOMES = {
    "BashOperator": "bash",
    "BranchPythonOperator": "python",
    "DummyOperator": "empty",
    "EmptyOperator": "empty",
    "PythonOperator": "python",
    "ShortCircuitOperator": "python",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        value = getattr(import_module(f"tradewind.operators.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'tradewind.operators' has no attribute {name!r}")
