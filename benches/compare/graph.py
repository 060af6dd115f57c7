"""Graphs through Python: build and drain of random layered DAGs whose integer ids are shuffled."""

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable
from graphlib import TopologicalSorter
from typing import Any

import numpy as np
import report
import rustworkx

from tradewind.graph import Graph, Sorter

LAYERS = 100
IN_EDGES = 4

Edges = list[tuple[int, int]]
Jobs = dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]]
"""By system: what is done before the clock runs, and what it measures."""


def layered(nodes: int) -> Edges:
    """Every node but those of the first layer has `IN_EDGES` edges from the layer before it."""
    chance = random.Random(1)
    ids = list(range(nodes))
    chance.shuffle(ids)
    width = nodes // LAYERS
    return [
        (ids[(down // width - 1) * width + int(chance.random() * width)], ids[down])
        for down in range(width, nodes)
        for _ in range(IN_EDGES)
    ]


def rustworkx_graph(edges: Edges) -> rustworkx.PyDiGraph:
    graph = rustworkx.PyDiGraph()
    graph.extend_from_edge_list(edges)
    return graph


def rustworkx_of_array(pairs: np.ndarray) -> rustworkx.PyDiGraph:
    """It has no way in for an array of edges; this is the shortest detour."""
    ups, downs = pairs.T.tolist()
    return rustworkx_graph(list(zip(ups, downs, strict=True)))


def graphlib_sorter(edges: Edges) -> TopologicalSorter[int]:
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for up, down in edges:
        sorter.add(down, up)
    return sorter


def prepared(edges: Edges) -> TopologicalSorter[int]:
    sorter = graphlib_sorter(edges)
    sorter.prepare()
    return sorter


def in_batches(sorter: Sorter[int]) -> None:
    while batch := sorter.ready():
        sorter.done(batch)


def in_batches_rustworkx(graph: rustworkx.PyDiGraph) -> None:
    sorter = rustworkx.TopologicalSorter(graph, check_cycle=False)
    while batch := sorter.get_ready():
        sorter.done(batch)


def in_batches_graphlib(sorter: TopologicalSorter[int]) -> None:
    while batch := sorter.get_ready():
        sorter.done(*batch)


def one_by_one(sorter: Sorter[int]) -> None:
    todo = sorter.ready()
    while todo:
        sorter.done(todo.pop())
        todo += sorter.ready()


def one_by_one_rustworkx(graph: rustworkx.PyDiGraph) -> None:
    sorter = rustworkx.TopologicalSorter(graph, check_cycle=False)
    todo = sorter.get_ready()
    while todo:
        sorter.done(todo.pop())
        todo += sorter.get_ready()


def one_by_one_graphlib(sorter: TopologicalSorter[int]) -> None:
    todo = list(sorter.get_ready())
    while todo:
        sorter.done(todo.pop())
        todo += sorter.get_ready()


def jobs(edges: Edges) -> dict[str, Jobs]:
    """What is compared. Drains begin with a graph that is built and known to have no cycle."""
    pairs = np.array(edges, dtype=np.uint32)
    ours, peer = Graph.from_edges(edges), rustworkx_graph(edges)
    return {
        "graph: build from edge tuples": {
            "tradewind": (lambda: edges, Graph.from_edges),
            "rustworkx": (lambda: edges, rustworkx_graph),
            "graphlib": (lambda: edges, graphlib_sorter),
        },
        "graph: build from a numpy array": {
            "tradewind": (lambda: pairs, Graph.from_buffer),
            "rustworkx": (lambda: pairs, rustworkx_of_array),
        },
        "graph: drain in batches": {
            "tradewind": (lambda: ours, lambda graph: in_batches(graph.sorter())),
            "rustworkx": (lambda: peer, in_batches_rustworkx),
            "graphlib": (lambda: prepared(edges), in_batches_graphlib),
        },
        "graph: drain one by one": {
            "tradewind": (lambda: ours, lambda graph: one_by_one(graph.sorter())),
            "rustworkx": (lambda: peer, one_by_one_rustworkx),
            "graphlib": (lambda: prepared(edges), one_by_one_graphlib),
        },
    }


def once(prepare: Callable[[], Any], work: Callable[[Any], Any]) -> float:
    """Seconds, what it returns freed included."""
    given = prepare()
    begin = time.perf_counter()
    work(given)
    return time.perf_counter() - begin


def measure(out: report.Report, options: argparse.Namespace) -> None:
    gc.disable()  # as timeit does: it would walk the edges again and again
    for nodes in [1_000] if options.smoke else [100_000, 1_000_000]:
        edges = layered(nodes)
        setting = f"{nodes:,} nodes, {len(edges):,} edges"
        for what, systems in jobs(edges).items():
            # Round by round, so that whatever else the machine does hits all of them alike.
            rounds = [{name: once(*job) for name, job in systems.items()} for _ in range(options.repeat)]
            for name in systems:
                samples = [1000 * seconds[name] for seconds in rounds]
                out.add(what, setting=setting, unit="ms", system=name, samples=samples, better="lower")
        graph = Graph.from_edges(edges)
        size = [sys.getsizeof(graph) / 1e6]
        out.add("graph: memory", setting=setting, unit="MB", system="tradewind", samples=size, better="lower")


if __name__ == "__main__":
    report.main("graph", measure)
