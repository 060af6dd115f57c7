"""Executors by name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tradewind.authoring.values import ISOLATIONS
from tradewind.errors import UsageError

if TYPE_CHECKING:
    from tradewind.engine.loop import Loop
    from tradewind.executors.protocol import Executor

_HOMES = {
    "process": "tradewind.executors.process:ProcessExecutor",
    "inline": "tradewind.executors.inline:InlineExecutor",
}


def known(name: str) -> str:
    """The name itself.

    Raises:
        UsageError: no executor is called so.
    """
    if name not in _HOMES:
        raise UsageError(f"unknown executor {name!r}", fix=f"use {' or '.join(sorted(_HOMES))}")
    return name


def known_isolation(name: str) -> str:
    """The name itself.

    Raises:
        UsageError: no isolation is called so.
    """
    if name not in ISOLATIONS:
        raise UsageError(f"unknown isolation {name!r}", fix=f"use {', '.join(ISOLATIONS)}")
    return name


class Executors:
    """Those that an engine has in use, by name; each is opened at its first use."""

    def __init__(self, loop: Loop, parallelism: int) -> None:
        self._loop = loop
        self._parallelism = parallelism
        self._known: dict[str, Executor] = {}

    def __call__(self, name: str) -> Executor:
        executor = self._known.get(name)
        if executor is None or executor not in self._loop.executors:  # a second Ctrl-C closes them
            executor = self._known[name] = _make(name, self._parallelism)
            executor.open(self._loop)
            self._loop.executors.append(executor)
        return executor


def _make(name: str, parallelism: int) -> Executor:
    module, _, cls = _HOMES[name].partition(":")
    kind = getattr(import_module(module), cls)
    executor: Executor = kind() if name == "inline" else kind(parallelism)
    return executor
