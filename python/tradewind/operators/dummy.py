"""`DummyOperator`: the former name of `EmptyOperator`."""

from tradewind.operators.empty import DummyOperator, EmptyOperator

__all__ = ["DummyOperator", "EmptyOperator"]
