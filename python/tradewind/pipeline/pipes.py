"""The pipes of the expression language, as functions; the core applies them.

`match` takes linear-time regular expressions: no look-around, no back-references.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from tradewind import _core

BUILTIN_PIPES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {name: partial(_core.apply_pipe, name) for name, *_ in _core.expression_pipes()}
)
PIPE_ARITY: dict[str, tuple[int, int]] = {name: (least, most) for name, least, most, _ in _core.expression_pipes()}
