"""What a reader should look at, from the scan alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradewind.authoring import schedules
from tradewind.errors import CycleError, SpecError
from tradewind.graph import Graph
from tradewind.scanning.records import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tradewind.scanning.records import ScannedDag
    from tradewind.scanning.results import Scan

ERRORS = frozenset({"syntax", "duplicate", "cycle", "schedule"})
"""Kinds that keep a file from loading; the others are warnings."""


def lint(scan: Scan) -> list[Finding]:
    """Every finding of a file, by place: duplicate ids, cycles, unknown references, tasks that nothing joins, bad
    schedules, and code that does I/O while the file is imported."""
    found = list(scan.findings)
    if scan.error is not None:
        found.append(Finding("syntax", scan.error.line, scan.error.column, scan.error.reason))
    for dag in scan.dags:
        found += _of_dag(dag)
    return sorted(found, key=lambda finding: (finding.line, finding.column, finding.text))


def _of_dag(dag: ScannedDag) -> Iterator[Finding]:
    try:
        schedules.check(dag.schedule if isinstance(dag.schedule, str) else None)
    except SpecError as error:
        yield Finding("schedule", dag.line, dag.column, error.text)
    places = {task.task_id: task for task in dag.tasks}
    edges = [(edge.up, edge.down) for edge in dag.edges]
    try:
        Graph.from_edges(edges, nodes=list(places))
    except CycleError as error:
        down = {edge.down: edge for edge in dag.edges}
        last = max(dag.edges, key=lambda edge: edge.line)
        yield Finding("cycle", down.get(last.down, last).line, 1, error.text)
    joined = {task_id for edge in edges for task_id in edge}
    if joined and not dag.doubts:
        for task_id, task in places.items():
            if task_id not in joined:
                text = f"task '{task_id}' is joined to no other"
                yield Finding("unreachable", task.line, task.column, text)
