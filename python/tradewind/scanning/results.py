"""What a scan found, typed. Lines and columns count from 1, columns in characters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
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


class Scan:
    """One file. Its verdict is `exact` if there are no other DAGs than `dags` and each of them is exact.

    The report is decoded when something of it is asked for.
    """

    def __init__(self, packed: bytes, path: str | None = None) -> None:
        self.path = path
        self._packed = packed

    @cached_property
    def _report(self) -> dict[str, Any]:
        from msgpack import unpackb

        return unpackb(self._packed)  # type: ignore[no-any-return]

    @cached_property
    def dags(self) -> list[ScannedDag]:
        """In the order in which the file makes them."""
        return [_dag(dag) for dag in self._report["dags"]]

    @cached_property
    def imports(self) -> list[Import]:
        """What the file imports, in order."""
        return [Import(**one) for one in self._report["imports"]]

    @cached_property
    def doubts(self) -> list[Doubt]:
        """Why there may be other DAGs."""
        return [Doubt(**one) for one in self._report["doubts"]]

    @cached_property
    def error(self) -> Doubt | None:
        """Why it can't be read to its end."""
        error = self._report["error"]
        return None if error is None else Doubt(**error)

    @cached_property
    def findings(self) -> list[Finding]:
        """Remarks of the scanner; `tradewind.scanning.lint` adds those that take a look at the whole."""
        return [Finding(**one) for one in self._report["findings"]]

    @property
    def verdict(self) -> Verdict:
        report = self._report
        whole = report["error"] is None and not report["doubts"] and not any(dag["doubts"] for dag in report["dags"])
        return "exact" if whole else "partial"

    def to_dict(self) -> dict[str, Any]:
        """As plain data, with the verdicts: what `tradewind scan --json` prints."""
        dags = [{"verdict": "partial" if dag["doubts"] else "exact", **dag} for dag in self._report["dags"]]
        return {"path": self.path, "verdict": self.verdict, **self._report, "dags": dags}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scan) and (self.path, self._packed) == (other.path, other._packed)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Scan {self.path or 'of bytes'}: {self.verdict}, {[dag.dag_id for dag in self.dags]}>"


def _dag(report: dict[str, Any]) -> ScannedDag:
    return ScannedDag(
        **{
            **report,
            "doubts": [Doubt(**one) for one in report["doubts"]],
            "tasks": [ScannedTask(**one) for one in report["tasks"]],
            "edges": [ScannedEdge(**one) for one in report["edges"]],
            "groups": [ScannedGroup(**one) for one in report["groups"]],
        }
    )
