"""Edge filters and grouping by origin; decided by the core, over columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tradewind import _core
from tradewind.pipeline.constants import ArtifactSelector, FileType
from tradewind.pipeline.models import DagArtifact, DagArtifactLike, EdgeFilter

_EXTENSIONS = {kind: frozenset(suffixes) for kind, suffixes in _core.file_extensions()}
VIDEO_EXTENSIONS = _EXTENSIONS["video"]
SUBTITLE_EXTENSIONS = _EXTENSIONS["subtitle"]
IMAGE_EXTENSIONS = _EXTENSIONS["image"]
AUDIO_EXTENSIONS = _EXTENSIONS["audio"]
ARCHIVE_EXTENSIONS = _EXTENSIONS["archive"]

Artifact = TypeVar("Artifact", bound=DagArtifactLike)
Artifacts = Sequence[DagArtifactLike]


def classify_file_type(artifact: DagArtifactLike) -> FileType:
    """Subtitles and archives by suffix, the rest by MIME type or suffix."""
    return FileType(_core.file_kinds([artifact.file_name], [artifact.mime_type])[0][1])


def _kinds(artifacts: Artifacts) -> list[tuple[str, str]]:
    return _core.file_kinds([a.file_name for a in artifacts], [a.mime_type for a in artifacts])


# Fields that shadow metadata of the same name.
_VIRTUAL: dict[str, Callable[[Artifacts], list[Any]]] = {
    "file_name": lambda artifacts: [a.file_name for a in artifacts],
    "file_size": lambda artifacts: [a.file_size for a in artifacts],
    "mime_type": lambda artifacts: [a.mime_type or "" for a in artifacts],
    "extension": lambda artifacts: [extension for extension, _ in _kinds(artifacts)],
    "file_type": lambda artifacts: [kind for _, kind in _kinds(artifacts)],
}


def _column(field: str, artifacts: Artifacts) -> list[Any]:
    virtual = _VIRTUAL.get(field)
    return virtual(artifacts) if virtual else [artifact.metadata.get(field) for artifact in artifacts]


def apply_rules(artifacts: Sequence[Artifact], edge_filter: EdgeFilter) -> list[Artifact]:
    """Those that pass every rule, in their order."""
    if not edge_filter.rules or not artifacts:
        return list(artifacts)
    fields = list(dict.fromkeys(rule.field for rule in edge_filter.rules))
    rules = [(fields.index(rule.field), str(rule.operator), rule.value) for rule in edge_filter.rules]
    rows = _core.filter_rows(len(artifacts), rules, [_column(field, artifacts) for field in fields])
    return [artifacts[row] for row in rows]


def filter_artifacts(artifacts: Sequence[Artifact], edge_filter: EdgeFilter) -> list[Artifact]:
    """Rules, then the selection: at most one artifact, by size; those without a size don't take part."""
    passed = apply_rules(artifacts, edge_filter)
    if edge_filter.select is None or not passed:
        return passed
    largest = edge_filter.select == ArtifactSelector.LARGEST
    best = _core.extreme_row(list(range(len(passed))), [artifact.file_size for artifact in passed], largest)
    return [] if best is None else [passed[best]]


@dataclass(frozen=True)
class OriginGroups:
    """Artifacts by origin, in the order of first sight; `broadcast` has none."""

    groups: dict[str, list[DagArtifact]]
    broadcast: list[DagArtifact]


def group_by_origin(artifacts: Sequence[DagArtifact]) -> OriginGroups:
    """Split artifacts by `origin_artifact_id`."""
    groups, broadcast = _core.group_rows([artifact.origin_artifact_id for artifact in artifacts])
    return OriginGroups(
        groups={origin: [artifacts[row] for row in rows] for origin, rows in groups},
        broadcast=[artifacts[row] for row in broadcast],
    )


def filter_artifacts_by_origin(
    artifacts_by_node: dict[int, list[Artifact]], origin_artifact_id: str
) -> dict[int, list[Artifact]]:
    """Per node what has that origin or none; nodes stay even if nothing is left."""
    wanted = (None, origin_artifact_id)
    return {
        node: [artifact for artifact in artifacts if artifact.origin_artifact_id in wanted]
        for node, artifacts in artifacts_by_node.items()
    }
