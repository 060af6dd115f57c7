"""`vortex.operators.python`."""

from tradewind.compat.vortex import PythonOperator

__all__ = ["PythonOperator"]
