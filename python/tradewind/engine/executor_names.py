"""Executors by name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tradewind.errors import UsageError

if TYPE_CHECKING:
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


def make(name: str, parallelism: int) -> Executor:
    """A new executor, not yet opened."""
    module, _, cls = _HOMES[name].partition(":")
    kind = getattr(import_module(module), cls)
    executor: Executor = kind() if name == "inline" else kind(parallelism)
    return executor
