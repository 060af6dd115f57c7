"""The records of a scan. Lines and columns count from 1, columns in characters.

Fields stand in the order in which the core writes them: a record of the report is the list of its values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["exact", "partial"]


@dataclass(slots=True, frozen=True)
class Doubt:
    """A place where something is computed at run time, or can't be read."""

    line: int
    column: int
    reason: str


@dataclass(slots=True, frozen=True)
class Finding:
    """A remark on the source. `kind`: `duplicate`, `unknown` or `reading` (top-level code that does I/O)."""

    kind: str
    line: int
    column: int
    text: str


@dataclass(slots=True, frozen=True)
class Import:
    """`module` with its leading dots; `names` taken from it, empty for `import module`."""

    module: str
    names: list[str]
    line: int


@dataclass(slots=True, frozen=True)
class ScannedTask:
    """One task. `operator` is the full path of its class; of TaskFlow functions `@task` and its kin."""

    task_id: str
    operator: str
    group: str | None
    trigger_rule: str
    mapped: bool
    setup: bool
    teardown: bool
    line: int
    column: int
    arguments: dict[str, Any]
    """the literal ones"""
    computed: dict[str, str]
    """source text of the others"""


@dataclass(slots=True, frozen=True)
class ScannedEdge:
    """`up` before `down`."""

    up: str
    down: str
    label: str | None
    line: int


@dataclass(slots=True, frozen=True)
class ScannedGroup:
    """A task group, with the prefixes of its parents."""

    group_id: str
    parent: str | None
    line: int


@dataclass(slots=True, frozen=True)
class ScannedDag:
    """One DAG. Its verdict is `exact` if `doubts` is empty: ids, classes, groups, rules and edges are as loading gives
    them. A `partial` one may lack tasks and edges, and says where."""

    dag_id: str | None
    """None: computed at run time"""
    style: str
    """`object`, `taskflow` or `gust`"""
    line: int
    column: int
    doubts: list[Doubt]
    schedule: Any
    """cron text or preset, or seconds; None: none, or it is in `computed`"""
    start_date: str | None
    arguments: dict[str, Any]
    computed: dict[str, str]
    default_args: dict[str, Any]
    tasks: list[ScannedTask]
    edges: list[ScannedEdge]
    groups: list[ScannedGroup]

    @property
    def verdict(self) -> Verdict:
        return "partial" if self.doubts else "exact"


def decoded(
    packed: bytes,
) -> tuple[list[ScannedDag], list[Import], list[Doubt], Doubt | None, list[Finding]]:
    """The parts of a report: DAGs, imports, doubts, error, findings."""
    from msgpack import unpackb

    dags, imports, doubts, error, findings = unpackb(packed)
    return (
        [_dag(*one) for one in dags],
        [Import(*one) for one in imports],
        [Doubt(*one) for one in doubts],
        None if error is None else Doubt(*error),
        [Finding(*one) for one in findings],
    )


def _dag(
    dag_id: str | None,
    style: str,
    line: int,
    column: int,
    doubts: list[Any],
    schedule: Any,
    start_date: str | None,
    arguments: dict[str, Any],
    computed: dict[str, str],
    default_args: dict[str, Any],
    tasks: list[Any],
    edges: list[Any],
    groups: list[Any],
) -> ScannedDag:
    return ScannedDag(
        dag_id,
        style,
        line,
        column,
        [Doubt(*one) for one in doubts],
        schedule,
        start_date,
        arguments,
        computed,
        default_args,
        [ScannedTask(*one) for one in tasks],
        [ScannedEdge(*one) for one in edges],
        [ScannedGroup(*one) for one in groups],
    )
