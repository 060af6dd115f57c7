"""The loader's answer and the scanner's, in one form, so that they can be compared."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from tradewind.authoring.dag import _opened, dags_of
from tradewind.authoring.lower import lower
from tradewind.compat import install, uninstall
from tradewind.gust.dags import dags_of as classes_of
from tradewind.scanning import ScannedDag

MAIN = "__tradewind_main__"


@dataclass(frozen=True)
class Structure:
    """What `exact` promises."""

    tasks: frozenset[tuple[str, str, str | None, str]]
    """(id, operator, group, trigger rule)"""
    edges: frozenset[tuple[str, str]]
    groups: frozenset[tuple[str, str | None]]


@contextmanager
def aliases() -> Iterator[None]:
    """Airflow's and VORTEX's names give ours, as in a loading child."""
    install("airflow", "vortex", "gust")
    try:
        yield
    finally:
        uninstall("airflow", "vortex", "gust")


def loaded(source: str | bytes, path: str = "<dag file>") -> dict[str, Structure]:
    """What importing the file gives. Run it within `aliases()`."""
    _opened.clear()  # what other tests made in this process
    module = ModuleType(MAIN)
    module.__file__ = path
    sys.modules[MAIN] = module
    try:
        exec(compile(source, path, "exec", dont_inherit=True), vars(module))
        found = [*dags_of(vars(module)), *classes_of(vars(module))]
        return {dag.dag_id: _of_spec(lower(dag)) for dag in found}
    finally:
        del sys.modules[MAIN]
        _opened.clear()


def _of_spec(spec: Any) -> Structure:
    return Structure(
        frozenset((node["id"], node["operator"], node["group"], node["trigger_rule"]) for node in spec["nodes"]),
        frozenset((edge["up"], edge["down"]) for edge in spec["edges"]),
        frozenset((group["id"], group["parent"]) for group in spec["groups"]),
    )


def of_scan(dag: ScannedDag) -> Structure:
    """The scanner's answer."""
    return Structure(
        frozenset((task.task_id, task.operator, task.group, task.trigger_rule) for task in dag.tasks),
        frozenset((edge.up, edge.down) for edge in dag.edges),
        frozenset((group.group_id, group.parent) for group in dag.groups),
    )
