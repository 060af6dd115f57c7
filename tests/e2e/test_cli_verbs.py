"""The verbs through the real command: what they print, the shapes of `--json`, and what holds on a terminal."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.command import TRADEWIND, Folder, in_terminal, wait_for

ETL = """\
import os
from tradewind import DAG
from tradewind.operators.bash import BashOperator
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import PythonOperator


def load():
    print("loading")
    if not os.path.exists("fixed"):
        raise TypeError("'NoneType' object is not iterable")
    return {"rows": 3}


def greet(params):
    print(params)
    return params


with DAG("etl", schedule="@daily", description="nightly", params={"day": "today", "limit": 1}) as dag:
    start = EmptyOperator(task_id="start")
    extract = BashOperator(task_id="extract", bash_command="echo out; echo err >&2; echo x >> extract.txt")
    greeting = PythonOperator(task_id="greet", python_callable=greet)
    loading = PythonOperator(task_id="load", python_callable=load)
    report = BashOperator(task_id="report", bash_command="echo done")
    start >> [extract, greeting] >> loading >> report
"""

RUN_KEYS = {
    "run_id", "dag_id", "dag_version", "run_type", "state", "logical_date", "interval_start", "interval_end", "params",
    "selection",
    "created_at", "started_at", "ended_at", "duration",
}  # fmt: skip
TASK_KEYS = {
    "task_id", "map_index", "state", "try_number", "started_at", "ended_at", "duration", "exit_code", "signal",
    "reason", "error",
}  # fmt: skip
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    folder = Folder(tmp_path)
    folder.write("etl.py", ETL)
    yield folder
    assert folder.left_behind() == []


def states(folder: Folder) -> dict[str, str]:
    return {task["task_id"]: task["state"] for task in json.loads(folder.call("show", "--json").out)["tasks"]}


def test_help_and_version_are_answered_without_click(folder: Folder) -> None:
    text = folder.call("--help").out
    assert all(
        f"  {verb} " in text for verb in ("run", "test", "check", "show", "list", "runs", "logs", "retry", "why")
    )
    assert re.fullmatch(r"tradewind \d+\.\d+\.\d+\n", folder.call("--version").out)
    modules = folder.call("--help", env={"PYTHONPROFILEIMPORTTIME": "1"}).err
    assert not re.search(r"\| +(click|rich|typing|asyncio|tradewind\._core)$", modules, re.MULTILINE)
    for args in (("run", "--help"), ("run", "-h"), ("help", "run")):
        assert "Usage: tradewind run [OPTIONS] FILE [DAG_ID]" in folder.call(*args).out


def test_a_run_that_fails_is_shown_and_continued(folder: Folder) -> None:
    done = folder.call("run", "etl.py", "--param", "day=2026-01-31", "--param", "limit=[1, 2]")
    assert done.code == 1
    first, *lines = done.err.splitlines()
    run_id = re.fullmatch(r"etl · run (\w{8}) · 5 tasks · \.tradewind/tradewind\.db", first)[1]
    assert re.search(r"^✔ extract +\d+\.\d\ds$", done.err, re.MULTILINE)
    assert re.search(
        r"^✖ load +\d+\.\d\ds   TypeError: 'NoneType' object is not iterable  \(etl\.py:11\)$", done.err, re.MULTILINE
    )
    assert "    │ loading" in lines
    assert re.search(r"^─ report +upstream_failed: load$", done.err, re.MULTILINE)
    hints = f"→ tradewind logs {run_id} load · tradewind retry {run_id}"
    assert re.fullmatch(rf"3 ok · 1 failed · 1 upstream_failed in [\d.]+s      {hints}\n", done.out)

    (row,) = json.loads(folder.call("runs", "--json").out)
    assert set(row) == RUN_KEYS
    assert (row["state"], row["params"]) == ("failed", {"day": "2026-01-31", "limit": [1, 2]})
    assert all(TIME.fullmatch(row[key]) for key in ("logical_date", "created_at", "started_at", "ended_at"))

    shown = folder.call("show", run_id[:4]).out
    assert "failed: 3 ok · 1 failed · 1 upstream_failed" in shown
    assert "TypeError" in shown
    record = json.loads(folder.call("show", "--json").out)
    assert set(record) == RUN_KEYS | {"tasks", "edges"}
    assert all(set(task) == TASK_KEYS for task in record["tasks"])
    assert record["tasks"][3]["error"] == {
        "type": "TypeError", "message": "'NoneType' object is not iterable", "place": f"{folder.path}/etl.py:11",
    }  # fmt: skip

    logs = folder.call("logs", run_id, "load").out
    assert "out loading" in logs
    assert "sys TypeError: 'NoneType' object is not iterable" in logs
    assert folder.call("logs", "load").out == logs  # a task of the last run
    why = folder.call("why").out
    assert re.search(r"^─ report  .*upstream_failed: load$", why, re.MULTILINE)
    assert json.loads(folder.call("why", run_id, "report", "--json").out)[0]["task_id"] == "report"

    folder.write("fixed", "")
    again = folder.call("retry")
    assert again.code == 0
    assert re.fullmatch(r"5 ok in [\d.]+s\n", again.out)
    assert [line.split()[1] for line in again.err.splitlines()[1:]] == ["load", "report"]
    assert (folder.path / "extract.txt").read_text() == "x\n"
    assert "nothing to retry" in folder.call("retry").out
    assert folder.call("why").out == f"every task of run {run_id} (etl) succeeded\n"
    assert folder.call("retry", "last", "extract").code == 0
    assert (folder.path / "extract.txt").read_text() == "x\nx\n"


def test_json_of_a_run_is_all_of_stdout(folder: Folder) -> None:
    folder.write("fixed", "")
    done = folder.call("run", "etl.py", "--json", "--logical-date", "2026-01-31", "--executor", "inline")
    record = json.loads(done.out)
    assert set(record) == RUN_KEYS | {"tasks"}
    assert (record["state"], record["logical_date"]) == ("success", "2026-01-31T00:00:00Z")
    assert folder.call("run", "etl.py", "--quiet").err == ""


def test_logs_by_stream_and_try(folder: Folder) -> None:
    folder.call("run", "etl.py")
    assert folder.call("logs", "last", "extract").out == "── extract\nout out\nerr err\n"
    assert folder.call("logs", "last", "extract", "--stream", "err").out == "── extract\nerr err\n"
    lines = [json.loads(line) for line in folder.call("logs", "last", "extract", "--json").out.splitlines()]
    assert [(line["task_id"], line["try_number"], line["stream"], line["text"]) for line in lines] == [
        ("extract", 1, "out", "out"),
        ("extract", 1, "err", "err"),
    ]
    folder.call("retry")
    assert "── load · try 2 · failed" in folder.call("logs", "last", "load").out
    assert folder.call("logs", "last", "load", "--attempt", "2").out.count("── load") == 1
    assert folder.call("logs", "last", "load", "--attempt", "9").code == 2


def test_one_task_alone_and_in_memory(folder: Folder) -> None:
    done = folder.call("test", "etl.py", "greet", "--param", "day=monday")
    assert done.code == 0
    assert "greet returned {'day': 'monday', 'limit': 1}" in done.out
    assert "│ {'day': 'monday', 'limit': 1}" in done.err
    failed = folder.call("test", "etl.py", "load", "--json")
    assert failed.code == 1
    record = json.loads(failed.out)
    assert record["state"] == "failed"
    assert record["error"]["type"] == "TypeError"
    assert record["log"][0] == {"stream": "out", "text": "loading"}
    assert not (folder.path / ".tradewind").exists()


def test_a_parameter_has_the_type_that_the_dag_declares(folder: Folder) -> None:
    declared = ETL.replace('"limit": 1', '"limit": Param("none", type="string")').replace(
        "import DAG", "import DAG, Param"
    )
    folder.write("etl.py", declared)
    done = folder.call("test", "etl.py", "greet", "--param", "limit=2026", "--param", "day=2026")
    assert "greet returned {'day': 2026, 'limit': '2026'}" in done.out, done


def test_show_of_a_file(folder: Folder) -> None:
    assert folder.call("show", "etl.py").out.splitlines() == [
        "etl · 5 tasks · schedule @daily · etl.py:20",
        "●    start    EmptyOperator",
        "├─╮",
        "● │  extract  BashOperator",
        "│ ●  greet    PythonOperator",
        "├─╯",
        "●    load     PythonOperator",
        "●    report   BashOperator",
    ]
    assert json.loads(folder.call("show", "etl.py", "--format", "json").out)["dag_id"] == "etl"
    assert folder.call("show", "etl.py", "--format", "mermaid").out.startswith('flowchart LR\n  t0(["start"])\n')
    assert not (folder.path / ".tradewind").exists()


def test_list(folder: Folder) -> None:
    (record,) = json.loads(folder.call("list", "--json").out)
    assert (record["dag_id"], record["tasks"], record["schedule"], record["file"]) == ("etl", 5, "@daily", "etl.py")
    assert "etl  5      @daily    etl.py:20  nightly" in folder.call("list").out


SLOW = """\
from tradewind import DAG
from tradewind.operators.bash import BashOperator
with DAG("slow"):
    wait = "echo begun; touch begun; while ! test -e go; do sleep 0.05; done; echo on"
    BashOperator(task_id="first", bash_command=wait) >> BashOperator(task_id="then", bash_command="echo end")
"""


def test_follow_and_why_and_runs_while_it_runs(folder: Folder) -> None:
    folder.write("slow.py", SLOW)
    run = folder.start("run", "slow.py", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for((folder.path / "begun").exists)
    follow = folder.start("logs", "-f", stdout=subprocess.PIPE)
    assert follow.stdout is not None
    assert [follow.stdout.readline() for _ in range(2)] == ["── first\n", "out begun\n"]
    assert json.loads(folder.call("runs", "--json", "--state", "running").out)[0]["dag_id"] == "slow"
    why = {answer["task_id"]: answer["why"] for answer in json.loads(folder.call("why", "--json").out)}
    assert why["first"].startswith("it is running since ")
    assert why["then"].startswith("waiting for 'first' (running)")
    folder.write("go", "")
    assert follow.communicate(timeout=20)[0] == "out on\n── then\nout end\n"
    assert run.communicate(timeout=20)[0].startswith("2 ok")


def test_a_run_whose_engine_was_killed(folder: Folder) -> None:
    folder.write("slow.py", SLOW)
    run = folder.start("run", "slow.py", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for((folder.path / "begun").exists)
    follow = folder.start("logs", "-f", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert follow.stdout is not None
    assert [follow.stdout.readline() for _ in range(2)] == ["── first\n", "out begun\n"]
    run.kill()
    run.wait()
    _, err = follow.communicate(timeout=20)  # it doesn't wait for ever
    assert "no engine is at work on run" in err
    for verb in ("runs", "show", "why"):
        out = folder.call(verb).out
        assert "no engine is at work" in out
        assert "→ tradewind retry" in out
    folder.write("go", "")
    assert folder.call("retry").out.startswith("2 ok")
    assert "no engine" not in folder.call("runs").out


def test_cancel_from_another_process(folder: Folder) -> None:
    folder.write("slow.py", SLOW)
    run = folder.start("run", "slow.py", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for((folder.path / "begun").exists)
    again = folder.call("run", "slow.py")
    assert again.code == 2
    assert f"pid {run.pid}" in again.err
    assert folder.call("cancel").code == 0
    out, _ = run.communicate(timeout=20)
    assert run.returncode == 1
    assert "cancelled" in out
    assert states(folder) == {"first": "cancelled", "then": "cancelled"}
    assert folder.call("cancel").code == 2  # it has ended


def test_a_closed_pipe_is_no_error(folder: Folder) -> None:
    folder.call("run", "etl.py")
    for args in ("show --json", "show --gantt", "show --format svg", "--help", "logs", "runs --json"):
        line = f"set -o pipefail; {TRADEWIND} {args} | true"
        for _ in range(3):
            done = subprocess.run(
                ["bash", "-c", line], cwd=folder.path, env=folder.env, capture_output=True, text=True, check=False
            )
            assert (done.returncode, done.stderr) == (0, ""), args


def shell(folder: Folder, line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", line], cwd=folder.path, env=folder.env, capture_output=True, text=True, check=False
    )


def test_streams_that_are_closed_or_full(folder: Folder) -> None:
    folder.write("fixed", "")
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"):
        done = shell(folder, f"{TRADEWIND} run etl.py -v {closed}")
        assert done.returncode == 0, (closed, done)
        assert "bug" not in done.stderr
        assert set(states(folder).values()) == {"success"}
    for args in ("runs", "run etl.py", "--help"):
        done = shell(folder, f"{TRADEWIND} {args} >/dev/full")
        assert done.returncode == 2, (args, done)
        assert "Traceback" not in done.stderr
        assert "bug" not in done.stderr


def test_other_encodings_get_ascii(folder: Folder) -> None:
    env = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = folder.call("run", "etl.py", env=env)
    assert (done.out + done.err).isascii()
    assert re.search(r"^\+ extract", done.err, re.MULTILINE)
    assert re.search(r"^x load", done.err, re.MULTILINE)
    assert folder.call("show", "etl.py", env=env).out.isascii()


# -- on a terminal ---------------------------------------------------------------------------------------------------


def test_progress_on_a_terminal(folder: Folder) -> None:
    folder.write("slow.py", SLOW)
    with in_terminal(folder, "run", "slow.py", size=(40, 10)) as terminal:
        while not re.search(
            rb"\xe2\x96\xb6[^\n]* first[^\n]*\n[^\n]*0/2", terminal.shown
        ):  # what runs, and how far it is
            assert terminal.read()
        terminal.resize(24, 10)
        seen = len(terminal.shown)
        while terminal.shown.count(b"0/2", seen) < 2:
            assert terminal.read()
        for line in terminal.shown[seen:].decode().splitlines():
            assert len(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line)) < 40
        folder.write("go", "")
        shown = terminal.drain()
        assert terminal.wait() == 0
    assert "\x1b[32m✔\x1b[0m" in shown
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h")  # the cursor is given back
    assert "\x1b[32m2 ok\x1b[0m in" in shown.rstrip().splitlines()[-1]


def test_no_color_and_dumb_terminals(folder: Folder) -> None:
    folder.write("fixed", "")
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        with in_terminal(folder, "run", "etl.py", env={name: value}) as terminal:
            shown = terminal.drain()
        assert "✔ extract" in shown
        assert "\x1b[3" not in shown
