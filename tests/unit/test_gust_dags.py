"""DAG classes become `DAG`s: what is a task, what is an edge, what is refused."""

from __future__ import annotations

import sys
import textwrap
from types import ModuleType

import pytest

from tradewind._core import CompiledDag
from tradewind.authoring.dag import DAG
from tradewind.authoring.lower import lower, lower_to_bytes
from tradewind.errors import CycleError, DuplicateIdError, LoadError, SpecError
from tradewind.gust.dags import dags_of

HEAD = "import tradewind.gust as g\nfrom tradewind.gust import Dag, task\nfrom tradewind.gust import Dag as D\n"


def load(source: str) -> list[DAG]:
    """The DAGs of a module whose first line is line 4."""
    module = ModuleType("dags_under_test")
    sys.modules[module.__name__] = module
    try:
        exec(compile(HEAD + textwrap.dedent(source), "/dags.py", "exec"), module.__dict__)
        return dags_of(vars(module))
    finally:
        del sys.modules[module.__name__]


def edges(dag: DAG) -> list[tuple[str, str]]:
    return [(edge["up"], edge["down"]) for edge in lower(dag).get("edges", [])]


def test_every_class_is_a_dag_and_inherits():
    first, second = load(
        """\
        class First(D):
            "about it"
            def __init__(self):
                super().__init__(schedule="@daily", params={"day": "x"}, retries=2, retry_delay=5, timeout=60)
            @task(downstream=["b", "c"], save=True)
            def a(self, ctx): ...
            @g.task(downstream="c", retries=0)
            async def b(self, ctx): ...
            @task(downstream=())
            def c(self, ctx): ...
            def helper(self): ...
        class Second(First):
            @task(downstream=("a",))
            def z(self, ctx): ...
            def b(self, ctx): "replaced, still a task"
        Alias = Second
        """
    )
    assert edges(first) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert edges(second) == [("a", "b"), ("a", "c"), ("b", "c"), ("z", "a")]
    spec = lower(first)
    assert (spec["dag_id"], spec["place"]) == ("First", "/dags.py:4")
    assert spec["meta"]["schedule"]["text"] == "@daily"
    assert spec["meta"]["description"] == "about it"
    assert spec["meta"]["params"]["day"]["default"] == "x"
    nodes = {node["id"]: node for node in spec["nodes"]}
    assert (nodes["a"]["retries"], nodes["a"]["retry_delay"], nodes["a"]["timeout"]) == (2, 5.0, 60.0)
    assert nodes["b"]["retries"] == 0
    assert nodes["a"]["place"] == "/dags.py:8"


def test_a_schedule_may_stand_in_the_class():
    (dag,) = load('class A(Dag):\n    schedule = "@hourly"\n    @task\n    def a(self, ctx): ...\n')
    assert dag.schedule == "@hourly"


def test_decorators_around_a_task_keep_it_one():
    (dag,) = load(
        """\
        from functools import wraps
        def loud(function):
            @wraps(function)
            def call(*args): return function(*args)
            return call
        class A(Dag):
            @loud
            @task(downstream=["b"])
            def a(self, ctx): ...
            @task
            @loud
            def b(self, ctx): ...
        """
    )
    assert edges(dag) == [("a", "b")]


def test_unknown_downstream_is_a_warning_with_its_place():
    (dag,) = load('class A(Dag):\n    @task(downstream=["exrtact"])\n    def load(self, ctx): ...\n'
                  "    @task\n    def extract(self, ctx): ...\n")  # fmt: skip
    assert lower(dag)["meta"]["warnings"] == [
        "task 'load' of DAG 'A' names an unknown downstream task 'exrtact' (/dags.py:5); did you mean 'extract'?"
    ]


def test_a_callback_that_is_not_there_is_a_warning():
    (dag,) = load('class A(Dag):\n    def __init__(self): super().__init__(on_finished_callback="don")\n'
                  "    def done(self, status, run): ...\n")  # fmt: skip
    assert dag.warnings == [
        "on_finished_callback 'don' of DAG 'A' is no method of its class (/dags.py:4); did you mean 'done'?"
    ]


def test_a_cycle_is_an_error_with_its_path():
    (dag,) = load('class A(Dag):\n    @task(downstream="b")\n    def a(self, ctx): ...\n'
                  '    @task(downstream="a")\n    def b(self, ctx): ...\n')  # fmt: skip
    with pytest.raises(CycleError, match=r"cycle: a -> b -> a \(/dags.py:\d\)"):
        CompiledDag.from_msgpack(lower_to_bytes(dag))


def test_a_task_after_itself_is_a_cycle():
    (dag,) = load('class A(Dag):\n    @task(downstream="a")\n    def a(self, ctx): ...\n')
    with pytest.raises(CycleError, match="a -> a"):
        CompiledDag.from_msgpack(lower_to_bytes(dag))


@pytest.mark.parametrize(
    ("source", "kind", "said"),
    [
        (
            "class A(Dag):\n    @task\n    def a(self, ctx): ...\n    @task\n    def a(self, ctx): ...\n",
            DuplicateIdError,
            r"task 'a' of DAG 'A' is defined twice: first at /dags.py:5 \(/dags.py:7\)",
        ),
        ("class A(Dag): ...\nclass A(Dag): ...\n", DuplicateIdError, r"first at /dags.py:4 \(/dags.py:5\)"),
        ("class A(Dag):\n    def __init__(self, x): ...\n", LoadError, r"TypeError: .*\(/dags.py:4\)"),
        ("class A(Dag):\n    def __init__(self):\n        1 / 0\n", LoadError, r"ZeroDivisionError.*\(/dags.py:6\)"),
        ("class A(Dag):\n    schedule = '99 * * * *'\n", SpecError, r"bad cron expression.*\(/dags.py:4\)"),
        ("class A(Dag):\n    @task(retries=-1)\n    def a(self, ctx): ...\n", SpecError, r"retries.*\(/dags.py:5\)"),
        ("class A(Dag):\n    @task(wait_for=3)\n    def a(self, ctx): ...\n", SpecError, r"wait_for.*\(/dags.py:5\)"),
        ("class A(Dag):\n    @task(skip_if='x')\n    def a(self, ctx): ...\n", LoadError, r"skip_if='x'.*:5\)"),
        ("class A(Dag):\n    @task(map_over='x')\n    def a(self, ctx): ...\n", LoadError, r"isn't a task.*:5\)"),
        (
            "class A(Dag):\n    @task\n    def x(self, ctx): ...\n    @task(map_over='x')\n    def a(self, ctx): ...\n",
            LoadError,
            r"doesn't save.*give 'x' save=True",
        ),
    ],
)  # fmt: skip
def test_what_is_refused(source, kind, said):
    with pytest.raises(kind, match=said):
        load(source)


def test_a_file_loaded_again_has_no_duplicates():
    source = "class A(Dag):\n    @task\n    def a(self, ctx): ...\n"
    load(source)
    (dag,) = load("\n\n" + source)
    assert dag.place == "/dags.py:6"


def test_the_decorator_gives_the_function_back():
    from tradewind.gust import task

    def function(self, ctx): ...

    assert task(function) is function
    assert task(save=True)(function) is function
    with pytest.raises(TypeError):
        task(unknown=1)
