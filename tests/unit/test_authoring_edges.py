"""Edges, however they are drawn."""

import pytest

from tradewind import DAG, Label, TaskGroup, chain, cross_downstream
from tradewind.authoring.lower import lower
from tradewind.errors import LoadError
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import PythonOperator


@pytest.fixture
def dag():
    with DAG("d") as dag:
        yield dag


def tasks(*ids):
    return [EmptyOperator(task_id=one) for one in ids]


def edges(dag):
    return {(task.task_id, down) for task in dag.tasks for down in task.downstream_task_ids}


def test_operators_return_what_stands_on_their_right(dag):
    a, b, c, d = tasks(*"abcd")
    a >> [b, c] >> d
    assert edges(dag) == {("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")}
    assert d.upstream_task_ids == {"b", "c"}
    assert a.downstream_list == [b, c]


def test_left_shift(dag):
    a, b, c, d = tasks(*"abcd")
    d << [b, c] << a
    assert edges(dag) == {("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")}


def test_nested_lists_tuples_and_methods(dag):
    a, b, c, d, e = tasks(*"abcde")
    a.set_downstream([b, (c, {d})])
    e.set_upstream([b, [c]])
    assert edges(dag) == {("a", "b"), ("a", "c"), ("a", "d"), ("b", "e"), ("c", "e")}


def test_groups_stand_for_their_first_and_last_tasks(dag):
    before, after = tasks("before", "after")
    with TaskGroup("g") as g:
        a, b, _ = tasks(*"abc")
        a >> b
    before >> g >> after
    assert edges(dag) == {("g.a", "g.b"), ("before", "g.a"), ("before", "g.c"), ("g.b", "after"), ("g.c", "after")}
    assert g.upstream_task_ids == {"before"}
    assert g.downstream_task_ids == {"after"}


def test_group_to_group(dag):
    with TaskGroup("g") as g:
        tasks("a")
    with TaskGroup("h") as h:
        tasks("b")
    h.set_upstream(g)
    assert edges(dag) == {("g.a", "h.b")}
    assert (h.upstream_group_ids, g.downstream_group_ids) == ({"g"}, {"h"})
    assert h.upstream_task_ids == set()


def test_what_follows_a_group_does_not_wait_for_its_teardown(dag):
    (after,) = tasks("after")
    with TaskGroup("g") as g:
        up, work, down = tasks("up", "work", "down")
        up.as_setup() >> work >> down.as_teardown(setups=up)
    g >> after
    assert after.upstream_task_ids == {"g.work"}
    assert down.upstream_task_ids == {"g.work", "g.up"}


def test_labels(dag):
    a, b, c = tasks(*"abc")
    label = Label("new")
    a >> label >> [b, c]
    c << Label("back") << b
    drawn = {(edge["up"], edge["down"]): edge["label"] for edge in lower(dag)["edges"]}
    assert drawn == {("a", "b"): "new", ("a", "c"): "new", ("b", "c"): "back"}
    d, e = tasks("d", "e")
    [d] >> label >> e
    assert e.upstream_task_ids == {"d"}


def test_chain(dag):
    a, b, c, d, e, f = tasks(*"abcdef")
    chain(a, [b, c], [d, e], Label("end"), f)
    assert edges(dag) == {("a", "b"), ("a", "c"), ("b", "d"), ("c", "e"), ("d", "f"), ("e", "f")}
    with pytest.raises(LoadError, match="a list of 2 is followed by a list of 1"):
        chain([a, b], [c])


def test_cross_downstream(dag):
    a, b, c, d = tasks(*"abcd")
    cross_downstream([a, b], [c, d])
    assert edges(dag) == {("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")}


def test_outputs_draw_edges(dag):
    make = PythonOperator(task_id="make", python_callable=dict)
    deep = PythonOperator(task_id="deep", python_callable=dict, op_kwargs={"x": [1, {"y": (make.output["k"],)}]})
    flat = PythonOperator(task_id="flat", python_callable=print, op_args=[make.output, deep.output[0]])
    late = PythonOperator(task_id="late", python_callable=print)
    late.op_args = [flat.output]
    assert edges(dag) == {("make", "deep"), ("make", "flat"), ("deep", "flat")}
    assert {(edge["up"], edge["down"]) for edge in lower(dag)["edges"]} == {*edges(dag), ("flat", "late")}
    make.output >> late
    assert "make" in late.upstream_task_ids


def test_outputs_have_no_items_yet(dag):
    make = PythonOperator(task_id="make", python_callable=dict)
    with pytest.raises(TypeError, match="output of 'make' doesn't exist before the DAG runs"):
        list(make.output)


def test_a_task_without_a_dag_joins_that_of_the_other(dag):
    (a,) = tasks("a")
    free = EmptyOperator(task_id="free", dag=None)
    assert free.dag is dag
    with DAG("other"):
        pass
    loose = _loose("loose")
    a >> loose
    assert loose.dag is dag


def _loose(task_id):
    import contextvars

    return contextvars.Context().run(lambda: EmptyOperator(task_id=task_id))


def test_edges_that_cannot_be(dag):
    (a,) = tasks("a")
    other = EmptyOperator(task_id="x", dag=DAG("other"))
    with pytest.raises(LoadError, match=r"belong to two DAGs, 'd' and 'other'.*test_authoring_edges.py:\d+"):
        a >> other
    with pytest.raises(LoadError, match="'b' is a str, which no edge can begin or end at"):
        a >> "b"
    with pytest.raises(LoadError, match="have no DAG yet"):
        _loose("p") >> _loose("q")


def test_an_edge_drawn_twice_is_one(dag):
    a, b = tasks("a", "b")
    a >> b
    a >> Label("named") >> b
    assert [(edge["up"], edge["down"], edge["label"]) for edge in lower(dag)["edges"]] == [("a", "b", "named")]
