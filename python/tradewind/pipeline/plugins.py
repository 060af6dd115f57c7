"""What the library asks of plugins: their names and inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class PluginInputMeta:
    """One input of a plugin; `source` `runtime` puts it into the run's input schema."""

    name: str
    description: str
    source: str
    required: bool = False
    placeholder: str = ""


@runtime_checkable
class PluginMeta(Protocol):
    """A plugin, as the schema sees it."""

    name: str
    worker_only: bool

    def get_effective_inputs(self) -> Sequence[PluginInputMeta]: ...


PluginLookup = Callable[[str], PluginMeta | None]
