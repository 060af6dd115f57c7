"""The engine and other processes: Ctrl-C, requests, what is left after a crash, a file that is gone."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crash.project import Project
from tradewind import Engine
from tradewind.engine.api import cancel_run, mark_task, retry_run
from tradewind.engine.run import Run
from tradewind.errors import LoadError, UsageError
from tradewind.loading.loader import load_file
from tradewind.states import RunState, TaskState

SLOW = """
    import os
    import signal
    import time
    from tradewind import DAG
    from tradewind.operators.bash import BashOperator
    from tradewind.operators.python import PythonOperator

    def hold(ti):
        if os.path.exists("stubborn"):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        open(f"{ti.task_id}.begun", "w").close()
        while not os.path.exists("go"):
            time.sleep(0.01)
        return "held"

    with DAG("slow") as dag:
        first = PythonOperator(task_id="first", python_callable=print)
        held = PythonOperator(task_id="held", python_callable=hold)
        shell = BashOperator(task_id="shell", bash_command="touch shell.begun; trap '' TERM; sleep 300 & sleep 300")
        first >> [held, shell]

    if __name__ == "__main__":
        import sys
        dag.run(executor=sys.argv[1], run_id="r1", parallelism=4)
"""


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project whose DAG goes on until it is ended, or in part until a file `go` exists."""
    project = Project(tmp_path)
    (tmp_path / "slow.py").write_text(textwrap.dedent(SLOW))
    monkeypatch.chdir(tmp_path)
    yield project
    for pid in project.processes():
        os.kill(pid, signal.SIGKILL)


def begin(project: Project, executor: str = "process") -> "subprocess.Popen[str]":
    """Run the slow DAG in a process group of its own, until its tasks have begun."""
    environment = {**os.environ, "EFFECTS": str(project.effects)}
    program = subprocess.Popen(
        [sys.executable, "slow.py", executor],
        cwd=project.folder,
        env=environment,
        text=True,
        stderr=subprocess.PIPE,
        process_group=0,
    )
    needed = ["held.begun", "shell.begun"] if executor == "process" else ["held.begun"]
    while not all((project.folder / name).exists() for name in needed):
        assert program.poll() is None, program.communicate()
        time.sleep(0.005)
    return program


def find(project: Project) -> Run:
    with Engine(project.folder / ".tradewind", recover=False) as engine:
        return engine.find("r1")


@pytest.mark.parametrize("executor", ["process", "inline"])
def test_ctrl_c_cancels(slow: Project, executor: str) -> None:
    program = begin(slow, executor)
    os.killpg(program.pid, signal.SIGINT)  # as a terminal does
    _, told = program.communicate(timeout=30)
    assert program.returncode == -signal.SIGINT
    assert told.strip().endswith("KeyboardInterrupt")
    assert slow.processes() == []
    run = find(slow)
    assert run.state is RunState.CANCELLED
    assert run.task("first").state is TaskState.SUCCESS
    assert run.task("held").state is TaskState.CANCELLED
    (slow.folder / "go").touch()
    with Engine(slow.folder / ".tradewind") as engine:
        handle = engine.retry("r1", ["held"])
        assert handle.wait().task("held").state is TaskState.SUCCESS
        assert len(engine.find("r1").attempts("first")) == 1


def test_term_cancels_and_ends_the_program(slow: Project) -> None:
    program = begin(slow)
    program.send_signal(signal.SIGTERM)
    program.communicate(timeout=30)
    assert program.returncode == -signal.SIGTERM
    assert slow.processes() == []
    assert find(slow).state is RunState.CANCELLED


def test_second_ctrl_c_ends_everything_at_once(slow: Project) -> None:
    (slow.folder / "stubborn").touch()
    program = begin(slow)
    os.killpg(program.pid, signal.SIGINT)
    time.sleep(0.2)
    os.killpg(program.pid, signal.SIGINT)
    program.communicate(timeout=30)
    assert program.returncode == -signal.SIGINT
    assert slow.processes() == []
    run = find(slow)
    assert run.state is RunState.CANCELLED
    assert run.task("held").state is TaskState.CANCELLED


def test_others_ask_the_living_engine(slow: Project) -> None:
    program = begin(slow)
    place = slow.folder / ".tradewind"
    socket = place / "engine.sock"
    assert socket.stat().st_mode & 0o777 == 0o600
    with pytest.raises(UsageError, match="no run 'r2'"):
        cancel_run("r2", url=place)
    mark_task("r1", "shell", "success", url=place)
    (slow.folder / "go").touch()
    program.communicate(timeout=30)
    assert program.returncode == 0
    run = find(slow)
    assert run.state is RunState.SUCCESS
    assert run.task("shell").state is TaskState.SUCCESS
    assert [attempt.outcome for attempt in run.attempts("shell")] == ["cancelled"]
    assert not socket.exists()


def test_others_cancel(slow: Project) -> None:
    program = begin(slow)
    place = slow.folder / ".tradewind"
    cancel_run("r1", url=place)
    assert find_when_free(slow, program).state is RunState.CANCELLED
    assert slow.processes() == []
    with pytest.raises(UsageError, match=r"has ended already \(cancelled\)"):
        cancel_run("r1", url=place)
    (slow.folder / "go").touch()
    again = retry_run("r1", ["held"], url=place)
    assert again is not None
    assert again.task("held").state is TaskState.SUCCESS


def find_when_free(project: Project, program: "subprocess.Popen[str]") -> Run:
    program.communicate(timeout=30)
    return find(project)


def test_cancel_without_an_engine(slow: Project) -> None:
    program = begin(slow)
    program.kill()
    program.communicate(timeout=30)
    assert find(slow).state is RunState.RUNNING
    cancel_run("r1", url=slow.folder / ".tradewind")
    assert find(slow).state is RunState.CANCELLED


def test_cancelling_survives_a_crash(slow: Project) -> None:
    (slow.folder / "stubborn").touch()
    program = begin(slow)
    os.killpg(program.pid, signal.SIGINT)
    time.sleep(0.2)
    program.kill()
    program.communicate(timeout=30)
    Engine(slow.folder / ".tradewind").close()
    assert find(slow).state is RunState.CANCELLED


def test_closing_without_waiting_leaves_no_process(slow: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFECTS", str(slow.effects))
    (dag,) = load_file("slow.py")
    engine = Engine(slow.folder / ".tradewind", parallelism=4)
    engine.submit(dag, run_id="r1")
    while not (slow.folder / "held.begun").exists():
        time.sleep(0.005)
    engine.close(wait=False)
    assert slow.processes() in ([], [os.getpid()])
    assert find(slow).state is RunState.RUNNING


def test_a_file_may_import_the_engine_but_not_open_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = textwrap.dedent("""
        from tradewind import DAG, Engine
        from tradewind.operators.empty import EmptyOperator
        with DAG("d") as dag:
            EmptyOperator(task_id="t")
    """)
    Path("good.py").write_text(source)
    (dag,) = load_file("good.py")
    assert dag.dag_id == "d"
    Path("bad.py").write_text(source + "Engine()\n")
    with pytest.raises(LoadError, match=r"Engine\(\) is called while the file is being loaded.*\(bad.py:6\); put it"):
        load_file("bad.py")
    assert not Path(".tradewind").exists()


LOSES = """
import os, signal, time
from tradewind import DAG
from tradewind.operators.python import PythonOperator

def hold():
    with open("begun", "a") as file:
        file.write("x")
    if os.path.exists("go"):
        os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)

with DAG("loses") as dag:
    PythonOperator(task_id="hold", python_callable=hold)
"""


def test_losses_of_a_try_are_counted_across_engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loses.py").write_text(LOSES)
    begun = tmp_path / "begun"
    for number in (1, 2):
        engine = Engine(tmp_path / "state.db", 1)
        if number == 1:
            engine.submit(load_file(tmp_path / "loses.py")[0], run_id="r")
        (handle,) = engine.active()
        with pytest.raises(TimeoutError):
            handle.wait(timeout=0.001)
        while not begun.exists() or len(begun.read_text()) < number:
            time.sleep(0.005)
        engine.close(wait=False)
    (tmp_path / "go").touch()
    with Engine(tmp_path / "state.db", 1) as engine:
        pass
    with Engine(tmp_path / "state.db", 1, recover=False) as engine:
        run = engine.find("r")
        assert [attempt.outcome for attempt in run.attempts("hold")] == ["lost", "lost", "lost"]
        assert run.task("hold").state == TaskState.CRASHED
