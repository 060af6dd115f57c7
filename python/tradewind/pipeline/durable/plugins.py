"""Plugins: what runs a task, what it is given, and what becomes of what it returns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from tradewind import _core
from tradewind.authoring.places import nearest
from tradewind.errors import PipelineError
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
    is repeated makes the same. One with a `file_name` gets `extension` and `file_type` as well, unless it says them.

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


def find(name: str, given: Mapping[str, Plugin | str]) -> Plugin:
    """The plugin that a node calls `name`: one of those `given`, a built-in one, or `module:function` itself.

    Raises:
        PipelineError: there is none. Whatever the import of its module raises.
    """
    found = given.get(name, name if ":" in name else None)
    if found is None:
        found = BUILT_IN.get(name)
    if found is None:
        known = [*given, *BUILT_IN]
        there = f"there are: {', '.join(known)}; or write module:function"
        raise PipelineError(f"there is no plugin '{name}'", fix=nearest(name, known) or there)
    return _imported(found) if isinstance(found, str) else found


def _imported(path: str) -> Plugin:
    module, _, name = path.partition(":")
    if not module or module.startswith(".") or not name:
        raise PipelineError(f"plugin '{path}' is no place of a function", fix="write module:function")
    try:
        value: Any = import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise
        raise PipelineError(
            f"plugin '{path}': there is no module '{error.name}'",
            fix="it is looked for beside the pipeline's file, and among what is installed",
        ) from None
    for part in name.split("."):
        if not hasattr(value, part):
            raise PipelineError(f"plugin '{path}': the module has no '{part}'", fix=nearest(part, dir(value)))
        value = getattr(value, part)
    if not callable(value):
        raise PipelineError(f"plugin '{path}' is a {type(value).__name__}, which can't be called")
    return value  # type: ignore[no-any-return]


def bash(task: PluginTask) -> list[Mapping[str, Any]]:
    """Run the parameter `command` in bash. The others are its environment: text as it is, the rest as JSON.

    Every line that it prints is an output: the fields of a JSON object, other text as the field `line`.
    """
    command = task.parameters.get("command")
    if not isinstance(command, str):
        raise ValueError("the plugin bash needs a text as its parameter 'command'")
    others = {name: value for name, value in task.parameters.items() if name != "command" and value is not None}
    given = {name: value if isinstance(value, str) else json.dumps(value) for name, value in others.items()}
    made: list[Mapping[str, Any]] = []
    with subprocess.Popen(
        ["bash", "-c", command], env=os.environ | given, stdout=subprocess.PIPE, text=True, errors="backslashreplace"
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            made.append(_line(line.rstrip("\n")))
    if process.returncode:
        raise RuntimeError(f"the command ended with exit code {process.returncode}")
    return made


def _line(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text) if text.startswith("{") else None
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {"line": text}


BUILT_IN: Mapping[str, Plugin] = {"bash": bash}
