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

from tradewind.graph import Graph, layout

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


def sparse(nodes: int) -> Edges:
    """Every node but the first has `IN_EDGES` edges from anywhere before it; ids are in this order."""
    chance = random.Random(1)
    return [(int(chance.random() * down), down) for down in range(1, nodes) for _ in range(IN_EDGES)]


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


def batches(graph: Graph[int]) -> None:
    sorter = graph.sorter()
    while batch := sorter.ready():
        sorter.done(batch)


def rustworkx_batches(graph: rustworkx.PyDiGraph) -> None:
    sorter = rustworkx.TopologicalSorter(graph, check_cycle=False)
    while batch := sorter.get_ready():
        sorter.done(batch)


def graphlib_batches(sorter: TopologicalSorter[int]) -> None:
    sorter.prepare()
    while batch := sorter.get_ready():
        sorter.done(*batch)


def one_by_one(graph: Graph[int]) -> None:
    sorter = graph.sorter()
    while batch := sorter.ready():
        for node in batch:
            sorter.done(node)


def rustworkx_one_by_one(graph: rustworkx.PyDiGraph) -> None:
    sorter = rustworkx.TopologicalSorter(graph, check_cycle=False)
    while batch := sorter.get_ready():
        for node in batch:
            sorter.done(node)


def graphlib_one_by_one(sorter: TopologicalSorter[int]) -> None:
    sorter.prepare()
    while batch := sorter.get_ready():
        for node in batch:
            sorter.done(node)


def jobs(edges: Edges) -> dict[str, Jobs]:
    """What is compared. Cycles are looked for by our build, by graphlib's drain (in `prepare`), by rustworkx never."""
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
            "tradewind": (lambda: ours, batches),
            "rustworkx": (lambda: peer, rustworkx_batches),
            "graphlib": (lambda: graphlib_sorter(edges), graphlib_batches),
        },
        "graph: drain, nodes done one by one": {
            "tradewind": (lambda: ours, one_by_one),
            "rustworkx": (lambda: peer, rustworkx_one_by_one),
            "graphlib": (lambda: graphlib_sorter(edges), graphlib_one_by_one),
        },
    }


def questions(edges: Edges) -> dict[str, Jobs]:
    """Both answer in node ids."""
    ours, peer = Graph.from_edges(edges), rustworkx_graph(edges)
    seconds = dict.fromkeys(ours.order(), 1.5)
    return {
        "graph: critical path": {
            "tradewind": (lambda: ours, Graph.critical_path),
            "rustworkx": (lambda: peer, rustworkx.dag_longest_path),
        },
        "graph: critical path, seconds a node given": {
            "tradewind": (lambda: ours, lambda graph: graph.critical_path(seconds)),
            "rustworkx": (
                lambda: peer,
                lambda graph: rustworkx.dag_weighted_longest_path(graph, lambda up, down, edge: seconds[up]),
            ),
        },
        "graph: all descendants of a node": {
            "tradewind": (lambda: ours, lambda graph: graph.descendants(edges[0][0])),
            "rustworkx": (lambda: peer, lambda graph: rustworkx.descendants(graph, edges[0][0])),
        },
        "graph: width": {"tradewind": (lambda: ours, Graph.antichain)},
        "graph: bottlenecks": {"tradewind": (lambda: ours, Graph.bottlenecks)},
    }


def reductions(edges: Edges, peers: bool) -> dict[str, Jobs]:
    """rustworkx needs seconds for 10,000 nodes and minutes for more."""
    ours = Graph.from_edges(edges)
    systems: Jobs = {"tradewind": (lambda: ours, Graph.transitive_reduction)}
    if peers:
        peer = rustworkx_graph(edges)
        systems["rustworkx"] = (lambda: peer, rustworkx.transitive_reduction)
    return {"graph: transitive reduction": systems}


def drawing(tasks: int) -> tuple[Graph[int], dict[str, Any]]:
    """Like real DAGs: one to three upstreams among the tasks written shortly before, some far ones; groups of 20."""
    chance = random.Random(1)
    edges = [
        (down - 1 - int(chance.random() * min(down, 25)), down)
        for down in range(1, tasks)
        for _ in range(1 + int(chance.random() * 3))
    ]
    edges += [(int(chance.random() * down), down) for down in range(1, tasks) if chance.random() < 0.1]
    sizes = dict.fromkeys(range(tasks), (120.0, 42.0))
    return Graph.from_edges(edges), {"sizes": sizes, "groups": {task: f"g{task // 20}" for task in range(tasks)}}


def once(prepare: Callable[[], Any], work: Callable[[Any], Any]) -> float:
    """Seconds, what it returns freed included."""
    given = prepare()
    begin = time.perf_counter()
    work(given)
    return time.perf_counter() - begin


def compare(out: report.Report, jobs: dict[str, Jobs], setting: str, repeat: int) -> None:
    for what, systems in jobs.items():
        # Round by round, so that whatever else the machine does hits all of them alike.
        rounds = [{name: once(*job) for name, job in systems.items()} for _ in range(repeat)]
        for name in systems:
            samples = [1000 * seconds[name] for seconds in rounds]
            out.add(what, setting=setting, unit="ms", system=name, samples=samples, better="lower")


def measure(out: report.Report, options: argparse.Namespace) -> None:
    gc.disable()  # as timeit does: it would walk the edges again and again
    for nodes in [1_000] if options.smoke else [100_000, 1_000_000]:
        edges = layered(nodes)
        setting = f"{nodes:,} nodes, {len(edges):,} edges"
        compare(out, jobs(edges), setting, options.repeat)
        graph = Graph.from_edges(edges)
        size = [sys.getsizeof(graph) / 1e6]
        out.add("graph: memory", setting=setting, unit="MB", system="tradewind", samples=size, better="lower")
    small, large = (200, 1_000) if options.smoke else (10_000, 100_000)
    for nodes in (small, large):
        for kind, edges in (("in layers", layered(nodes)), ("at random", sparse(nodes))):
            setting = f"{nodes:,} nodes, {len(edges):,} edges {kind}"
            compare(out, reductions(edges, peers=nodes == small), setting, options.repeat)
        if nodes == large:
            edges = layered(nodes)
            compare(out, questions(edges), f"{nodes:,} nodes, {len(edges):,} edges in layers", options.repeat)
    for tasks in (200, 400) if options.smoke else (1_000, 10_000):
        graph, given = drawing(tasks)
        work: Jobs = {"tradewind": (lambda given=given: given, lambda given, graph=graph: layout(graph, **given))}
        setting = f"{tasks:,} tasks, {graph.edge_count:,} edges, groups of 20"
        compare(out, {"graph: layout for a drawing": work}, setting, options.repeat)


if __name__ == "__main__":
    report.main("graph", measure)
