"""`vortex.operators.empty`."""

from tradewind.compat.vortex import EmptyOperator

__all__ = ["EmptyOperator"]
