"""Graphs on their own: order, reach, paths, reduction, width, and a drain that hands nodes out as they become ready.

    >>> from tradewind.graph import Graph
    >>> graph = Graph.from_edges([("extract", "clean"), ("clean", "load"), ("extract", "audit")])
    >>> graph.order()
    ['extract', 'clean', 'audit', 'load']
    >>> graph.critical_path({"extract": 2.0, "clean": 0.5, "load": 1.0, "audit": 0.1})
    (['extract', 'clean', 'load'], 3.5)
    >>> sorter = graph.sorter()
    >>> while batch := sorter.ready():
    ...     print(batch)
    ...     sorter.done(batch)
    ['extract']
    ['clean', 'audit']
    ['load']

    >>> graph.slack({"extract": 2.0, "clean": 0.5, "load": 1.0, "audit": 0.1})
    {'extract': 0.0, 'clean': 0.0, 'audit': 1.4, 'load': 0.0}

Ids are any hashables. Integers up to 2**32 - 1 are the fast path: a million nodes with four million edges take some
30 MB, and `Graph.from_buffer` reads them straight from numpy, `array` or bytes.
"""

from __future__ import annotations

from tradewind._core import Graph, Layout, Sorter, layout

__all__ = ["Graph", "Layout", "Sorter", "layout"]
