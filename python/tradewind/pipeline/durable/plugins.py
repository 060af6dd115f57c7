"""Plugins: what runs a task, what it is given, and what becomes of what it returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from tradewind import _core
from tradewind.pipeline.durable.store import Output


class PluginTask(NamedTuple):
    """What a plugin is given."""

    run_id: str
    task_id: str
    attempt_id: str
    parameters: dict[str, Any]
    """with secrets resolved"""
    inputs: dict[str, list[Output]]
    """by edge"""
    resumed_from: str | None


class WaitFor(Exception):
    """Raised by a plugin: the task waits until somebody resumes it by this id; then the plugin is called again."""

    def __init__(self, wait_id: str) -> None:
        super().__init__(wait_id)
        self.wait_id = wait_id


Plugin = Callable[[PluginTask], "Iterable[Output | Mapping[str, Any]] | None"]


def outputs_of(prefix: str, made: Iterable[Output | Mapping[str, Any]] | None) -> list[Output]:
    """What a plugin returned, as outputs.

    A mapping becomes the fields of an output whose id is made here: it doesn't depend on the attempt, so that one that
    is repeated makes the same. One with a `file_name` also gets `extension` and `file_type`, unless it says them itself.

    Raises:
        TypeError: something that is neither.
    """
    outputs = []
    if made is not None and (isinstance(made, (str, bytes, Mapping)) or not isinstance(made, Iterable)):
        raise TypeError(f"a plugin returns a list of outputs or mappings, or nothing, not a {type(made).__name__}")
    for position, item in enumerate(made or ()):
        if isinstance(item, Output):
            outputs.append(item)
        elif isinstance(item, Mapping):
            outputs.append(Output(f"{prefix}.{position}", _described(dict(item))))
        else:
            raise TypeError(f"a plugin returns outputs or mappings, not a {type(item).__name__}")
    return outputs


def _described(fields: dict[str, Any]) -> dict[str, Any]:
    name, mime = fields.get("file_name"), fields.get("mime_type")
    if isinstance(name, str):
        ((extension, kind),) = _core.file_kinds([name], [mime if isinstance(mime, str) else None])
        return {"extension": extension, "file_type": kind, **fields}
    return fields
