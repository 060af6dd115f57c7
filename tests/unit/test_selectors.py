"""Selectors from Python: `DAG.select`, `Graph.select`, what wrong ones are told, and what a part of a DAG is."""

import pytest

from tradewind import DAG
from tradewind._core import CompiledDag, task_states
from tradewind.authoring.lower import lower, lower_to_bytes
from tradewind.authoring.task_group import TaskGroup
from tradewind.engine.selection import continued, narrowed, selection_of
from tradewind.errors import UnknownIdError, UsageError
from tradewind.graph import Graph
from tradewind.loading.loader import load_object
from tradewind.operators.empty import EmptyOperator


def sales() -> DAG:
    """extract -> staging.clean -> staging.check -> load -> report; extract -> audit"""
    with DAG("sales", tags=["daily"]) as dag:
        extract = EmptyOperator(task_id="extract")
        with TaskGroup("staging"):
            clean = EmptyOperator(task_id="clean", tags=["slow", "daily"])
            check = EmptyOperator(task_id="check")
        load = EmptyOperator(task_id="load", tags="slow")
        report = EmptyOperator(task_id="größen-report")
        extract >> clean >> check >> load >> report
        extract >> EmptyOperator(task_id="audit")
    return dag


@pytest.mark.parametrize(
    ("select", "exclude", "expected"),
    [
        (None, None, "extract staging.clean staging.check load größen-report audit"),
        ("load", None, "load"),
        ("1+load+", None, "staging.check load größen-report"),
        ("@audit", None, "extract audit"),
        ("tag:daily,extract+1", None, "extract staging.clean audit"),
        ("tag:slow", "group:staging", "load"),
        ("group:staging größen*", None, "staging.clean staging.check größen-report"),
        ("staging.*", None, "staging.clean staging.check"),
        ("path:test_selectors.py", "audit", "extract staging.clean staging.check load größen-report"),
        (None, "load+ audit", "extract staging.clean staging.check"),
    ],
)
def test_a_dag_tells_which_tasks_a_selector_means(select: str | None, exclude: str | None, expected: str) -> None:
    assert sales().select(select, exclude=exclude) == expected.split()


def test_states_are_those_of_a_run() -> None:
    with DAG("states") as dag:
        EmptyOperator(task_id="a") >> EmptyOperator(task_id="b")
    run = dag.test(select="a")
    assert dag.select("state:success", run=run) == ["a"]
    assert dag.select("state:none", run=run) == ["b"]
    with pytest.raises(UsageError, match="column 1: states are those of a run, and there is none here"):
        dag.select("state:success")


@pytest.mark.parametrize(
    ("selector", "text"),
    [
        ("", "the selector is empty; name a task, or write '*' for all"),
        (" \t", "the selector is empty; name a task, or write '*' for all"),
        ("laod", "column 1: unknown task 'laod'; did you mean 'load'?\n  laod\n  ^^^^"),
        ("load clean", "column 6: unknown task 'clean'; did you mean 'staging.clean'?\n  load clean\n       ^^^^^"),
        ("staging+", "column 1: unknown task 'staging'; it is a group: write group:staging\n  staging+\n  ^^^^^^^^"),
        ("+", "column 1: a name is missing\n  +\n  ^"),
        ("load++", "column 6: one '+' is enough\n  load++\n       ^"),
        ("@@load", "column 2: '@' stands once, at the beginning\n  @@load\n   ^"),
        ("tag:", "column 1: which tag? A value follows the ':'\n  tag:\n  ^^^^"),
        ("größen-report,", "column 14: nothing follows the ','\n  größen-report,\n               ^"),
        ("tag:dayly", "column 1: no task has the tag 'dayly'; did you mean 'tag:daily'?\n  tag:dayly\n  ^^^^^^^^^"),
        ("load_*", "column 1: no task is selected: 'load_*' matches none\n  load_*\n  ^^^^^^"),
        ("4294967296+load", "column 1: 4294967296 levels are more than any graph has; write '+' for all"),
        ("\x1b[31m", "column 2: nothing closes this '['; in double quotes it stands for itself\n  \ufffd[31m\n   ^"),
    ],
)
def test_what_a_wrong_selector_is_told(selector: str, text: str) -> None:
    for wrong in ({"select": selector}, {"exclude": selector}):
        if "select" not in wrong and selector == "load_*":
            continue  # there may be nothing to exclude
        with pytest.raises(UsageError) as error:
            sales().select(**wrong)
        assert str(error.value).startswith(text)


def test_everything_excluded() -> None:
    with pytest.raises(UsageError, match="nothing is left: 'tag:daily' excludes every task that is selected"):
        sales().select("load+", exclude="tag:daily")


def test_states_without_rows_and_rows_without_tasks() -> None:
    compiled = CompiledDag.from_msgpack(lower_to_bytes(sales()))
    rows = [("load", -1, "failed"), ("gone", -1, "failed"), ("audit", -1, "success")]
    assert compiled.select("state:failed", instances=rows) == ([("load", -1)], [])
    assert compiled.select("state:failed+", "state:none", instances=rows)[0] == [("load", -1)]
    for state in task_states():
        if state not in ("failed", "success", "none"):
            with pytest.raises(UsageError, match="matches none; there are 4 none, 1 success, 1 failed"):
                compiled.select(f"state:{state}", instances=rows)


def test_a_part_is_a_version_that_says_what_it_is_of() -> None:
    whole = load_object(sales())
    part = narrowed(whole, "extract größen-report", "tag:slow")
    assert part.compiled.task_ids == ["extract", "größen-report"]
    assert part.compiled.upstream("größen-report") == ["extract"], "it came after that, and still does"
    assert part.dag_version != whole.dag_version
    assert selection_of(whole.spec) is None
    assert selection_of(part.spec) == {
        "select": "extract größen-report", "exclude": "tag:slow", "brackets": [], "tasks": 6,
        "dag_version": whole.dag_version,
    }  # fmt: skip
    assert narrowed(whole) is whole
    assert narrowed(whole, "@extract", "x_*") is whole, "all of it is no part"


def test_newer_code_of_a_part_is_the_same_part_of_it() -> None:
    whole = load_object(sales())
    part = narrowed(whole, "load audit")
    with DAG("sales") as dag:
        EmptyOperator(task_id="load") >> EmptyOperator(task_id="verify")
    newer = load_object(dag)
    assert continued(part, newer).compiled.task_ids == ["load"]
    assert continued(whole, newer) is newer
    assert continued(part, part) is part
    with DAG("sales") as dag:
        EmptyOperator(task_id="verify")
    with pytest.raises(UsageError, match="has none of the tasks any more that the run selected"):
        continued(part, load_object(dag))


def test_setups_and_teardowns_come_with_what_they_bracket() -> None:
    with DAG("brackets") as dag:
        work = EmptyOperator(task_id="work")
        up = EmptyOperator(task_id="up")
        down = EmptyOperator(task_id="down").as_teardown(setups=up)
        up >> work >> down
        work >> EmptyOperator(task_id="after")
    whole = load_object(dag)
    assert narrowed(whole, "work").compiled.task_ids == ["work", "up", "down"]
    assert narrowed(whole, "work", "up").compiled.task_ids == ["work"]
    assert narrowed(whole, "work", "down").compiled.task_ids == ["work", "up"]
    assert dag.select("work") == ["work"], "a selector means what it says"


def test_a_mapped_task_needs_what_it_is_mapped_over() -> None:
    with DAG("mapped") as dag:
        listing = EmptyOperator(task_id="listing")
        each = EmptyOperator(task_id="each")
        each.expand_over = ["listing"]
        listing >> each
    whole = load_object(dag)
    with pytest.raises(
        UsageError, match="'each' is mapped over what 'listing' returns, which is not selected"
    ) as error:
        narrowed(whole, "each")
    assert error.value.fix == "select 'listing', too"
    assert narrowed(whole, "+each").compiled.task_ids == ["listing", "each"]


def test_tags_of_a_task_are_its_own_and_those_of_its_dag() -> None:
    tags = {node["id"]: node.get("tags") for node in lower(sales())["nodes"]}
    assert tags["staging.clean"] == ["daily", "slow"]
    assert tags["audit"] == ["daily"]
    with DAG("none") as dag:
        EmptyOperator(task_id="a")
    assert "tags" not in lower(dag)["nodes"][0], "a DAG without tags keeps its version"


def test_graphs_select_by_the_text_of_their_nodes() -> None:
    graph = Graph.from_edges([("extract", "clean"), ("clean", "load"), ("extract", "audit")])
    assert graph.select("clean+") == ["clean", "load"]
    assert graph.select("@audit") == ["extract", "audit"]
    assert graph.select("*", exclude="1+load") == ["extract", "audit"]
    with pytest.raises(UsageError, match="unknown node 'cleen'; did you mean 'clean'"):
        graph.select("cleen")
    with pytest.raises(UsageError, match="'tag:' asks for what only the tasks of a DAG have"):
        graph.select("tag:x")
    numbers = Graph.from_edges([(1, 2), (2, 30), (30, 4)])
    assert numbers.select("1+") == [1, 2, 30, 4]
    assert numbers.select('1+2 "30"+1') == [1, 2, 30, 4]
    assert numbers.select("3?") == [30]
    mixed = Graph.from_edges([((1, 2), "a b"), ("a b", None)])
    assert mixed.select('"a b"+') == ["a b", None]
    assert mixed.select('"(1, 2)"') == [(1, 2)]


def test_the_core_tells_of_unknown_tasks() -> None:
    compiled = CompiledDag.from_msgpack(lower_to_bytes(sales()))
    with pytest.raises(UnknownIdError, match="did you mean 'load'"):
        compiled.subset(["laod"])
    with pytest.raises(UnknownIdError, match="did you mean 'load'"):
        compiled.brackets(["laod"], [])
    assert compiled.levels() == [
        ["extract"],
        ["staging.clean", "audit"],
        ["staging.check"],
        ["load"],
        ["größen-report"],
    ]
