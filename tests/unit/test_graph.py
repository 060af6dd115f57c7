"""`tradewind.graph` against graphlib, and what it says to bad input."""

import array
import gc
import struct
import sys
import threading
import weakref
from collections import ChainMap
from collections.abc import Callable, Hashable, Iterator
from fractions import Fraction
from graphlib import TopologicalSorter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.errors import CycleError, SpecError, StateError, UnknownIdError
from tradewind.graph import Graph, Sorter

IDS = st.one_of(
    st.integers(0, 30),
    st.integers(0, 2**32 - 1),
    st.integers(),
    st.text(max_size=3),
    st.tuples(st.booleans(), st.none()),
    st.fractions(0, 3, max_denominator=2),
)


@st.composite
def edges(draw: st.DrawFn, ids: st.SearchStrategy[Any] = IDS) -> list[tuple[Any, Any]]:
    """Without cycles: the first of two ids comes first in all edges."""
    nodes = draw(st.lists(ids, unique=True, min_size=2, max_size=15))
    at = st.integers(0, len(nodes) - 1)
    pairs = draw(st.lists(st.tuples(at, at).filter(lambda pair: pair[0] < pair[1]), max_size=40))
    return [(nodes[up], nodes[down]) for up, down in pairs]


def peer(pairs: list[tuple[Any, Any]]) -> TopologicalSorter[Any]:
    sorter: TopologicalSorter[Any] = TopologicalSorter()
    for up, down in pairs:
        sorter.add(down, up)
    sorter.prepare()
    return sorter


def batches(sorter: Sorter[Any]) -> Iterator[list[Any]]:
    while batch := sorter.ready():
        yield batch
        sorter.done(batch)


@given(edges())
def test_drains_as_graphlib_does(pairs: list[tuple[Any, Any]]) -> None:
    sorter = peer(pairs)
    for batch in batches(Graph.from_edges(pairs).sorter()):
        theirs = sorter.get_ready()
        assert set(batch) == set(theirs)
        assert len(batch) == len(theirs)
        sorter.done(*theirs)
    assert not sorter.is_active()


@given(edges())
def test_order_puts_upstream_first(pairs: list[tuple[Any, Any]]) -> None:
    graph = Graph.from_edges(pairs)
    place = {node: at for at, node in enumerate(graph.order())}
    assert len(place) == len(graph) == len({node for pair in pairs for node in pair})
    assert all(place[up] < place[down] for up, down in pairs)
    assert sorted(place.values()) == list(range(len(graph)))
    assert [node for level in graph.levels() for node in level] == graph.order()
    for level in graph.levels():
        assert all(not set(level) & set(graph.successors(node)) for node in level)


@given(edges(st.integers(0, 2**32 - 1) | st.integers(0, 20)))
def test_a_buffer_is_as_good_as_tuples(pairs: list[tuple[int, int]]) -> None:
    flat = array.array("I", [node for pair in pairs for node in pair])
    expected = Graph.from_edges(pairs)
    views: list[Any] = [flat, flat.tobytes(), bytearray(flat.tobytes()), memoryview(flat)]
    if pairs:
        views.append(memoryview(flat.tobytes()).cast("I", (len(pairs), 2)))
    for view in views:
        graph = Graph.from_buffer(view)
        assert graph.order() == expected.order()
        assert [graph.successors(node) for node in graph.order()] == [
            expected.successors(node) for node in expected.order()
        ]


@pytest.mark.parametrize("kind", [list, tuple, iter, lambda pairs: (list(pair) for pair in pairs), dict.fromkeys])
def test_edges_come_in_any_iterable(kind: Callable[[list[tuple[str, str]]], Any]) -> None:
    graph = Graph.from_edges(kind([("a", "b"), ("b", "c")]))
    assert graph.order() == ["a", "b", "c"]


@pytest.mark.parametrize("count", [1, 255, 256, 257, 600])
@pytest.mark.parametrize("odd", ["x", -1, 2**32, 2**70, 1.5, True])
def test_one_other_id_among_integers(count: int, odd: Hashable) -> None:
    """The fast path is left in the middle, whatever stands before."""
    pairs: list[tuple[Any, Any]] = [(node + 2, node + 3) for node in range(count)]
    graph = Graph.from_edges([*pairs, (odd, 2)], nodes=[count + 9])
    assert len(graph) == count + 3
    assert graph.order().index(odd) < graph.order().index(2)
    assert graph.descendants(odd) == list(range(2, count + 3))


@given(edges(st.integers(0, 10)), st.sampled_from([float, Fraction, complex]))
def test_what_equals_an_id_is_that_id(pairs: list[tuple[int, int]], kind: Callable[[int], Any]) -> None:
    plain = Graph.from_edges(pairs)
    mixed = Graph.from_edges([(kind(up), down) for up, down in pairs])
    assert mixed.order() == plain.order() or set(mixed.order()) == set(plain.order())
    for node in plain.order():
        assert kind(node) in plain
        assert plain.successors(kind(node)) == plain.successors(node)
        assert set(mixed.predecessors(node)) == set(plain.predecessors(node))


def test_true_is_one() -> None:
    graph = Graph.from_edges([(0, 1)])
    assert True in graph
    assert graph.predecessors(True) == [0]
    assert -1 not in graph
    assert "1" not in graph
    assert None not in graph
    assert 2**70 not in graph


def test_nodes_without_edges_and_edges_given_twice() -> None:
    graph = Graph.from_edges([("a", "b"), ("a", "b")], nodes=["z", "b"])
    assert (len(graph), graph.edge_count) == (3, 2)
    assert graph.order() == ["z", "a", "b"]
    assert graph.successors("a") == ["b"]
    assert graph.predecessors("b") == ["a"]
    assert list(batches(graph.sorter())) == [["z", "a"], ["b"]]
    assert repr(graph) == "<Graph: 3 nodes, 2 edges>"


def test_a_graph_of_nothing() -> None:
    unaligned = memoryview(bytes(1))[1:].cast("I")
    for graph in (Graph.from_edges([]), Graph.from_buffer(b""), Graph.from_buffer(unaligned)):
        assert (len(graph), graph.order(), graph.levels(), graph.critical_path()) == (0, [], [], ([], 0.0))
        assert not graph.sorter().is_active()
        assert graph.sorter().ready() == []


def test_paths() -> None:
    graph = Graph.from_edges([("extract", "clean"), ("clean", "load"), ("extract", "audit")])
    assert graph.ancestors("load") == ["extract", "clean"]
    assert graph.descendants("extract") == ["clean", "audit", "load"]
    assert graph.critical_path() == (["extract", "clean", "load"], 3.0)
    assert graph.critical_path({"audit": 9.0}) == (["extract", "audit"], 9.0)


@given(edges())
def test_reduction_and_closure_reach_the_same(pairs: list[tuple[Any, Any]]) -> None:
    graph = Graph.from_edges(pairs)
    reduced, closure = graph.transitive_reduction(), graph.transitive_closure()
    for node in graph.order():
        assert reduced.descendants(node) == graph.descendants(node)
        assert set(closure.successors(node)) == set(graph.descendants(node))
    assert set(reduced.edges()) <= set(graph.edges()) <= set(closure.edges())
    assert reduced.transitive_closure().edges() == closure.edges()
    for up, down in reduced.edges():  # minimal: without any of its edges something is reached no more
        rest = Graph.from_edges([edge for edge in reduced.edges() if edge != (up, down)], nodes=graph.order())
        assert not rest.reaches(up, down)


@given(edges())
def test_width_and_bottlenecks(pairs: list[tuple[Any, Any]]) -> None:
    graph = Graph.from_edges(pairs)
    apart = graph.antichain()
    assert not any(up != down and graph.reaches(up, down) for up in apart for down in apart)
    assert len(apart) >= max(map(len, graph.levels()), default=0)
    for node in graph.order():
        others = len(graph.ancestors(node)) + len(graph.descendants(node))
        assert (node in graph.bottlenecks()) == (others == len(graph) - 1)


def test_edges_are_those_given() -> None:
    pairs = [("a", "b"), ("a", "b"), ("c", "a"), ("a", "d")]
    assert sorted(Graph.from_edges(pairs).edges()) == sorted(pairs)


def test_analyses() -> None:
    graph = Graph.from_edges([("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("a", "d")], nodes=["d", "z"])
    seconds = {"a": 1.0, "b": 2.0, "c": 0.5, "d": 1.0}
    assert graph.critical_path(seconds) == (["a", "b", "d"], 4.0)
    assert graph.critical_path(ChainMap(seconds)) == (["a", "b", "d"], 4.0)
    assert graph.slack(seconds) == {"z": 4.0, "a": 0.0, "b": 0.0, "c": 1.5, "d": 0.0}
    assert graph.slack() == {"z": 2.0, "a": 0.0, "b": 0.0, "c": 0.0, "d": 0.0}
    assert graph.longest_path("a", "d", seconds) == (["a", "b", "d"], 4.0)
    assert graph.shortest_path("a", "d", seconds) == (["a", "d"], 2.0)
    assert graph.shortest_path("d", "d", seconds) == (["d"], 1.0)
    assert graph.shortest_path("d", "a") == ([], 0.0)
    assert graph.ancestors("b", "c", "b") == ["a"]
    assert graph.ancestors("b", "d") == ["a", "b", "c"]
    assert graph.descendants() == []


# -- bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "text"),
    [
        ([("a", "b"), ("b", "a")], "cycle: a -> b -> a"),
        ([("a", "a")], "cycle: a -> a"),
        ([(7, 5), (5, 7)], "cycle: 5 -> 7 -> 5"),
        ([(1, 4_000_000_000), (4_000_000_000, 1)], "cycle: 1 -> 4000000000 -> 1"),
        ([((1, 2), None), (None, (1, 2))], "cycle: (1, 2) -> None -> (1, 2)"),
    ],
)
def test_a_cycle_is_shown(pairs: list[tuple[Any, Any]], text: str) -> None:
    with pytest.raises(CycleError) as caught:
        Graph.from_edges(pairs)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ([("a", "b"), ("a", "b", "c")], "edge 1 is ('a', 'b', 'c'); a pair (up, down) is expected"),
        ([(1, 2)] * 300 + [(1,)], "edge 300 is (1,); a pair (up, down) is expected"),
        (["ab"], "edge 0 is 'ab'; a pair (up, down) is expected"),
        ([None], "edge 0 is None; a pair (up, down) is expected"),
        ([([], "a")], "unhashable type: 'list'"),
        (7, "'int' object is not iterable"),
    ],
)
def test_edges_that_are_none(given: Any, text: str) -> None:
    with pytest.raises(TypeError) as caught:
        Graph.from_edges(given)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("buffer", "error", "text"),
    [
        ([(1, 2)], TypeError, "a buffer of unsigned 32-bit integers is expected, not list"),
        (array.array("i", [1, 2]), TypeError, "format 'i' (4 bytes) aren't native unsigned 32-bit integers"),
        (array.array("Q", [1, 2]), TypeError, "format 'Q' (8 bytes)"),
        (array.array("d", [1, 2]), TypeError, "by numpy's .astype('uint32')"),
        (array.array("I", [1, 2, 3]), ValueError, "3 integers aren't whole pairs (up, down)"),
        (b"1234567", ValueError, "7 bytes aren't whole pairs of 4-byte integers"),
        (b"123456789012", ValueError, "3 integers aren't whole pairs (up, down)"),
        (memoryview(array.array("I", range(8)))[::2], ValueError, "isn't C-contiguous"),
        (memoryview(bytes(9))[1:].cast("I"), ValueError, "don't lie at multiples of 4; copy them first"),
        (memoryview(bytes(36)).cast("I", (3, 3)), ValueError, "shape [3, 3] isn't one of pairs"),
        (memoryview(bytes(8)).cast("I", (1, 1, 2)), ValueError, "shape [1, 1, 2] isn't one of pairs"),
    ],
)
def test_buffers_that_are_none(buffer: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as caught:
        Graph.from_buffer(buffer)
    assert text in str(caught.value)


def test_a_cycle_in_a_buffer() -> None:
    with pytest.raises(CycleError, match=r"^cycle: 9 -> 3 -> 9$"):
        Graph.from_buffer(struct.pack("=4I", 9, 3, 3, 9))


def test_what_the_caller_raises_comes_through() -> None:
    def broken() -> Iterator[tuple[int, int]]:
        yield 1, 2
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        Graph.from_edges(broken())


def test_unknown_nodes() -> None:
    graph = Graph.from_edges([("extract", "clean")])
    ask: list[Callable[[Any], object]] = [
        graph.ancestors, graph.descendants, graph.predecessors, graph.successors, graph.sorter().done,
        lambda node: graph.critical_path({node: 1.0}), lambda node: graph.slack({node: 1.0}),
        lambda node: graph.reaches(node, "extract"), lambda node: graph.reaches("extract", node),
        lambda node: graph.longest_path(node, "extract"), lambda node: graph.shortest_path("extract", node),
    ]  # fmt: skip
    for method in ask:
        with pytest.raises(UnknownIdError) as caught:
            method("claen")
        assert str(caught.value) == "unknown node 'claen'; did you mean 'clean'?"
    with pytest.raises(UnknownIdError, match=r"^unknown node \('extract',\); one node is expected here$"):
        graph.sorter().done(("extract",))
    with pytest.raises(UnknownIdError, match=r"^unknown node 3$"):
        Graph.from_edges([(1, 2)]).ancestors(3)
    with pytest.raises(TypeError, match="unhashable"):
        graph.ancestors([])


def test_weights_are_a_mapping() -> None:
    with pytest.raises(TypeError, match="'list' object is not an instance of 'Mapping'"):
        Graph.from_edges([("a", "b")]).slack([1.0])  # type: ignore[arg-type]


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_weights_are_seconds(weight: float) -> None:
    with pytest.raises(ValueError, match=r"^weight of 'a' is .*; weights are seconds, finite and not negative$"):
        Graph.from_edges([("a", "b")]).critical_path({"a": weight})


def test_a_closure_that_is_too_large() -> None:
    graph = Graph.from_edges([(node, node + 1) for node in range(600)])
    assert graph.transitive_closure(limit=180_300).edge_count == 180_300
    with pytest.raises(SpecError, match=r"^the transitive closure has more than 180299 edges, at 4 bytes each"):
        graph.transitive_closure(limit=180_299)


@pytest.mark.parametrize(("up", "down"), [("a", "b"), (1, 2)])
def test_done_out_of_turn(up: Any, down: Any) -> None:
    sorter = Graph.from_edges([(up, down)]).sorter()
    with pytest.raises(StateError, match=f"^node {up} can't be done: `ready` hasn't handed it out$"):
        sorter.done(up)
    assert sorter.ready() == [up]
    for batch in ([up, down], [up, up], [up, None]):
        with pytest.raises((StateError, UnknownIdError)):
            sorter.done(batch)
        assert sorter.ready() == []  # none of the batch was marked
    sorter.done(up)
    with pytest.raises(StateError, match=f"^node {up} can't be done: it is done already$"):
        sorter.done(up)
    assert sorter.ready() == [down]


# -- the boundary ------------------------------------------------------------------------------------------------------


class Node:
    """An id that knows its graph."""

    graph: Graph["Node"]


def test_a_graph_among_its_own_ids_is_collected() -> None:
    up, down = Node(), Node()
    up.graph = Graph.from_edges([(up, down)])
    sorter, gone = up.graph.sorter(), weakref.ref(up)
    del up, down, sorter
    gc.collect()
    assert gone() is None


def test_graphs_made_from_a_graph_share_its_ids() -> None:
    up, down = Node(), Node()
    reduced = Graph.from_edges([(up, down)]).transitive_reduction()
    up.graph = reduced.transitive_closure()
    assert reduced.successors(up) == up.graph.successors(up) == [down]
    gone = weakref.ref(up)
    del up, down, reduced
    gc.collect()
    assert gone() is None


def test_ids_are_kept_alive() -> None:
    graph = Graph.from_edges([(Node(), Node())])
    gc.collect()
    assert [type(node) for node in graph.order()] == [Node, Node]


def test_bytes_of_integers() -> None:
    pairs = array.array("I", [node for up in range(1000) for down in range(1, 5) for node in (up, up + down)])
    graph = Graph.from_buffer(pairs)
    # 4 an edge; 12 a node for rows, degrees and order, 8 for ids.
    assert sys.getsizeof(graph) <= 4 * graph.edge_count + 20 * len(graph) + 300


def test_threads_share_a_sorter() -> None:
    width, depth = 50, 40
    pairs = [((at, left), (at + 1, right)) for at in range(depth) for left in range(width) for right in (left, 0)]
    graph = Graph.from_edges(pairs)
    sorter = graph.sorter()
    seen: list[Any] = []

    def work() -> None:
        while sorter.is_active():
            for node in sorter.ready():
                seen.append(node)
                sorter.done(node)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    place = {node: at for at, node in enumerate(seen)}
    assert len(seen) == len(place) == len(graph)
    assert all(place[up] < place[down] for up, down in pairs)


def test_other_threads_run_while_a_graph_is_built() -> None:
    edges = array.array("I", [node for down in range(1, 300_000) for node in (down * 7919 % down, down)])
    gate, ran = threading.Lock(), threading.Event()
    thread = threading.Thread(target=lambda: (gate.acquire(), ran.set()))
    before = sys.getswitchinterval()
    with gate:
        thread.start()
        # From here on the other thread gets its turn only where it is let in.
        sys.setswitchinterval(1000)
    try:
        for _ in range(100):
            Graph.from_buffer(edges)
            if ran.is_set():
                break
        assert ran.is_set()
    finally:
        sys.setswitchinterval(before)
        thread.join()
