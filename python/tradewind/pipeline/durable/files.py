"""Pipelines from JSON and YAML files; what is wrong with one is told with `file:line:column`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tradewind.authoring.places import nearest
from tradewind.errors import PipelineError
from tradewind.pipeline.durable import models
from tradewind.pipeline.durable.pipeline import Pipeline
from tradewind.pipeline.durable.text import Document, Path, read
from tradewind.pipeline.models import DagNode


class Definition(BaseModel):
    """What a file may say. A list of nodes alone is one as well."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    name: str = ""
    description: str = ""
    plugins: dict[str, str] = {}
    """by the name that nodes use: `module:function`"""
    input: dict[str, Any] = {}
    """defaults of the run's input"""
    retries: int = Field(default=0, ge=0)
    retry_delay: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    timeout: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    nodes: list[Any]


def load(path: str, data: bytes) -> Pipeline:
    """The pipeline of a file that holds `data`.

    Raises:
        PipelineError: what `Pipeline` refuses, a key that is given twice, a field that is wrong or unknown.
    """
    document = read(path, data)
    listed = isinstance(document.value, list)
    within: Path = () if listed else ("nodes",)
    if not isinstance(document.value, (list, dict)):
        raise PipelineError("a pipeline is a list of nodes, or a mapping with `nodes`", place=document.place(()))
    try:
        given = Definition.model_validate({"nodes": document.value} if listed else document.value)
    except ValidationError as error:
        raise _refused(document, error, ()) from None
    try:
        pipeline = Pipeline(
            given.nodes,
            name=given.name,
            description=given.description,
            plugins=given.plugins,
            defaults=given.input,
            retries=given.retries,
            retry_delay=given.retry_delay,
            timeout=given.timeout,
        )
    except ValidationError as error:
        raise _refused(document, error, within) from None
    except PipelineError as error:
        error.place = document.place(_written(given.nodes, within, error.path))
        raise
    lines = [int(document.place((*within, at)).rsplit(":", 2)[1]) for at in range(len(pipeline.nodes))]
    pipeline.places = [(path, line) for line in lines]
    return pipeline


def _written(nodes: list[Any], within: Path, path: Path) -> Path:
    """Where the file says what the path names in nodes: a 0.5 node has `depends_on` in the place of edges."""
    match path:
        case (int(at), "edges", int(number), *_) if "depends_on" in nodes[at]:
            path = (at, "depends_on", number)
    return (*within, *path)


def _refused(document: Document, error: ValidationError, within: Path) -> PipelineError:
    first, *others = error.errors(include_url=False)
    path: Path = (*within, *first["loc"])
    kind = first["type"]
    more = f" (and {len(others)} more)" if others else ""
    what = _name(document.value, path)
    if kind == "extra_forbidden":
        place = document.place(path, key=True)
        return PipelineError(
            f"{what}unknown field '{path[-1]}'{more}", place=place, fix=nearest(str(path[-1]), _fields())
        )
    if kind == "missing":
        return PipelineError(f"{what}'{path[-1]}' is missing{more}", place=document.place(path[:-1]))
    said = first["msg"]
    said = f"{said[:1].lower()}{said[1:]}".removeprefix("value error, ")
    value = first["input"]
    if isinstance(value, (str, int, float, bool)) or value is None:
        said += f", not {value!r}"
    quoted = "put it in quotes" if kind == "string_type" and isinstance(value, (bool, int, float)) else None
    return PipelineError(f"{what}'{_field(path)}': {said}{more}", place=document.place(path), fix=quoted)


def _field(path: Path) -> str | int:
    """The last part that a person would call the field."""
    return next((part for part in reversed(path) if isinstance(part, str)), path[-1])


def _name(value: Any, path: Path) -> str:
    """`node 'list': `, if the path leads into a node that has a slug."""
    nodes = value.get("nodes") if isinstance(value, dict) else value
    at = next((part for part in path if isinstance(part, int)), None)
    if isinstance(nodes, list) and at is not None and at < len(nodes) and isinstance(nodes[at], Mapping):
        slug = nodes[at].get("slug")
        return f"node '{slug}': " if slug else ""
    return ""


def _fields() -> list[str]:
    known = (
        *(Definition, DagNode, models.Node, models.InputEdge, models.Selection, models.Rule),
        *(models.EdgeSource, models.LiteralSource, models.RuntimeSource, models.ExpressionSource),
    )
    return list(dict.fromkeys(name for model in known for name in model.model_fields))
