"""`tradewind critical`: the path that takes longest, by the durations of one run or of several."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.command import Folder

SLOW = """\
import os
import time
from tradewind import DAG
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import PythonOperator

with DAG("slow") as dag:
    first = EmptyOperator(task_id="first")
    short = PythonOperator(task_id="short", python_callable=lambda: time.sleep(0.05))
    long = PythonOperator(task_id="long", python_callable=lambda: time.sleep(float(os.environ.get("LONG", "0.4"))))
    last = PythonOperator(task_id="last", python_callable=lambda: None, trigger_rule="all_done")
    first >> [short, long] >> last
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    folder = Folder(tmp_path)
    folder.write("slow.py", SLOW)
    yield folder
    assert folder.left_behind() == []


def asked(folder: Folder, *args: str) -> dict:
    return json.loads(folder.call("critical", *args, "--json").out)


def test_of_a_run_and_of_several(folder: Folder) -> None:
    assert folder.call("run", "slow.py", "--isolation", "pool").code == 0
    answer = asked(folder)
    assert (answer["dag_id"], answer["runs"], answer["width"]) == ("slow", 1, 2)
    assert answer["path"] == ["first", "long", "last"]
    tasks = {task["task_id"]: task for task in answer["tasks"]}
    assert list(tasks) == ["first", "long", "last", "short"]
    assert tasks["first"] == {"task_id": "first", "seconds": 0.0, "slack": 0.0, "alone": True}
    assert [tasks[name]["alone"] for name in ("long", "last", "short")] == [False, True, False]
    assert tasks["long"]["seconds"] >= 0.4
    assert tasks["short"]["slack"] == pytest.approx(tasks["long"]["seconds"] - tasks["short"]["seconds"])
    assert answer["seconds"] == pytest.approx(sum(tasks[name]["seconds"] for name in answer["path"]))

    # Now the other branch takes longer.
    assert folder.call("run", "slow.py", env={"LONG": "0"}).code == 0
    assert asked(folder, "slow.py")["runs"] == 2
    assert asked(folder, "slow.py", "--by", "last")["path"] == ["first", "short", "last"]
    assert asked(folder, "slow.py", "--runs", "1") == asked(folder, "slow.py", "--by", "last") | {"runs": 1}
    both = {by: asked(folder, "slow.py", "--by", by)["tasks"][1] for by in ("mean", "median")}
    assert both["mean"] == both["median"], "of two"
    assert both["mean"]["task_id"] == "long"
    assert 0.2 <= both["mean"]["seconds"] < tasks["long"]["seconds"]


def test_as_text(folder: Folder) -> None:
    assert folder.call("run", "slow.py").code == 0
    head, path, columns, *lines = folder.call("critical", "slow.py").out.splitlines()
    assert head == "slow · 4 tasks · durations of 1 run"
    assert path.endswith("s for 3 tasks, one after the other; at most 2 could run at once")
    assert columns == "task   takes  share  slack"
    assert [line.split()[0] for line in lines] == ["first", "long", "last", "short"]
    assert [line.endswith("alone") for line in lines] == [True, False, True, False]


def test_nothing_to_go_by(folder: Folder) -> None:
    done = folder.call("critical", "slow.py")
    assert (done.code, done.out) == (2, "")
    assert "error: no runs yet: " in done.err
    folder.write("bad.py", SLOW.replace('"slow"', '"bad"').replace("lambda: None", "lambda: 1 / 0"))
    assert folder.call("run", "bad.py").code == 1
    done = folder.call("critical", "bad.py")
    assert (done.code, done.err) == (
        2,
        "error: no run of 'bad' has succeeded yet; start one with `tradewind run bad.py`\n",
    )
    assert asked(folder)["path"] == ["first", "long", "last"], "a run that failed took its time, too"
    for args, text in (
        (("nope", "dag"), "no such file: nope; a run is named alone, without a DAG id"),
        (("nope",), "no run 'nope'"),
        (("slow.py", "--runs", "0"), "invalid value for '--runs'"),
        (("slow.py", "--by", "best"), "invalid value for '--by'"),
    ):
        done = folder.call("critical", *args)
        assert done.code == 2
        assert done.err.startswith(f"error: {text}")
