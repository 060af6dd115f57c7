"""What a pipeline is made of: nodes, bindings, edge filters, artifacts. pydantic 2 models."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from tradewind.errors import ExpressionError
from tradewind.pipeline.constants import ArtifactSelector, FanMode, FilterOperator

__all__ = [
    "ConfigSource",
    "DagArtifact",
    "DagArtifactLike",
    "DagNode",
    "EdgeFilter",
    "ExpressionError",
    "ExpressionSource",
    "FilterRule",
    "InputBinding",
    "NodeSource",
    "RuntimeSource",
    "TaskArtifact",
    "TaskContext",
]


class NodeSource(BaseModel):
    """A field of the artifacts of another node."""

    source: Literal["previous_node"] = "previous_node"
    node: str
    key: str = ""
    when: str | None = None


class ConfigSource(BaseModel):
    """A literal. A leading `$` marks a secret by convention; nothing here resolves it."""

    source: Literal["config"] = "config"
    value: str = ""
    when: str | None = None


class RuntimeSource(BaseModel):
    """A value of the run's input."""

    source: Literal["runtime"] = "runtime"
    key: str = ""
    label: str = ""
    placeholder: str = ""
    required: bool = False
    default: str = ""
    when: str | None = None


class ExpressionSource(BaseModel):
    """The value of an expression."""

    source: Literal["expression"] = "expression"
    expression: str
    when: str | None = None


InputBinding = Annotated[
    NodeSource | ConfigSource | RuntimeSource | ExpressionSource,
    Field(discriminator="source"),
]


class FilterRule(BaseModel):
    """One condition on a field of an artifact. Integers and booleans become floats."""

    field: str
    operator: FilterOperator
    value: str | float | list[str]


class EdgeFilter(BaseModel):
    """Rules joined by AND, then a selection of at most one artifact."""

    rules: list[FilterRule] = []
    select: ArtifactSelector | None = None


class DagNode(BaseModel):
    """One step. `depends_on` and the keys of `edge_filters` are slugs; the keys of `bindings` input fields."""

    name: str = ""
    slug: str = ""
    plugin: str
    depends_on: list[str] = []
    edge_filters: dict[str, EdgeFilter] = {}
    bindings: dict[str, InputBinding] = {}
    fan_mode: FanMode = FanMode.SINGLE


class DagArtifact(BaseModel):
    """What routing needs of an artifact. `origin_artifact_id` None: broadcast to every group."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True)

    id: str
    file_name: str
    file_size: int | None
    mime_type: str | None
    metadata: dict[str, Any] = {}
    origin_artifact_id: str | None = None


class TaskArtifact(BaseModel):
    """What a task gets of an artifact."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True)

    file_path: str
    file_name: str
    file_size: int | None
    mime_type: str | None
    metadata: dict[str, Any] = {}
    origin_artifact_id: str | None = None

    def to_input_dict(self) -> dict[str, Any]:
        """Everything but the origin."""
        return {
            "file_path": self.file_path,
            "file_name": self.file_name,
            "file_size": self.file_size,
            "mime_type": self.mime_type,
            "metadata": self.metadata,
        }


class TaskContext(BaseModel):
    """Where a task belongs."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True)

    run_id: str
    node_index: int


@runtime_checkable
class DagArtifactLike(Protocol):
    """What filters and bindings read; both artifact models have it."""

    file_name: str
    file_size: int | None
    mime_type: str | None
    metadata: dict[str, Any]
    origin_artifact_id: str | None
