"""`scan`, and what `check`, `list` and `show` take from it: exact text, exit codes, real files and signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from e2e.command import Folder

GOOD = """from airflow import DAG
from airflow.operators.empty import EmptyOperator

with DAG("orders", schedule="@daily") as dag:
    EmptyOperator(task_id="fetch") >> EmptyOperator(task_id="report")
"""
COMPUTED = """import os

from airflow import DAG
from airflow.operators.empty import EmptyOperator

with DAG("regions"):
    for name in os.listdir("."):
        EmptyOperator(task_id=name)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_scan_says_what_is_exact_and_where_it_is_not(folder: Folder) -> None:
    folder.write("dags/orders.py", GOOD)
    folder.write("dags/regions.py", COMPUTED)
    folder.write("dags/helper.py", "from airflow.models import Variable\n")
    done = folder.call("scan", "dags")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "✔ orders  exact  2 tasks, 1 edge  dags/orders.py:4",
        "─ regions  partial  0 tasks, 0 edges  dags/regions.py:6",
        "    dags/regions.py:8:9  a loop over something that isn't known: `os.listdir` is called",
        "2 files · 2 DAGs · 1 exact",
    ]


def test_scan_in_json(folder: Folder) -> None:
    folder.write("orders.py", GOOD)
    folder.write("broken.py", "from airflow import DAG\ndag = DAG('kept')\nx = = 1\n")
    done = folder.call("scan", "orders.py", "broken.py", "--json")
    assert done.code == 3
    orders, broken = json.loads(done.out)
    assert (orders["path"], orders["verdict"], orders["error"]) == ("orders.py", "exact", None)
    (dag,) = orders["dags"]
    assert (dag["dag_id"], dag["verdict"], dag["schedule"], dag["line"], dag["column"]) == (
        "orders", "exact", "@daily", 4, 6,
    )  # fmt: skip
    assert [(edge["up"], edge["down"], edge["line"]) for edge in dag["edges"]] == [("fetch", "report", 5)]
    assert broken["verdict"] == "partial"
    assert broken["error"]["line"] == 3
    assert [dag["dag_id"] for dag in broken["dags"]] == ["kept"]


def test_scan_of_a_path_that_is_not_there(folder: Folder) -> None:
    folder.write("orders.py", GOOD)
    done = folder.call("scan", "order.py")
    assert (done.code, done.out) == (2, "")
    assert "no such file: order.py" in done.err
    assert "orders.py" in done.err


def test_watch_scans_again_after_each_change_and_ends_by_a_signal(folder: Folder) -> None:
    folder.write("orders.py", GOOD)
    watch = folder.start("scan", ".", "--watch", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert watch.stdout is not None
    try:
        assert watch.stdout.readline().startswith("✔ orders  exact  2 tasks, 1 edge")
        assert watch.stdout.readline() == "1 file · 1 DAG · 1 exact\n"
        folder.write("orders.py", GOOD.replace("orders", "changed"))
        assert watch.stdout.readline().startswith("✔ changed  exact")
        assert watch.stdout.readline() == "1 file · 1 DAG · 1 exact\n"
        folder.write("more/late.py", GOOD.replace("orders", "late"))
        seen = [watch.stdout.readline() for _ in range(3)]
        assert seen[-1] == "2 files · 2 DAGs · 2 exact\n"
        (folder.path / "orders.py").unlink()
        assert watch.stdout.readline().startswith("✔ late  exact")
        assert watch.stdout.readline() == "1 file · 1 DAG · 1 exact\n"
        watch.send_signal(signal.SIGINT)
        _, err = watch.communicate(timeout=30)
    finally:
        watch.kill()
        watch.wait()
    assert "Traceback" not in err
    assert watch.returncode in (130, -signal.SIGINT)


FINDINGS = {
    "duplicate": ('with DAG("d"):\n    E(task_id="a")\n    E(task_id="a")\n', 5, 5, "task 'a' is defined twice"),
    "cycle": (
        'with DAG("d"):\n    a, b = E(task_id="a"), E(task_id="b")\n    a >> b\n    b >> a\n',
        6, 1, "cycle: a -> b -> a",
    ),
    "unreachable": (
        'with DAG("d"):\n    E(task_id="a") >> E(task_id="b")\n    E(task_id="c")\n',
        5, 5, "task 'c' is joined to no other",
    ),
    "schedule": ('with DAG("d", schedule="61 * * * *"):\n    E(task_id="a")\n', 3, 6, "'61 * * * *'"),
    "unknown": ('with DAG("d") as dag:\n    a = E(task_id="a")\n    dag.get_task("b") >> a\n', 5, 5, "no task 'b'"),
    "reading": (
        'import requests\nanswer = requests.get("http:" + "//localhost")\nwith DAG("d"):\n    E(task_id="a")\n',
        4, 10, "`requests.get` is called while the file is imported",
    ),
}  # fmt: skip
HEAD = "from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator as E\n"


@pytest.mark.parametrize("kind", FINDINGS)
def test_findings_have_file_line_and_column(kind: str) -> None:
    from tradewind.scanning import scan
    from tradewind.scanning.lint import lint

    body, line, column, text = FINDINGS[kind]
    (found,) = lint(scan((HEAD + body).encode()))
    assert (found.kind, found.line, found.column) == (kind, line, column)
    assert text in found.text


def test_check_reports_findings_in_three_forms(folder: Folder) -> None:
    body, *_ = FINDINGS["unreachable"]
    folder.write("dags/loose.py", HEAD + body)
    text = folder.call("check", "dags")
    assert text.code == 0
    assert text.out.splitlines() == [
        "✔ dags/loose.py  d (3 tasks)",
        "  warning: dags/loose.py:5:5  task 'c' is joined to no other",
        "1 file · 1 DAG · 0 errors",
    ]
    plain = json.loads(folder.call("check", "dags", "--format", "json").out)
    assert plain["findings"] == [
        {
            "file": "dags/loose.py", "line": 5, "column": 5, "kind": "unreachable",
            "message": "task 'c' is joined to no other",
        }
    ]  # fmt: skip
    assert plain == json.loads(folder.call("check", "dags", "--json").out)
    github = folder.call("check", "dags", "--format", "github")
    assert github.out == "::warning file=dags/loose.py,line=5,col=5,title=unreachable::task 'c' is joined to no other\n"
    strict = folder.call("check", "dags", "--strict", "--format", "github")
    assert strict.code == 3
    assert strict.out.startswith("::error file=dags/loose.py,line=5")


def test_check_says_an_error_once_where_the_loader_has_said_it(folder: Folder) -> None:
    body, *_ = FINDINGS["cycle"]
    folder.write("round.py", HEAD + body)
    done = folder.call("check", "round.py")
    assert done.code == 3
    assert done.out.count("cycle") == 1


def test_no_import_takes_structure_from_the_source_alone(folder: Folder) -> None:
    folder.write("orders.py", GOOD)
    assert folder.call("show", "orders.py", "--no-import").code == 0
    listed = json.loads(folder.call("list", "--no-import", "--json", "orders.py").out)
    assert [(one["dag_id"], one["tasks"]) for one in listed] == [("orders", 2)]
    folder.write("regions.py", COMPUTED)
    done = folder.call("check", "--no-import", "regions.py")
    assert done.code == 3
    assert done.out.splitlines() == [
        "  warning: regions.py:7:17  `os.listdir` is called while the file is imported",
        "✖ regions.py:8  a loop over something that isn't known: `os.listdir` is called",
        "    → without --no-import the file is loaded",
        "1 file · 0 DAGs · 1 error",
    ]


def test_no_import_sees_errors_of_syntax_where_a_scan_only_skims(folder: Folder) -> None:
    folder.write("orders.py", GOOD + "\n\ndef unused():\n    x = = 1\n")
    done = folder.call("check", "--no-import", "orders.py")
    assert done.code == 3
    assert done.out.splitlines()[0] == "✖ orders.py:9  invalid syntax"


def test_files_that_define_no_dag_are_not_run(folder: Folder) -> None:
    folder.write("dags/orders.py", GOOD)
    mark = "open('ran', 'a').write(__name__)\n"
    folder.write("dags/notes.py", "from airflow.models import Variable\n" + mark)
    folder.write("dags/factory.py", "from helper import build\n# of airflow\n" + mark + "build()\n")
    folder.write("dags/helper.py", "def build(): ...\n")
    done = folder.call("list", "dags", "--json")
    assert [one["dag_id"] for one in json.loads(done.out)] == ["orders"]
    ran = list(folder.path.rglob("ran"))
    assert [path.read_text() for path in ran] == ["__tradewind_main__"], (
        "the factory, which may make DAGs, and no other"
    )


def test_odd_files_hide_no_other(folder: Folder) -> None:
    folder.write("good.py", HEAD + 'with DAG("good"):\n    E(task_id="a")\n')
    folder.write("deep.py", HEAD + "x = " + "-" * 200_000 + '1\nwith DAG("deep"):\n    E(task_id="a")\n')
    with open(os.fsencode(folder.path) + b"/\xff.py", "wb") as file:
        file.write((HEAD + 'with DAG("odd"):\n    E(task_id="a")\n').encode())
    for options in ((), ("--no-import",)):
        done = folder.call("check", *options, "--json")
        assert done.code == 3, done.err
        found = json.loads(done.out)
        assert [dag["dag_id"] for dag in found["dags"]] == ["good"]
        messages = [error["message"] for error in found["errors"]]
        assert len(messages) == 2
        assert any(message.endswith("can't be read as UTF-8") for message in messages), messages
        assert "good" in folder.call("check", *options).out
