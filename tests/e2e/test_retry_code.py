"""`retry` after the file was edited: with the code that the run began with, or with the file's."""

import sqlite3
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.command import Folder
from tradewind import Engine
from tradewind.engine.run import Run
from tradewind.errors import LoadError, UsageError
from tradewind.loading.loader import load_file
from tradewind.states import RunState, TaskState

HEAD = """
    import os, time
    from tradewind import DAG
    from tradewind.operators.python import PythonOperator
    def old(): return "old"
    def new(): return "new"
    def bad(): raise ValueError("broken")
    def hold():
        open("held", "w").close()
        while not os.path.exists("go"): time.sleep(0.01)
    def task(name, body, **rest): return PythonOperator(task_id=name, python_callable=body, **rest)
"""
BEFORE = """
    with DAG("etl", params={"day": "mon", "gone": 1}):
        task("extract", old) >> [task("clean", bad), task("legacy", old)] >> task("load", old)
"""
AFTER = """
    with DAG("etl", params={"day": "sun", "joined": 2}):
        extract, load = task("extract", new), task("load", new)
        extract >> task("clean", new, retries=1) >> load
        extract >> task("verify", new) >> load >> task("report", new)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    (tmp_path / ".tradewind").mkdir()
    monkeypatch.chdir(tmp_path)
    made = Folder(tmp_path)
    yield made
    assert made.left_behind() == []


def write(folder: Folder, dag: str) -> None:
    folder.write("etl.py", textwrap.dedent(HEAD) + textwrap.dedent(dag))


def look() -> Run:
    with Engine(recover=False) as engine:
        (run_id,) = sqlite3.connect(".tradewind/tradewind.db").execute("SELECT run_id FROM run").fetchone()
        return engine.find(run_id)


def states(run: Run) -> dict[str, str]:
    return {name: task.state.value for name, task in run.tasks.items()}


def test_the_new_code_continues_the_run(folder: Folder) -> None:
    write(folder, BEFORE)
    folder.call("run", "etl.py", "-p", "day=tue", "-p", "gone=9")
    before = look()
    write(folder, AFTER)

    plain = folder.call("retry")
    assert plain.code == 1
    short = before.run_id[:8]
    assert (
        f"etl.py has changed since this run; `tradewind retry {short} --code latest` runs the new code\n" in plain.err
    )
    assert look().dag_version == before.dag_version

    done = folder.call("retry", "last", "--code", "latest")
    assert done.code == 0, done.err
    difference, _, _ = done.err.partition("etl · run")
    assert difference.splitlines() == [
        "+ verify  joins",
        "+ report  joins",
        "- legacy  leaves",
        "~ extract  changed",
        "~ load  changed",
        "~ clean  changed",
        "changed files: etl.py",
    ]
    run = look()
    assert run.dag_version != before.dag_version
    assert run.params == {"day": "tue"}
    assert states(run) == {
        **dict.fromkeys(("extract", "clean", "verify", "load", "report"), "success"),
        "legacy": "removed",
    }
    assert run.outputs == {
        **dict.fromkeys(("extract", "legacy"), "old"),
        **dict.fromkeys(("clean", "verify", "load", "report"), "new"),
    }
    assert [a.try_number for a in run.attempts("clean")] == [1, 2, 3]

    again = folder.call("retry", "--code", "latest")
    assert "the file holds the very code of 'etl' that the run has already" in again.err
    assert "nothing to retry" in again.out
    assert "changed" not in folder.call("retry").err

    (folder.path / "etl.py").unlink()
    gone = folder.call("retry", "last", "extract")
    assert "etl.py is gone since this run, which goes on with the copy that was kept" in gone.err
    assert gone.code == 0
    assert folder.call("retry", "last", "extract", "--code", "latest").code == 2


def test_a_task_comes_back(folder: Folder) -> None:
    write(folder, BEFORE)
    folder.call("run", "etl.py")
    write(folder, AFTER)
    folder.call("retry", "--code", "latest")
    write(folder, BEFORE.replace("bad", "new"))
    assert folder.call("retry", "--code", "latest").code == 0
    run = look()
    assert states(run) == {
        **dict.fromkeys(("extract", "clean", "legacy", "load"), "success"),
        **dict.fromkeys(("verify", "report"), "removed"),
    }
    assert len(run.attempts("clean")) == 2
    assert len(run.attempts("legacy")) == 2


def test_what_can_not_be_continued(folder: Folder) -> None:
    write(folder, BEFORE)
    folder.call("run", "etl.py")
    kept = look().dag_version
    for source, code, text in (
        ('with DAG("other"):\n    task("extract", new)\n', 3, "the file no longer defines the DAG 'etl'"),
        ("raise RuntimeError('edited')\n", 3, "RuntimeError: edited"),
        (AFTER.replace('"joined": 2', '"day": {}, "n": "x"'), 0, ""),
    ):
        write(folder, source)
        done = folder.call("retry", "--code", "latest")
        assert (done.code, text in done.err) == (code, True), done.err
        assert (look().dag_version == kept) is bool(code)
    assert "'new' is not one of 'pinned', 'latest'" in folder.call("retry", "--code", "new").err


def test_an_interrupted_run_changes_its_code(folder: Folder) -> None:
    write(folder, BEFORE.replace("bad", "hold"))
    program = folder.start("run", "etl.py")
    while not (folder.path / "held").exists():
        assert program.poll() is None
    refused = folder.call("retry", "--code", "latest")
    assert refused.code == 2
    assert "has not ended, so its code can't change; cancel it first" in refused.err
    program.kill()
    program.wait()
    assert look().state is RunState.RUNNING
    assert " interrupted " in folder.call("runs").out
    write(folder, AFTER)
    assert folder.call("retry", "--code", "latest").code == 0
    run = look()
    assert run.task("clean").state is TaskState.SUCCESS
    assert [a.outcome for a in run.attempts("clean")] == ["lost", "success"]


def test_the_living_engine_is_asked(folder: Folder) -> None:
    write(folder, BEFORE)
    folder.call("run", "etl.py")
    run_id = look().run_id
    write(folder, AFTER)
    with Engine() as engine:
        hold = folder.write("hold.py", textwrap.dedent(HEAD) + 'with DAG("hold"):\n    task("hold", hold)\n')
        (dag,) = load_file(hold)
        engine.submit(dag)
        done = folder.call("retry", run_id, "--code", "latest")
        assert "passed on to the engine at work there" in done.err
        (folder.path / "go").touch()
    assert engine.find(run_id).output("load") == "new"
    assert engine.find(run_id).state is RunState.SUCCESS


def test_through_the_engine(folder: Folder) -> None:
    write(folder, BEFORE)
    (first,) = load_file("etl.py")
    with Engine() as engine:
        failed = engine.run(first)
        write(folder, AFTER.replace("verify", "check"))
        run = engine.retry(failed.run_id, code="latest").wait()
        assert run.task("check").state is TaskState.SUCCESS
        write(folder, AFTER)
        (given,) = load_file("etl.py")
        run = engine.retry(failed.run_id, ["extract"], code=given).wait()
        assert run.outputs["extract"] == "new"
        assert run.task("verify").state is TaskState.SUCCESS
        with pytest.raises(UsageError, match="unknown code 'newest'; use pinned or latest, or give a DAG"):
            engine.retry(failed.run_id, code="newest")  # type: ignore[arg-type]
        other = folder.write("other.py", textwrap.dedent(HEAD) + 'with DAG("other"):\n    task("a", new)\n')
        (dag,) = load_file(other)
        with pytest.raises(UsageError, match="is of DAG 'etl', not of 'other'"):
            engine.retry(failed.run_id, ["extract"], code=dag)
        Path("etl.py").write_text("def")
        with pytest.raises(LoadError, match=r"etl.py:1"):
            engine.retry(failed.run_id, code="latest")
        assert engine.find(failed.run_id).state is RunState.SUCCESS
