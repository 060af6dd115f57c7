"""`vortex.operators.dummy`."""

from tradewind.compat.vortex import DummyOperator

__all__ = ["DummyOperator"]
