"""`vortex.operators.bash`."""

from tradewind.compat.vortex import BashOperator

__all__ = ["BashOperator"]
