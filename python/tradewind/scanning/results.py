"""What a scan found. The report is decoded when something of it is asked for: a tree's thousand files are not."""

from __future__ import annotations

TYPE_CHECKING = False  # the real one would import typing, which costs more than reading a hundred files
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from tradewind.scanning.records import Doubt, Finding, Import, ScannedDag, Verdict


class Scan:
    """One file. Its verdict is `exact` if there are no other DAGs than `dags` and each of them is exact."""

    path: str | None
    """None: it was scanned from bytes"""
    dags: list[ScannedDag]
    """in the order in which the file makes them"""
    imports: list[Import]
    """what the file imports, in order"""
    doubts: list[Doubt]
    """why there may be other DAGs"""
    error: Doubt | None
    """why it can't be read to its end"""
    findings: list[Finding]
    """remarks of the scanner; `tradewind.scanning.lint` adds those that take a look at the whole"""

    def __init__(self, packed: bytes, path: str | None = None) -> None:
        self.path = path
        self._packed = packed

    def __getattr__(self, name: str) -> Any:
        """Decodes the report on the first look at what is in it."""
        if name not in type(self).__annotations__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        from tradewind.scanning import records

        parts = records.decoded(self._packed)
        self.dags, self.imports, self.doubts, self.error, self.findings = parts
        return self.__dict__[name]

    @property
    def verdict(self) -> Verdict:
        whole = self.error is None and not self.doubts and not any(dag.doubts for dag in self.dags)
        return "exact" if whole else "partial"

    def to_dict(self) -> dict[str, Any]:
        """As plain data, with the verdicts: what `tradewind scan --json` prints."""
        from dataclasses import asdict

        return {
            "path": self.path,
            "verdict": self.verdict,
            "dags": [{"verdict": dag.verdict, **asdict(dag)} for dag in self.dags],
            "imports": [asdict(one) for one in self.imports],
            "doubts": [asdict(one) for one in self.doubts],
            "error": None if self.error is None else asdict(self.error),
            "findings": [asdict(one) for one in self.findings],
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scan) and (self.path, self._packed) == (other.path, other._packed)

    __hash__: ClassVar[None]  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Scan {self.path or 'of bytes'}: {self.verdict}, {[dag.dag_id for dag in self.dags]}>"
