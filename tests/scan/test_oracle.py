"""The scanner against the loader: `exact` means that both say the same, and a partial answer invents nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scan.oracle import aliases, loaded, of_scan
from scan.writer import write
from tradewind.scanning import Scan, scan

FOLDER = Path(__file__).resolve().parents[1] / "dags"
STATIC = sorted(path for style in ("written", "generated", "gust") for path in (FOLDER / style).glob("*.py"))
PARTIAL = sorted((FOLDER / "partial").glob("*.py"))
STATED = sorted([*(FOLDER / "taskflow").glob("*.py"), *(FOLDER / "gust").glob("*.py")])


def explain(found: Scan) -> str:
    doubts = [*found.doubts, *(doubt for dag in found.dags for doubt in dag.doubts)]
    return f"{found.path}: {found.error or ''} {doubts}"


@pytest.mark.parametrize("path", STATIC, ids=lambda path: path.stem)
def test_a_static_file_is_exact_and_says_what_the_loader_says(path: Path) -> None:
    found = scan(path)
    assert found.verdict == "exact", explain(found)
    with aliases():
        expected = loaded(path.read_bytes(), str(path))
    assert {dag.dag_id: of_scan(dag) for dag in found.dags} == expected


@pytest.mark.parametrize("path", PARTIAL, ids=lambda path: path.stem)
def test_what_is_computed_is_reported_and_nothing_is_invented(path: Path) -> None:
    found = scan(path)
    assert found.verdict == "partial"
    with aliases():
        expected = loaded(path.read_bytes(), str(path))
    for dag in found.dags:
        if dag.dag_id is None:
            continue
        ours, theirs = of_scan(dag), expected[dag.dag_id]
        assert ours.edges <= theirs.edges
        assert {task[:3] for task in ours.tasks} <= {task[:3] for task in theirs.tasks}


def stated(path: Path) -> dict[str, list[str]]:
    """The comments `# tasks: a b` at the head of a file."""
    heads = (line[2:].partition(":") for line in path.read_text().splitlines() if line.startswith("# "))
    return {name: words.split() for name, _, words in heads}


# The files state what they mean; `make corpus` asks Airflow itself whether the scanner has these right.
@pytest.mark.parametrize("path", STATED, ids=lambda path: path.stem)
def test_taskflow_and_gust_files_mean_what_they_state(path: Path) -> None:
    found = scan(path)
    expected = stated(path)
    assert found.verdict == "exact", explain(found)
    (dag,) = found.dags
    assert sorted(task.task_id for task in dag.tasks) == sorted(expected["tasks"])
    assert sorted(f"{edge.up}>{edge.down}" for edge in dag.edges) == sorted(expected["edges"])
    for mark in ("mapped", "setup", "teardown"):
        assert [task.task_id for task in dag.tasks if getattr(task, mark)] == expected.get(mark, [])


@given(st.integers(min_value=0, max_value=2**32))
def test_any_written_dag_is_exact_and_says_what_the_loader_says(seed: int) -> None:
    source = write(seed)
    found = scan(source.encode())
    assert found.verdict == "exact", explain(found)
    with aliases():
        assert {dag.dag_id: of_scan(dag) for dag in found.dags} == loaded(source)


@given(st.integers(min_value=0, max_value=2**32), st.data())
def test_a_cut_file_keeps_what_stands_before_the_cut(seed: int, data: st.DataObject) -> None:
    source = write(seed).encode()
    cut = data.draw(st.integers(min_value=0, max_value=len(source)))
    whole = {dag.dag_id: of_scan(dag) for dag in scan(source).dags}
    for dag in scan(source[:cut]).dags:
        if dag.dag_id in whole:
            assert {task[0] for task in of_scan(dag).tasks} <= {task[0] for task in whole[dag.dag_id].tasks}
