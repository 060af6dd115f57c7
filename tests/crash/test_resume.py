"""A run continued by the next engine after its file, its kept copy or its version is gone."""

import signal
import sqlite3

import pytest

from crash.project import Project


@pytest.mark.parametrize("executor", ["process", "inline"])
def test_resumes_from_the_kept_copy(project: Project, executor: str) -> None:
    assert project.run(executor, "after-commit:4").returncode == -signal.SIGKILL
    (project.folder / "work.py").write_text("raise RuntimeError('edited')")
    project.resume()
    seen = project.seen()
    assert seen is not None
    assert seen.run.state == "success"


@pytest.mark.parametrize("executor", ["process", "inline"])
def test_a_file_that_is_gone_is_told(project: Project, executor: str) -> None:
    assert project.run(executor, "after-commit:4").returncode == -signal.SIGKILL
    (project.folder / "work.py").unlink()
    for kept in (project.folder / ".tradewind" / "bundles").rglob("*"):
        if kept.is_file():
            kept.unlink()
    project.resume()
    seen = project.seen()
    assert seen is not None
    assert seen.run.state == "failed"
    told = " ".join(f"{attempt.reason} {attempt.error}" for attempt in seen.attempts)
    assert "work.py" in told


def test_run_of_an_unknown_version_is_recorded_as_crashed(project: Project) -> None:
    assert project.run("inline", "after-commit:4").returncode == -signal.SIGKILL
    with sqlite3.connect(project.folder / ".tradewind" / "tradewind.db") as database:
        database.execute("UPDATE version SET spec = x'00'")
    database.close()
    project.resume()
    seen = project.seen()
    assert seen is not None
    assert seen.run.state == "crashed"
    assert all(attempt.outcome is not None for attempt in seen.attempts)
    assert {i.state for i in seen.instances.values()}.isdisjoint({"queued", "running", "scheduled"})
