"""`from vortex import DAG` for DAG files written for VORTEX; a real package of that name on the path wins.

Below it lies a private folder of re-exports, so that `from vortex.operators.bash import BashOperator` works too.
"""

from tradewind.compat import _vortex
from tradewind.compat.vortex import (
    DAG,
    BaseOperator,
    BashOperator,
    DummyOperator,
    EmptyOperator,
    PythonOperator,
    TaskGroup,
)

__all__ = ["DAG", "BaseOperator", "BashOperator", "DummyOperator", "EmptyOperator", "PythonOperator", "TaskGroup"]

__path__ = _vortex.__path__
