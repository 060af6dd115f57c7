"""tradewind runs DAGs from a library. Names resolve on first use, so that importing this costs almost nothing."""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tradewind.authoring.dag import DAG as DAG
    from tradewind.engine.engine import Engine as Engine

_HOMES = {
    "DAG": "tradewind.authoring.dag",
    "Engine": "tradewind.engine.engine",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(_import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
    if name == "__version__":
        from tradewind._core import __version__

        return __version__
    raise AttributeError(f"module 'tradewind' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*_HOMES, "__version__"])
