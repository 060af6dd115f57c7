"""For those who extend tradewind and want to know that what they built keeps its promises.

Runs of a DAG in memory need nothing from here: `dag.test()`.
"""

from tradewind.stores.conformance import StoreConformance
from tradewind.stores.conformance.pipeline import DurableStoreConformance
from tradewind.testing.executors import ExecutorConformance

__all__ = ["DurableStoreConformance", "ExecutorConformance", "StoreConformance"]
