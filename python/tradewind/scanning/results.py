"""What a scan found. The report is decoded when something of it is asked for: a tree's thousand files are not."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tradewind.scanning.records import Doubt, Finding, Import, ScannedDag, Verdict


class Scan:
    """One file. Its verdict is `exact` if there are no other DAGs than `dags` and each of them is exact."""

    def __init__(self, packed: bytes, path: str | None = None) -> None:
        self.path = path
        self._packed = packed

    @cached_property
    def _report(self) -> list[Any]:
        """DAGs, imports, doubts, error, findings; each is a list of the values of its record."""
        from msgpack import unpackb

        return unpackb(self._packed)  # type: ignore[no-any-return]

    @cached_property
    def dags(self) -> list[ScannedDag]:
        """In the order in which the file makes them."""
        from tradewind.scanning.records import scanned_dag

        return [scanned_dag(*one) for one in self._report[0]]

    @cached_property
    def imports(self) -> list[Import]:
        """What the file imports, in order."""
        from tradewind.scanning.records import Import

        return [Import(*one) for one in self._report[1]]

    @cached_property
    def doubts(self) -> list[Doubt]:
        """Why there may be other DAGs."""
        from tradewind.scanning.records import Doubt

        return [Doubt(*one) for one in self._report[2]]

    @cached_property
    def error(self) -> Doubt | None:
        """Why it can't be read to its end."""
        from tradewind.scanning.records import Doubt

        error = self._report[3]
        return None if error is None else Doubt(*error)

    @cached_property
    def findings(self) -> list[Finding]:
        """Remarks of the scanner; `tradewind.scanning.lint` adds those that take a look at the whole."""
        from tradewind.scanning.records import Finding

        return [Finding(*one) for one in self._report[4]]

    @property
    def verdict(self) -> Verdict:
        whole = self.error is None and not self.doubts and not any(dag.doubts for dag in self.dags)
        return "exact" if whole else "partial"

    def to_dict(self) -> dict[str, Any]:
        """As plain data, with the verdicts: what `tradewind scan --json` prints."""
        from dataclasses import asdict

        parts = {
            "dags": [{"verdict": dag.verdict, **asdict(dag)} for dag in self.dags],
            "imports": [asdict(one) for one in self.imports],
            "doubts": [asdict(one) for one in self.doubts],
            "error": None if self.error is None else asdict(self.error),
            "findings": [asdict(one) for one in self.findings],
        }
        return {"path": self.path, "verdict": self.verdict, **parts}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scan) and (self.path, self._packed) == (other.path, other._packed)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Scan {self.path or 'of bytes'}: {self.verdict}, {[dag.dag_id for dag in self.dags]}>"
