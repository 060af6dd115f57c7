"""Pipelines through the real command: files and modules, fan-out, failures, kills, waits, bad input."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from e2e.command import TRADEWIND, Folder, wait_for

PLUGINS = """
import os
import sys
import time

from tradewind.engine.pipeline import WaitFor


def invoices(task):
    print("looking", task.parameters.get("month"))
    return [{"file_name": f"{number}.txt", "amount": number} for number in (3, 5, 7)]


def double(task):
    (file,) = task.inputs["file"]
    return [{"amount": file.fields["amount"] * 2}]


def add(task):
    print("sum", sum(task.parameters["amounts"]))


def touchy(task):
    if not os.path.exists("fine"):
        raise RuntimeError("not fine")


def hang(task):
    print("hangs", flush=True)
    time.sleep(600)


def die(task):
    os.kill(os.getpid(), 9)


def wait(task):
    if task.resumed_from != "approval":
        raise WaitFor("approval")
    print("approved")


def secret(task):
    print("key", task.parameters["key"])
    return [{"length": len(task.parameters["key"])}]
"""
NODES: list[dict[str, Any]] = [
    {"slug": "list", "plugin": "work:invoices"},
    {"slug": "twice", "plugin": "double", "input_mode": "each", "edges": [{"name": "file", "source": "list"}]},
    {
        "slug": "pair",
        "plugin": "work:double",
        "input_mode": "by_correlation",
        "edges": [{"name": "file", "source": "list"}, {"name": "twice", "source": "twice"}],
    },
    {
        "slug": "none",
        "plugin": "double",
        "depends_on": ["list"],
        "edge_filters": {"list": {"rules": [{"field": "file_type", "operator": "eq", "value": "video"}]}},
    },
    {
        "slug": "sum",
        "plugin": "work:add",
        "edges": [{"name": "pairs", "source": "pair"}, {"name": "nothing", "source": "none", "required": False}],
        "bindings": {"amounts": {"source": "edge", "edge": "pairs", "field": "amount"}},
    },
]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    folder = Folder(tmp_path)
    folder.write("work.py", PLUGINS)
    yield folder
    assert folder.left_behind() == []


def single(folder: Folder, plugin: str, **more: Any) -> None:
    """p.json: one node that runs `plugin`."""
    folder.write("p.json", json.dumps({**more, "nodes": [{"slug": "only", "plugin": f"work:{plugin}"}]}))


def states(folder: Folder) -> dict[str, list[str]]:
    """Of the last run."""
    return by_task(json.loads(folder.call("show", "--json").out))


def by_task(run: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for task in run["tasks"]:
        found.setdefault(task["task_id"], []).append(task["state"])
    return found


@pytest.mark.parametrize("name", ["bills.json", "bills.yaml", "bills.py"])
def test_a_pipeline_runs_to_its_end(folder: Folder, name: str) -> None:
    whole = {"plugins": {"double": "work:double"}, "nodes": NODES, "input": {"month": "may"}}
    if name.endswith(".py"):
        text = (
            "import work\nfrom tradewind.pipeline.durable import Pipeline\n\n"
            f"bills = Pipeline({NODES!r}, plugins={{'double': work.double}}, defaults={{'month': 'may'}})\n"
        )
    elif name.endswith(".json"):
        text = json.dumps(whole)
    else:
        import yaml

        text = yaml.safe_dump(whole)
    folder.write(name, text)
    ran = folder.call("run", name, "--param", "month=june", "--json")
    run = json.loads(ran.out)
    assert (ran.code, run["params"]) == (0, {"month": "june"})
    assert "✔ twice[0..2]" in ran.err
    assert "─ none[0..0]" in ran.err
    assert by_task(run) == {
        "list": ["success"],
        "twice": ["success"] * 3,
        "pair": ["success"] * 3,
        "none": ["filtered"],
        "sum": ["success"],
    }


def test_every_verb_knows_pipelines(folder: Folder) -> None:
    folder.write("bills.json", json.dumps({"plugins": {"double": "work:double"}, "nodes": NODES}))
    assert folder.call("run", "-q", "bills.json").code == 0
    assert folder.call("check", "bills.json").out.startswith("✔ bills.json  bills (5 tasks)")
    logs = folder.call("logs").out
    assert "out sum 30\n" in logs
    assert "out looking None" in logs
    shown = folder.call("show", "bills.json").out
    assert "twice[]  double" in shown
    assert "list     work:invoices" in shown
    assert [(one["dag_id"], one["place"]) for one in json.loads(folder.call("list", "--json").out)] == [
        ("bills", str(folder.path / "bills.json") + ":1")
    ]
    assert "it has ended: filtered: nothing came over a required edge" in folder.call("why", "last", "none[0]").out
    assert "the plugins of a pipeline are imported" in folder.call("check", "--no-import", "bills.json").out


def test_a_failure_ends_the_run_and_retry_goes_on_where_it_failed(folder: Folder) -> None:
    nodes = [NODES[0], {"slug": "touchy", "plugin": "work:touchy", "input_mode": "each", "edges": NODES[1]["edges"]}]
    folder.write("p.json", json.dumps([*nodes, {"slug": "end", "plugin": "bash", "depends_on": ["touchy"]}]))
    ran = folder.call("run", "p.json")
    assert ran.code == 1
    assert "RuntimeError: not fine" in ran.err
    assert "tradewind retry" in ran.out
    folder.write("fine", "")
    single(folder, "die")  # the run keeps the file that it began with
    assert folder.call("retry").code == 0
    assert states(folder) == {"list": ["success"], "touchy": ["success"] * 3, "end": ["filtered"]}
    assert folder.call("logs", "last", "list").out.count("looking") == 1


@pytest.mark.parametrize("victim", ["engine", "planning"])
def test_killed_in_the_middle_it_is_continued(folder: Folder, victim: str) -> None:
    folder.write("bills.json", json.dumps({"plugins": {"double": "work:double"}, "nodes": NODES}))
    point = {"engine": "after-claim:3", "planning": "before-commit:4"}[victim]
    env = {"TRADEWIND_CRASH_AT": point}
    killed = subprocess.run(
        ["tradewind", "run", "bills.json"], cwd=folder.path, env=folder.env | env, capture_output=True, check=False,
        executable=TRADEWIND, timeout=60,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    assert "interrupted" in folder.call("runs").out
    assert folder.call("retry").code == 0
    assert states(folder)["sum"] == ["success"]
    assert "out sum 30\n" in folder.call("logs").out
    assert "running" not in folder.call("runs").out


def test_a_plugin_that_hangs_is_ended_by_its_timeout_or_by_cancel(folder: Folder) -> None:
    single(folder, "hang", timeout=0.3)
    ran = folder.call("run", "p.json")
    assert (ran.code, states(folder)) == (1, {"only": ["failed"]})
    assert "timeout of 0.3 s" in ran.err
    single(folder, "hang")
    with folder.start("run", "p.json", stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as running:
        wait_for(lambda: "hangs" in folder.call("logs", "--stream", "out").out.rpartition("timeout")[2] and
                 states(folder) == {"only": ["running"]})  # fmt: skip
        assert folder.call("cancel").code == 0
        assert running.wait(30) == 1
    assert states(folder) == {"only": ["cancelled"]}


def test_a_plugin_that_is_killed_crashes_the_run(folder: Folder) -> None:
    single(folder, "die")
    ran = folder.call("run", "p.json")
    assert (ran.code, states(folder)) == (1, {"only": ["crashed"]})
    assert "SIGKILL" in ran.err


def test_retries(folder: Folder) -> None:
    single(folder, "touchy", retries=1)
    ran = folder.call("run", "p.json")
    assert ran.code == 1
    assert "── only · try 2 · failed" in folder.call("logs").out


def test_a_plugin_waits_until_it_is_resumed(folder: Folder) -> None:
    single(folder, "wait")
    with folder.start("run", "-q", "p.json", stdout=subprocess.PIPE) as running:
        wait_for(
            lambda: (folder.path / ".tradewind" / "tradewind.db").exists() and "waiting" in folder.call("runs").out
        )
        assert folder.call("resume", "-q", "approval").code == 0
        assert running.wait(30) == 0
    assert "out approved" in folder.call("logs").out


def test_secrets_are_looked_up_when_the_task_starts(folder: Folder) -> None:
    node = {"slug": "only", "plugin": "work:secret", "bindings": {"key": {"source": "secret", "name": "API"}}}
    folder.write("p.json", json.dumps([node]))
    assert "no secret 'API'" in folder.call("run", "p.json").err
    subprocess.run(
        [TRADEWIND, "secrets", "set", "API"], cwd=folder.path,
        env=folder.env, input=b"tok-123", check=True, capture_output=True,
    )  # fmt: skip
    assert folder.call("run", "p.json").code == 0
    assert "out key ***" in folder.call("logs").out
    assert b"tok-123" not in (folder.path / ".tradewind" / "tradewind.db").read_bytes()


def test_what_cannot_be_planned_fails_with_the_reason(folder: Folder) -> None:
    binding = {"amounts": {"source": "expression", "expression": "{file.zz | required}"}}
    node = {"slug": "b", "plugin": "work:add", "input_mode": "each", "edges": NODES[1]["edges"], "bindings": binding}
    folder.write("p.json", json.dumps([NODES[0], node]))
    ran = folder.call("run", "p.json")
    assert ran.code == 1
    assert "node 'b': binding 'amounts': Required value is missing" in ran.err


def test_what_is_too_large_to_plan_fails_with_the_reason(folder: Folder) -> None:
    command = {"command": {"source": "literal", "value": "for n in {1..300}; do printf '%060000d\\n' 1; done"}}
    one = {"slug": "b", "plugin": "work:add", "input_mode": "each", "edges": NODES[1]["edges"]}
    folder.write("p.json", json.dumps([{"slug": "list", "plugin": "bash", "bindings": command}, one]))
    assert folder.call("run", "-q", "p.json").code == 1
    assert re.search(r"✖ +b\[\] +failed +a frame of 18", folder.call("show").out)


def test_a_grouped_node_whose_origins_disagree(folder: Folder) -> None:
    """An aggregate's output has no correlation: nothing can be grouped by it."""
    all_of_it = {"slug": "all", "plugin": "bash", "depends_on": ["list"], "fan_mode": "aggregate"}
    all_of_it["bindings"] = {"command": {"source": "config", "value": "echo one"}}
    group = {"slug": "group", "plugin": "work:add", "depends_on": ["list", "all"], "fan_mode": "grouped"}
    folder.write("p.json", json.dumps([NODES[0], all_of_it, group]))
    ran = folder.call("run", "p.json")
    assert ran.code == 1
    assert "edge 'all': output 'all.0' has no correlation" in ran.err


LOADING = [
    ({"plugin": "work:nothing"}, "node 'a': plugin 'work:nothing': the module has no 'nothing'"),
    ({"plugin": "wrok:add"}, "node 'a': plugin 'wrok:add': there is no module 'wrok'"),
    ({"plugin": "work:os"}, "node 'a': plugin 'work:os' is a module, which can't be called"),
    ({"plugin": "bsah"}, "there is no plugin 'bsah'; did you mean 'bash'?"),
    ({"plugin": "bash", "slug": "a b"}, "task_id 'a b' has characters other than"),
    ({"plugin": "bash", "depends_on": ["b"]}, "Unknown dependency slug 'b' in node 'a'"),
]


def test_files_that_do_not_load(folder: Folder) -> None:
    for number, (fields, _) in enumerate(LOADING):
        folder.write(f"bad/p{number}.json", json.dumps([{"slug": "a", **fields}]))
    folder.write("bad/work.py", PLUGINS)
    report = json.loads(folder.call("check", "--json", "bad").out)
    for number, (error, (_, text)) in enumerate(zip(report["errors"], LOADING, strict=True)):
        assert text in f"{error['message']}; {error['fix']}"
        assert f"p{number}.json:1" in error["place"]
    assert folder.call("run", "bad/p0.json").code == 3
    assert not (folder.path / ".tradewind").exists()


def test_errors_in_files_beside_each_other(folder: Folder) -> None:
    folder.write("good.yml", "- {slug: a, plugin: bash}\n")
    folder.write("bad.yaml", "nodes:\n- {slug: a, plugin: bash}\n- {slug: a, plugin: bash}\n")
    folder.write("hello.py", "from tradewind.pipeline.durable import Pipeline\n\n"
                 "hello = Pipeline([{'slug': 'a', 'plugin': 'bash'}])\n")  # fmt: skip
    folder.write("settings.json", '{"nodes": 3, "about": "the plugin of a slug"}')
    folder.write("other.yaml", "plugins: [slug]\nnodes: 3\n")
    folder.write("broken.py", "from tradewind.pipeline.durable import Pipeline\n\nx = Pipeline([])\n")
    checked = folder.call("check", "--json")
    assert checked.code == 3
    report = json.loads(checked.out)
    assert [record["dag_id"] for record in report["dags"]] == ["good", "hello"]
    assert {Path(error["place"]).name for error in report["errors"]} == {"bad.yaml:3:10", "broken.py:3"}
    assert "::error file=bad.yaml,line=3,col=10" in folder.call("check", "--format", "github", "bad.yaml").out


def test_nothing_is_left_running(folder: Folder) -> None:
    single(folder, "hang")
    with folder.start("run", "p.json", stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as running:
        wait_for(lambda: (folder.path / ".tradewind" / "tradewind.db").exists() and
                 "running" in folder.call("runs").out)  # fmt: skip
        running.terminate()
        assert running.wait(30) == -signal.SIGTERM
    with sqlite3.connect(folder.path / ".tradewind" / "tradewind.db") as db:
        assert db.execute("SELECT state FROM run").fetchall() == [("cancelled",)]
    db.close()


def test_a_program_runs_a_file_as_a_dag(folder: Folder) -> None:
    folder.write("sub/bills.json", json.dumps({"plugins": {"double": "work:double"}, "nodes": NODES}))
    folder.write("sub/work.py", PLUGINS)
    folder.write(
        "program.py",
        "from tradewind.pipeline.durable import Pipeline\n"
        "if __name__ == '__main__':\n"
        "    dag = Pipeline.load('sub/bills.json').dag()\n"
        "    run = dag.run()\n"
        "    print(run.state, len(run.output('pair')))\n"
        "    try:\n"
        "        Pipeline([{'slug': 'a', 'plugin': 'bash'}]).dag()\n"
        "    except ValueError as error:\n"
        "        print(error.text)\n",
    )
    done = subprocess.run(
        [sys.executable, "program.py"], cwd=folder.path, env=folder.env, capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["success 3", "a pipeline without a name"]
