"""SIGKILL of engine, zygote and task at every named point: what was committed stays, nothing counts twice, the next
start finishes the run, and no process is left."""

import signal
import time

import pytest

from crash.project import TASKS, Project, Seen
from tradewind.engine.crashpoints import POINTS

INLINE_POINTS = [point for point in POINTS if point != "started"]
"""inline attempts have no process to tell of"""


def check_end(project: Project, before: Seen | None) -> None:
    """After the restart."""
    after = project.seen()
    assert after is not None
    assert after.run.state == "success"
    assert {task_id: i.state for task_id, i in after.instances.items()} == dict.fromkeys(TASKS, "success")
    successes = [a.task_id for a in after.attempts if a.outcome == "success"]
    assert sorted(successes) == sorted(TASKS), "each task is accepted once"
    assert {task_id: o.attempt_id for task_id, o in after.outputs.items()} == after.successes()
    assert all(a.outcome is not None for a in after.attempts)
    for task_id, i in after.instances.items():
        assert i.attempt_id == after.successes()[task_id]
    ran = project.ran()
    for task_id in TASKS:
        assert 1 <= ran[task_id] <= sum(a.task_id == task_id for a in after.attempts)
    if before is None:
        return
    for task_id, attempt_id in before.successes().items():
        assert after.successes()[task_id] == attempt_id, "a committed success is kept"
        tries_before = sum(a.task_id == task_id for a in before.attempts)
        assert sum(a.task_id == task_id for a in after.attempts) == tries_before, "and not run again"


def wait_for_no_process(project: Project) -> None:
    """What the engine left ends by itself, at once; the test only waits for it."""
    for _ in range(500):
        if not project.processes():
            return
        time.sleep(0.01)
    pytest.fail(f"left behind: {project.processes()}")


@pytest.mark.parametrize(
    ("executor", "point", "nth"),
    [
        (executor, point, nth)
        for executor, points in (("process", POINTS), ("inline", INLINE_POINTS))
        for point in points
        for nth in ((1,) if point == "before-finish" else (1, 2, 3))
    ],
)
def test_engine(project: Project, executor: str, point: str, nth: int) -> None:
    killed = project.run(executor, f"{point}:{nth}")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    wait_for_no_process(project)
    before = project.seen()
    if before is None:
        assert (point, nth) == ("before-commit", 1), "only an uncommitted run may be unknown"
        return
    if point != "before-finish":
        assert before.run.state in ("queued", "running", "success")
    project.resume()
    check_end(project, before)
    wait_for_no_process(project)


@pytest.mark.parametrize("nth", [1, 3, 5])
@pytest.mark.parametrize(("victim", "outcome"), [("zygote", "lost"), ("task", "crashed")])
def test_child(project: Project, victim: str, outcome: str, nth: int) -> None:
    done = project.run("process", f"started:{nth}:{victim}")
    assert done.returncode == 0, done.stderr
    seen = project.seen()
    assert seen is not None
    assert outcome in [a.outcome for a in seen.attempts]
    check_end(project, None)
    wait_for_no_process(project)


def test_engine_killed_again_and_again(project: Project) -> None:
    """Each start is killed at its second commit: every life brings the run forward, none takes anything back."""
    project.run("inline", "after-commit:3")
    kept: dict[str, int] = {}
    for _ in range(30):
        seen = project.seen()
        assert seen is not None
        assert seen.successes().items() >= kept.items()
        kept = seen.successes()
        if seen.run.state == "success":
            break
        project.python("from tradewind import Engine\nwith Engine():\n    pass\n", crash_at="after-commit:3")
    project.resume()
    check_end(project, None)
