"""Lowering: what the spec holds, and that it is the same each time."""

import json
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from tradewind import DAG, BaseOperator, Label, Param, TaskGroup
from tradewind._core import CompiledDag
from tradewind.authoring.lower import lower, lower_to_bytes, safe_repr
from tradewind.errors import CycleError, SpecError
from tradewind.operators.bash import BashOperator
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import PythonOperator


def work():
    return None


def full():
    with DAG(
        "full",
        "what it does",
        "0 6 * * 1-5",
        datetime(2024, 1, 1),
        timezone="Europe/Berlin",
        tags=["b", "a"],
        max_active_tasks=3,
        max_active_runs=1,
        dagrun_timeout=timedelta(hours=1),
        on_failure_callback=print,
        params={"n": Param(3, type="integer"), "at": datetime(2024, 1, 1)},
        doc_md="# words",
    ) as dag:
        start = EmptyOperator(task_id="start")
        with TaskGroup("g", tooltip="tip"):
            bash = BashOperator(
                task_id="bash",
                bash_command="echo {{ ds }}",
                env={"TOKEN": "secret"},
                retries=2,
                retry_delay=5,
                retry_exponential_backoff=True,
                max_retry_delay=60,
                execution_timeout=timedelta(minutes=1),
                pool="db",
                pool_slots=2,
                priority_weight=7,
                weight_rule="absolute",
                trigger_rule="one_success",
                on_success_callback=[print, print],
                on_retry_callback=print,
                doc_md="notes",
            )
            python = PythonOperator(task_id="python", python_callable=work, op_args=[bash.output, {3, 1, 2}, work])
        start >> Label("go") >> [bash, python]
    return dag


def test_every_field():
    spec = lower(full())
    nodes = {node["id"]: node for node in spec["nodes"]}
    assert nodes["start"]["empty"]
    assert nodes["start"]["group"] is None
    bash = nodes["g.bash"]
    assert bash["operator"] == "tradewind.operators.bash.BashOperator"
    wanted = {
        "trigger_rule": "one_success",
        "retries": 2,
        "retry_delay": 5.0,
        "retry_backoff": 2.0,
        "max_retry_delay": 60.0,
        "timeout": 60.0,
        "pool": "db",
        "pool_slots": 2,
        "priority_weight": 7,
        "weight_rule": "absolute",
        "empty": False,
        "group": "g",
        "callbacks": ["success", "retry"],
    }
    assert {name: bash[name] for name in wanted} == wanted
    assert bash["meta"]["args"] == {"bash_command": "echo {{ ds }}", "env": "TOKEN"}
    assert bash["meta"]["doc_md"] == "notes"
    assert nodes["g.python"]["meta"]["args"] == {
        "op_args": f"[<output of g.bash>, {{1, 2, 3}}, {__name__}.work]",
        "python_callable": f"{__name__}.work",
    }
    assert spec["groups"] == [{"id": "g", "parent": None, "tooltip": "tip"}]
    assert [(edge["up"], edge["down"], edge["label"]) for edge in spec["edges"]] == [
        ("start", "g.bash", "go"),
        ("start", "g.python", "go"),
        ("g.bash", "g.python", None),
    ]
    assert (spec["max_active_tasks"], spec["max_active_runs"], spec["run_timeout"]) == (3, 1, 3600.0)
    assert spec["callbacks"] == ["failure"]
    assert spec["policy"] == {"fail_fast": False, "outcome": "leaves", "default_timeout": None, "shell": "bash"}
    meta = spec["meta"]
    assert meta["schedule"] == {"kind": "cron", "cron": "0 6 * * 1-5", "text": "0 6 * * 1-5"}
    assert meta["start_date"] == "2024-01-01T00:00:00+01:00"
    assert (meta["timezone"], meta["tags"], meta["owner"]) == ("Europe/Berlin", ["b", "a"], "tradewind")
    assert meta["params"]["at"]["default"] == "2024-01-01T00:00:00"
    assert spec["place"].startswith(f"{__file__}:")


def test_the_core_reads_it():
    compiled = CompiledDag.from_msgpack(lower_to_bytes(full()))
    assert compiled.task_ids == ["start", "g.bash", "g.python"]
    assert compiled.order() == ["start", "g.bash", "g.python"]
    spec = json.loads(compiled.to_json())
    assert spec["nodes"][1]["retry_backoff"] == 2.0
    assert spec["meta"]["description"] == "what it does"


def test_cycles_are_the_cores_to_find():
    with DAG("d") as dag:
        a, b = EmptyOperator(task_id="a"), EmptyOperator(task_id="b")
        a >> b >> a
    with pytest.raises(CycleError, match=r"a -> b -> a.*test_authoring_lower.py:\d+"):
        CompiledDag.from_msgpack(lower_to_bytes(dag))


def test_the_same_file_gives_the_same_bytes(tmp_path):
    file = tmp_path / "many.py"
    file.write_text(
        """
import sys
from tradewind import DAG
from tradewind.authoring.lower import lower_to_bytes
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import PythonOperator
class Thing: pass
with DAG("many") as dag:
    tasks = [EmptyOperator(task_id=f"t{i}") for i in range(50)]
    end = PythonOperator(task_id="end", python_callable=lambda x: x, op_args=[Thing(), {"a", "b", "c"}])
    tasks[0] >> tasks[1:] >> end
sys.stdout.buffer.write(lower_to_bytes(dag))
"""
    )
    outputs = {
        subprocess.run(
            [sys.executable, str(file)], check=True, capture_output=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1


def test_tasks_that_need_no_process():
    class Quiet(EmptyOperator):
        pass

    class Hooked(EmptyOperator):
        def pre_execute(self, context):
            print("me")

    class Silent(BaseOperator):
        def execute(self, context):
            return None

    class Again(EmptyOperator):
        def execute(self, context):
            print("work after all")

    with DAG("d") as dag:
        for cls in (EmptyOperator, Quiet, Hooked, Silent, Again):
            cls(task_id=cls.__name__)
        EmptyOperator(task_id="begins", on_execute_callback=print)
        EmptyOperator(task_id="ends", on_success_callback=print)
        EmptyOperator(task_id="fails", on_failure_callback=print)
    empty = [node["id"] for node in lower(dag)["nodes"] if node["empty"]]
    assert empty == ["EmptyOperator", "Quiet", "fails"]


def test_default_timeout(monkeypatch):
    dag = DAG("d")
    assert lower(dag)["policy"]["default_timeout"] is None
    monkeypatch.setenv("TRADEWIND_DEFAULT_TIMEOUT", "90")
    assert lower(dag)["policy"]["default_timeout"] == 90.0
    monkeypatch.setenv("TRADEWIND_DEFAULT_TIMEOUT", "soon")
    with pytest.raises(SpecError, match="TRADEWIND_DEFAULT_TIMEOUT must be a number of seconds, not 'soon'"):
        lower(dag)


def test_a_bad_backoff_names_its_task():
    with DAG("d") as dag:
        EmptyOperator(task_id="t", retry_exponential_backoff="twice")
    with pytest.raises(SpecError, match=r"retry_exponential_backoff must be .*test_authoring_lower.py:\d+"):
        lower(dag)


def test_warnings():
    with DAG("d", default_args={"depends_on_past": True}) as dag:
        EmptyOperator(task_id="a")
        EmptyOperator(task_id="b")
    assert lower(dag)["meta"]["warnings"] == [
        "depends_on_past of task 'a' and 1 more has no effect yet: runs don't wait for earlier runs"
    ]


def test_safe_repr_has_no_addresses():
    assert safe_repr([(1,), {"a": object()}, {2, 1}, print, str, lambda: 0]) == (
        f"[(1,), {{'a': <object>}}, {{1, 2}}, print, str, {__name__}.test_safe_repr_has_no_addresses.<locals>.<lambda>]"
    )
