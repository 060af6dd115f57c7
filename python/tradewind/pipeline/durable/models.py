"""What a durable pipeline is made of: nodes, named edges, bindings; and the limits on one."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from tradewind.pipeline.constants import FilterOperator


class InputMode(StrEnum):
    """How a node turns outputs into tasks: one each, one for all, one for each correlation."""

    EACH = "each"
    ALL = "all"
    BY_CORRELATION = "by_correlation"


class InputRole(StrEnum):
    """A main edge decides how many tasks there are; a side edge is given to every task whole."""

    MAIN = "main"
    SIDE = "side"


class CorrelationMode(StrEnum):
    """What correlation a node's outputs get.

    By default a root's outputs start new ones, what is made by `each` or `by_correlation` inherits, and what is made of
    `all` has none.
    """

    DEFAULT = "default"
    INHERIT = "inherit"
    NEW = "new"
    NONE = "none"


class SortOrder(StrEnum):
    ASC = "asc"
    DESC = "desc"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what one pipeline may ask for. Every one can be changed: `Pipelines(store, limits=Limits(...))`."""

    tasks_per_launch: int = 10_000
    outputs_per_task: int = 50_000
    """of one completion"""
    output_bytes: int = 64 * 1024
    """of the fields and data of one output, as JSON"""
    run_input_bytes: int = 256 * 1024
    expression_steps: int = 64
    """references and pipe calls of one evaluation"""
    expression_bytes: int = 1024 * 1024
    """intermediate and final values of one evaluation"""
    launch_steps: int = 10_000_000
    """of the expressions of all tasks of one node together"""
    launch_bytes: int = 256 * 1024 * 1024
    """of the expressions of all tasks of one node together"""
    json_depth: int = 16
    """containers in containers"""


def _plain(value: Any) -> Any:
    """As it reads when it comes back from a store."""
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from error


Json = Annotated[Any, AfterValidator(_plain)]


class _Model(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class Rule(_Model):
    """A condition on a field. JSON types are kept apart: `1` is `1.0`, but neither `"1"` nor true."""

    field: str = Field(min_length=1)
    operator: FilterOperator
    value: Json = None


class Selection(_Model):
    """The first `limit` outputs by a field; outputs without it don't take part, equals follow their id."""

    field: str = Field(min_length=1)
    order: SortOrder = SortOrder.ASC
    limit: int = Field(default=1, ge=1, strict=True)


_EDGE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


class InputEdge(_Model):
    """Outputs of node `source`, under a name of their own: what bindings and the task call them."""

    name: str
    source: str = Field(min_length=1)
    role: InputRole = InputRole.MAIN
    required: bool = True
    filter: tuple[Rule, ...] = ()
    selection: Selection | None = None

    @field_validator("name")
    @classmethod
    def _named(cls, name: str) -> str:
        if not _EDGE_NAME.fullmatch(name):
            raise ValueError(f"edge name {name!r} must be letters, digits, _ and -, and not start with a digit")
        if name == "input":
            raise ValueError("edge name 'input' is reserved for the run's input")
        return name


class EdgeSource(_Model):
    """A field of the outputs that came over an edge: one value, a list of several, nothing for none."""

    source: Literal["edge"] = "edge"
    edge: str
    field: str = Field(min_length=1)
    when: str | None = None


class LiteralSource(_Model):
    source: Literal["literal"] = "literal"
    value: Json = None
    when: str | None = None


class RuntimeSource(_Model):
    """A value of the run's input. A required one that is missing, None or empty fails the launch."""

    source: Literal["runtime"] = "runtime"
    key: str = Field(min_length=1)
    label: str = ""
    placeholder: str = ""
    required: bool = False
    default: Json = None
    when: str | None = None


class SecretSource(_Model):
    """The name of a secret. It is looked up when the task starts; the value is never stored."""

    source: Literal["secret"] = "secret"
    name: str = Field(min_length=1)
    when: str | None = None


class ExpressionSource(_Model):
    """The value of an expression; its namespaces are the names of edges, and `input`."""

    source: Literal["expression"] = "expression"
    expression: str = Field(min_length=1, max_length=16_384)
    when: str | None = None


Binding = Annotated[
    EdgeSource | LiteralSource | RuntimeSource | SecretSource | ExpressionSource, Field(discriminator="source")
]


class Node(_Model):
    """One step: which plugin runs, on what, with which parameters."""

    slug: str = Field(min_length=1)
    plugin: str = Field(min_length=1)
    name: str = ""
    edges: tuple[InputEdge, ...] = ()
    input_mode: InputMode = InputMode.ALL
    correlation_mode: CorrelationMode = CorrelationMode.DEFAULT
    bindings: dict[str, Binding] = {}

    @property
    def correlation(self) -> CorrelationMode:
        """What its outputs get, the default resolved."""
        if self.correlation_mode != CorrelationMode.DEFAULT:
            return self.correlation_mode
        if not self.edges:
            return CorrelationMode.NEW
        return CorrelationMode.NONE if self.input_mode == InputMode.ALL else CorrelationMode.INHERIT
