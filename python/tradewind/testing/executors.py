"""What every executor must do, as tests that pytest collects from a subclass: through a real engine, on a real store.

    class TestMyExecutor(ExecutorConformance):
        ends = False
        ends_coroutines = False

        @pytest.fixture
        def engine(self, tmp_path):
            with Engine(tmp_path / "state.db", executor=lambda: MyExecutor(workers=2)) as engine:
                yield engine

The class attributes say what the executor can do; where it can't, the suite checks that it says so and that nothing
hangs. The engine must have room for two attempts at once, or say `at_once = 1`. Importing this needs nothing but
tradewind itself.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradewind.loading import load_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from tradewind.engine.engine import Engine
    from tradewind.engine.run import Run
    from tradewind.loading.loaded import LoadedDag


class ExecutorConformance:
    """All of it."""

    here = False
    """user code runs in the engine's process: what it does to that, it does to the engine"""
    ends = True
    """a timeout or a cancellation ends user code, whatever it does"""
    ends_coroutines = True
    """it ends what awaits, and lets it clean up"""
    ends_shells = True
    """it has an operator's `on_kill` end its work"""
    at_once = 2
    """attempts; with 1 a timeout is only told of when the attempt has ended"""
    ends_when_closed: bool | None = None
    """closing the engine at once ends user code; None: as `ends` says"""
    wide = "wide"
    """a run of 100 tasks; "narrow", where starting one takes long, is of 5"""
    replaces = True
    """after an attempt has ended the process it was in, the executor still takes others"""

    # -- results --

    def test_values(self, engine: Engine, tmp_path: Path) -> None:
        run = done(engine, "values", tmp_path, "success")
        given = run.output("give")
        assert (given["n"], given["known"]) == ((1, 2), ["folder"])
        assert run.output("take") == [(1, 2), True, run.run_id]
        assert (given["pid"] == os.getpid()) is self.here, "where it says that it runs"

    def test_a_wide_run(self, engine: Engine, tmp_path: Path) -> None:
        run = done(engine, self.wide, tmp_path, "success")
        assert {(task.state, run.output(name)) for name, task in run.tasks.items()} == {("success", False)}

    def test_attempts_at_once(self, engine: Engine, tmp_path: Path) -> None:
        run = done(engine, "meeting", tmp_path, "success")
        met = [run.output("a"), run.output("b")]
        assert met == ([True, True] if self.at_once > 1 else [False, True]) or (
            self.at_once == 1 and met[::-1] == [0, 1]
        )

    # -- errors, skips, retries --

    def test_ends(self, engine: Engine, tmp_path: Path) -> None:
        run = done(engine, "ends", tmp_path, "failed")
        assert {name: str(task.state) for name, task in run.tasks.items()} == {
            "fails": "failed",
            "skips": "skipped",
            "never_again": "failed",
            "by_and_by": "success",
            "exits": "failed",
            "unstorable": "failed",
        }
        error = run.task("fails").error
        assert error is not None
        line = 1 + flows().read_text().splitlines().index('        raise ValueError("no such customer")')
        assert (error["type"], error["message"], error["place"]) == (
            "ValueError",
            "no such customer",
            f"{flows()}:{line}",
        )
        assert "tradewind/" not in error["traceback"].replace(str(flows()), "")
        assert run.logs("fails").splitlines()[0] == "about to fail"
        until((tmp_path / "called").exists)
        assert run.task("skips").reason == "nothing new"
        assert run.output("by_and_by") == 3
        assert [attempt.outcome for attempt in run.attempts("by_and_by")] == ["failed", "failed", "success"]
        assert [attempt.outcome for attempt in run.attempts("never_again")] == ["failed"]
        assert run.task("exits").reason == "the task called sys.exit(3)"
        unstorable = run.task("unstorable").error
        assert unstorable is not None
        assert unstorable["type"] == "OutputError"

    # -- logs --

    def test_logs(self, engine: Engine, tmp_path: Path) -> None:
        before, logging.root.handlers = logging.root.handlers, []  # pytest's: a root logger that is set up stays so
        try:
            run = done(engine, "talk", tmp_path, "success")
        finally:
            logging.root.handlers = before
        lines = [(stream, text) for _, stream, text in run.log_lines("talks")]
        out = [text for stream, text in lines if stream == "out"]
        assert out[:2] == ["one", "four"]
        assert "".join(out[2:-1]) == "x" * 20_000, "a long line comes in pieces"
        assert out[-1] == "no end"
        assert [text for stream, text in lines if stream == "err"] == ["two", "WARNING flows: three"]
        assert sorted((stream, text) for _, stream, text in run.log_lines("shell")) == [("err", "err"), ("out", "out")]

    # -- coroutines --

    def test_coroutines_are_awaited(self, engine: Engine, tmp_path: Path) -> None:
        before = descriptors()
        run = done(engine, "coroutines", tmp_path, "failed")
        assert run.output("answers") == {"values": ["a", "here"], "task": "answers", "main": "answers"}
        assert run.logs("answers") == "in a coroutine"
        error = run.task("breaks").error
        assert error is not None
        assert (error["type"], error["message"]) == ("ValueError", "in a coroutine")
        assert run.output("operator") is True, "one event loop per attempt"
        assert [str(run.task(name).state) for name in ("chooses", "taken", "left")] == ["success", "success", "skipped"]
        if self.here:
            done(engine, "coroutines", tmp_path, "failed")
            assert descriptors() <= before + 8, "no event loop is left"

    # -- timeouts and cancellation --

    def test_a_timeout(self, engine: Engine, tmp_path: Path) -> None:
        self.late(engine, tmp_path, "late", ends=self.ends)

    def test_a_timeout_of_a_coroutine(self, engine: Engine, tmp_path: Path) -> None:
        self.late(engine, tmp_path, "late_coroutine", ends=self.ends_coroutines)
        until((tmp_path / "held.cleaned").exists)

    def test_a_timeout_of_a_shell(self, engine: Engine, tmp_path: Path) -> None:
        self.late(engine, tmp_path, "late_shell", ends=self.ends_shells)

    def late(self, engine: Engine, tmp_path: Path, dag_id: str, *, ends: bool) -> None:
        """One that would run on until `go`, with a timeout of 0.2 s."""
        handle = begin(engine, dag_id, tmp_path)
        if self.at_once == 1:  # advisory: the engine can't look before it has ended
            time.sleep(0.3)
            (tmp_path / "go").touch()
            run = handle.wait()
            assert run.state == "success"
            assert "longer than its timeout of 0.2 s" in run.logs("held")
            assert "timeouts are advisory" in run.logs("held")
            return
        run = handle.wait()
        (attempt,) = run.attempts("held")
        assert (attempt.outcome, run.task("held").state, run.state) == ("timeout", "failed", "failed")
        reason = str(run.task("held").reason)
        assert reason.startswith("ran longer than its timeout of 0.2 s")
        assert ("can't end it: it goes on" in reason) is not ends
        (tmp_path / "go").touch()
        if not ends:
            until(lambda: dag_id == "late_shell" or (tmp_path / "held.over").exists())
        else:
            assert not (tmp_path / "held.over").exists()
        assert engine.find(run.run_id).task("held").state == "failed", "what it did later changes nothing"

    def test_cancellation(self, engine: Engine, tmp_path: Path) -> None:
        handle = begin(engine, "holding", tmp_path)
        engine.cancel(handle.run_id)
        if self.at_once == 1:
            (tmp_path / "go").touch()
        run = handle.wait()
        (attempt,) = run.attempts("held")
        assert run.state == "cancelled"
        if self.at_once > 1:
            assert attempt.outcome == "cancelled"
            assert ("can't end it: it goes on" in str(run.task("held").reason)) is not self.ends
        (tmp_path / "go").touch()
        if self.ends:
            assert not (tmp_path / "held.over").exists()
        else:
            until((tmp_path / "held.over").exists)
        done(engine, "values", tmp_path, "success")

    # -- losing a process --

    def test_an_attempt_that_ends_its_process(self, engine: Engine, tmp_path: Path) -> None:
        if self.here:  # it would be ours
            assert done(engine, "values", tmp_path, "success").output("give")["pid"] == os.getpid()
            return
        run = done(engine, "deaths", tmp_path, "failed")
        assert run.task("dies").state == "crashed"
        assert "last words" in run.logs("dies")
        assert run.task("is_killed").state == "crashed"
        after = done(engine, "values", tmp_path, "success" if self.replaces else "failed")
        if not self.replaces:
            assert "its executor is broken" in str(after.task("give").reason)

    def test_closing_under_way(self, engine: Engine, tmp_path: Path) -> None:
        handle = begin(engine, "holding", tmp_path)
        pid = int((tmp_path / "held.begun").read_text())
        if self.at_once == 1:
            (tmp_path / "go").touch()
        engine.close(wait=False)
        if self.ends if self.ends_when_closed is None else self.ends_when_closed:
            until(lambda: not alive(pid))
            assert not (tmp_path / "held.over").exists()
        else:
            (tmp_path / "go").touch()
            until((tmp_path / "held.over").exists)
        assert engine.find(handle.run_id).state in (["running", "success"] if self.at_once == 1 else ["running"])


def done(engine: Engine, dag_id: str, folder: Path, state: str) -> Run:
    """A run of one of the suite's DAGs, which must end so."""
    run = engine.run(dag(dag_id), params={"folder": str(folder)})
    told = {name: (str(task.state), task.reason, task.error) for name, task in run.tasks.items()}
    assert run.state == state, told
    return run


def begin(engine: Engine, dag_id: str, folder: Path) -> Any:
    """One whose task `held` has begun."""
    handle = engine.submit(dag(dag_id), params={"folder": str(folder)})
    until((folder / "held.begun").exists)
    return handle


def until(condition: Callable[[], bool], patience: float = 60.0) -> None:
    limit = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < limit, "nothing happened"
        time.sleep(0.005)


def alive(pid: int) -> bool:
    """Whether a process lives; a zombie doesn't."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@cache
def flows() -> Path:
    """The suite's DAG file, in a folder of its own."""
    path = Path(tempfile.mkdtemp(prefix="tradewind-flows-"), "flows.py")
    shutil.copy(Path(__file__).parent / "flows.py", path)
    return path


@cache
def dag(dag_id: str) -> LoadedDag:
    """One of the suite's DAGs, loaded once."""
    (found,) = [one for one in load_file(flows()) if one.dag_id == dag_id]
    return found
