"""Structure without an interpreter: what DAG files say about their DAGs, read in Rust without running any of it."""

from __future__ import annotations

from tradewind.scanning.files import scan as scan
from tradewind.scanning.files import scan_tree as scan_tree
from tradewind.scanning.results import Scan as Scan

TYPE_CHECKING = False  # the real one would import typing, which costs more than reading some files
if TYPE_CHECKING:
    from typing import Any

    from tradewind.scanning.records import Doubt as Doubt
    from tradewind.scanning.records import Finding as Finding
    from tradewind.scanning.records import Import as Import
    from tradewind.scanning.records import ScannedDag as ScannedDag
    from tradewind.scanning.records import ScannedEdge as ScannedEdge
    from tradewind.scanning.records import ScannedGroup as ScannedGroup
    from tradewind.scanning.records import ScannedTask as ScannedTask


def __getattr__(name: str) -> Any:
    """The records, which cost more to import than a tree costs to scan."""
    if name in {"Doubt", "Finding", "Import", "ScannedDag", "ScannedEdge", "ScannedGroup", "ScannedTask"}:
        from tradewind.scanning import records

        return getattr(records, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
