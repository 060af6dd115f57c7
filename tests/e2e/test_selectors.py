"""Parts of a DAG through the real command: what runs, what is kept of it, and how it goes on."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.command import Folder, wait_for
from tradewind.engine.engine import Engine
from tradewind.engine.selection import narrowed
from tradewind.loading.loader import load_file

SALES = """\
import os
import time
from tradewind import DAG
from tradewind.authoring.task_group import TaskGroup
from tradewind.operators.bash import BashOperator
from tradewind.operators.python import PythonOperator


def load():
    if not os.path.exists("fixed"):
        raise FileNotFoundError("fixed")


def slow():
    open("slow.began", "w").close()
    while not os.path.exists("go"):
        time.sleep(0.01)


def note(name):
    return BashOperator(task_id=name, bash_command=f"echo {name} >> order.txt")


with DAG("sales") as dag:
    extract = note("extract")
    with TaskGroup("staging"):
        clean = note("clean")
        check = note("check")
        clean >> check
    loading = PythonOperator(task_id="load", python_callable=load, tags=["core"])
    report = note("report")
    waits = PythonOperator(task_id="slow", python_callable=slow)
    extract >> clean
    check >> loading >> report
    extract >> waits
"""
MAPPED = """\
import os
from tradewind.gust import Dag, task


class Mapped(Dag):
    @task(save=True, downstream=["total"])
    def listing(self, ctx):
        return [0, 1, 2]

    @task(map_over="listing", save=True, retries=0, downstream=["total"])
    def each(self, ctx):
        if ctx["params"]["item"] == 1 and not os.path.exists("fixed"):
            raise ValueError("one")

    @task
    def total(self, ctx): ...
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    folder = Folder(tmp_path)
    folder.write("sales.py", SALES)
    yield folder
    assert folder.left_behind() == []


def states(folder: Folder, run: str = "last") -> dict[str, str]:
    shown = json.loads(folder.call("show", run, "--json").out)
    return {
        task["task_id"] if task["map_index"] < 0 else f"{task['task_id']}[{task['map_index']}]": task["state"]
        for task in shown["tasks"]
    }


def order(folder: Folder) -> list[str]:
    lines = (folder.path / "order.txt").read_text().split()
    (folder.path / "order.txt").unlink()
    return lines


def test_a_selection_runs_alone_in_its_order_and_its_run_says_so(folder: Folder) -> None:
    done = folder.call("run", "sales.py", "-s", "report", "--select", "extract", "--json")
    run = json.loads(done.out)
    assert (done.code, run["state"]) == (0, "success")
    assert "sales · run" in done.err
    assert "2 of 6 tasks" in done.err
    assert order(folder) == ["extract", "report"], "the way between them led through others"
    whole = run["selection"].pop("dag_version")
    assert run["selection"] == {"select": "report extract", "exclude": None, "brackets": [], "tasks": 6}
    assert whole != run["dag_version"]
    (listed,) = json.loads(folder.call("runs", "--json").out)
    assert listed["selection"]["select"] == "report extract"
    assert states(folder) == {"extract": "success", "report": "success"}
    assert "2 of 6 tasks" in folder.call("show").out
    assert folder.call("why", "last", "load").code == 2, "the run has no such task"


def test_a_dry_run_prints_a_tree_and_does_nothing(folder: Folder) -> None:
    args = ("run", "sales.py", "-s", "extract staging.check tag:core", "--exclude", "path:nowhere* staging.clean")
    done = folder.call(*args, "--dry-run")
    assert (done.code, done.err) == (0, "")
    assert [line.rstrip() for line in done.out.splitlines()] == [
        "sales · 3 of 6 tasks would run · 3 levels",
        "├─ extract    level 1",
        "├─ ▾ staging",
        "│  ╰─ check   level 2  does not wait for staging.clean",
        "╰─ load       level 3",
        "not selected: staging.clean, report, slow",
    ]
    plan = json.loads(folder.call(*args, "--dry-run", "--json").out)
    assert plan.keys() == {"dag_id", "dag_version", "select", "exclude", "tasks", "not_selected"}
    assert plan["tasks"][1] == {
        "task_id": "staging.check", "group": "staging", "level": 2, "upstream": ["extract"],
        "not_awaited": ["staging.clean"], "bracket": False,
    }  # fmt: skip
    assert plan["not_selected"] == ["staging.clean", "report", "slow"]
    assert folder.call("run", "sales.py", "--dry-run").out.startswith("sales · 6 tasks would run · 5 levels\n")
    assert not (folder.path / "order.txt").exists()
    assert folder.call("runs").code == 2, "no state was made"


def test_retry_runs_what_is_selected_and_what_that_had_held_back(folder: Folder) -> None:
    assert folder.call("run", "sales.py", "--exclude", "slow").code == 1
    assert order(folder) == ["extract", "clean", "check"]
    folder.write("fixed", "")
    plan = folder.call("retry", "--select", "state:failed extract", "--dry-run")
    assert plan.code == 0
    assert plan.out.splitlines()[1:] == [
        "├─ extract  level 1  success",
        "├─ load     level 2  failed",
        "╰─ report   level 3  upstream_failed",
        "2 instances kept as they are",
    ]
    assert states(folder)["load"] == "failed", "that was a rehearsal"
    assert folder.call("retry", "--select", "state:failed extract").code == 0
    assert order(folder) == ["extract", "report"], "clean and check kept their results"
    assert set(states(folder).values()) == {"success"}
    assert folder.call("retry", "-s", "state:failed").code == 2
    assert folder.call("retry", "last", "staging.check", "--exclude", "report").code == 0
    assert order(folder) == ["check"]
    assert folder.call("retry", "last", "load", "-s", "report").err.startswith(
        "error: tasks are named and selected, too;"
    )


def test_excluded_from_a_retry_it_stays_as_it_is(folder: Folder) -> None:
    assert folder.call("run", "sales.py", "-s", "load report").code == 1
    folder.write("fixed", "")
    done = folder.call("retry", "--exclude", "report", "--json")
    assert (done.code, json.loads(done.out)["state"]) == (1, "failed")
    assert states(folder) == {"load": "success", "report": "upstream_failed"}


def test_only_the_instances_that_failed_run_again(folder: Folder) -> None:
    folder.write("mapped.py", MAPPED)
    assert folder.call("run", "mapped.py").code == 1
    assert states(folder)["each[1]"] == "failed"
    folder.write("fixed", "")
    plan = json.loads(folder.call("retry", "-s", "state:failed", "--dry-run", "--json").out)
    again = {task["task_id"]: [one["map_index"] for one in task["instances"]] for task in plan["tasks"]}
    assert again == {"each": [1], "total": [-1]}
    assert plan["kept"] == 3
    assert folder.call("retry", "-s", "state:failed").code == 0
    shown = json.loads(folder.call("show", "--json").out)["tasks"]
    tries = {(task["task_id"], task["map_index"]): task["try_number"] for task in shown}
    assert tries == {("listing", -1): 1, ("each", 0): 1, ("each", 1): 2, ("each", 2): 1, ("total", -1): 1}
    assert "╰─ each  level 1  success: [0], [1], [2]" in folder.call("retry", "-s", "each", "--dry-run").out
    assert "1 of 3 tasks" in folder.call("show", "-s", "each,state:success").out


def test_a_selection_that_was_killed_goes_on_as_one(folder: Folder) -> None:
    run = folder.start("run", "sales.py", "-s", "slow report")
    wait_for((folder.path / "slow.began").exists)
    run.send_signal(signal.SIGKILL)
    run.wait()
    folder.write("go", "")
    assert folder.call("retry").code == 0
    assert states(folder) == {"slow": "success", "report": "success"}
    folder.write("sales.py", SALES.replace('note("report")', 'note("report"); note("more")'))
    assert folder.call("retry", "last", "report", "--code", "latest").code == 0
    assert states(folder).keys() == {"slow", "report"}, "newer code of a part is the same part of it"


def test_the_engine_at_work_is_asked(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.path)
    (loaded,) = load_file("sales.py")
    with Engine(folder.path / ".tradewind" / "tradewind.db") as engine:
        handle = engine.submit(narrowed(loaded, "load report"), run_id="asked")
        assert handle.wait().state == "failed"
        folder.write("fixed", "")
        done = folder.call("retry", "asked", "-s", "state:failed", "--exclude", "report")
        assert (done.code, "passed on to the engine at work there" in done.err) == (0, True)
        wait_for(lambda: engine.find("asked").task("load").state == "success")
        wait_for(lambda: not engine.active())
        assert engine.find("asked").task("report").state == "upstream_failed"


def test_the_states_of_which_run(folder: Folder) -> None:
    assert folder.call("run", "sales.py", "-s", "load").code == 1
    failed = json.loads(folder.call("runs", "--json").out)[0]["run_id"]
    plan = json.loads(folder.call("run", "sales.py", "-s", "state:failed", "--dry-run", "--json").out)
    assert [task["task_id"] for task in plan["tasks"]] == ["load"]
    folder.write("fixed", "")
    assert folder.call("run", "sales.py", "-s", "load").code == 0
    assert folder.call("run", "sales.py", "-s", "state:failed").code == 2, "the newest run's"
    done = folder.call("run", "sales.py", "-s", "state:failed", "--state-of", failed[:8])
    assert (done.code, states(folder)) == (0, {"load": "success"})
    missing = folder.call("show", "sales.py", "-s", "state:failed")
    assert (missing.code, "there are 5 none, 1 success" in missing.err) == (2, True)
    missing = folder.call("run", "sales.py", "-s", "load", "--state-of", "nope")
    assert (missing.code, missing.err.startswith("error: no run 'nope'")) == (2, True)


def test_errors_point_at_the_column(folder: Folder) -> None:
    done = folder.call("run", "sales.py", "-s", "extract", "-s", "laod+")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error: column 9: unknown task 'laod'; did you mean 'load'?\n  extract laod+\n          ^^^^^\n"
    )
    assert folder.call("run", "sales.py", "--exclude", "").err.startswith("error: the selector is empty;")
    assert folder.call("show", "sales.py", "-s", "state:failed").err.startswith("error: no runs yet:")


def test_python_runs_a_part_too(folder: Folder) -> None:
    script = folder.write(
        "main.py",
        "from sales import dag\n"
        "if __name__ == '__main__':\n"
        "    run = dag.run(select='extract+1', exclude='slow')\n"
        "    print(sorted(run.tasks), run.state)\n"
        "    print(dag.run(select='state:success', exclude='extract').tasks.keys())\n",
    )
    done = subprocess.run([sys.executable, script], cwd=folder.path, env=folder.env, capture_output=True, check=True)
    assert done.stdout.decode() == "['extract', 'staging.clean'] success\ndict_keys(['staging.clean'])\n"
