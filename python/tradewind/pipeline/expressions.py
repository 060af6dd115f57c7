"""Expressions such as `{source.title | upper}`: parsed, checked and evaluated by the core."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tradewind import _core
from tradewind.pipeline.models import ExpressionError
from tradewind.pipeline.pipes import BUILTIN_PIPES, PIPE_ARITY

__all__ = [
    "BUILTIN_PIPES",
    "PIPE_ARITY",
    "RESERVED_NAMESPACES",
    "ExpressionError",
    "ExpressionVocabulary",
    "Lookup",
    "PipeCall",
    "PipeSpec",
    "Token",
    "extract_refs",
    "get_expression_vocabulary",
    "resolve_expression",
    "resolve_expressions",
    "tokenize_expression",
    "validate_expression",
]

Lookup = Callable[[str, str], object | None]
RESERVED_NAMESPACES = frozenset({"input", "config"})


@dataclass(frozen=True, slots=True)
class PipeCall:
    name: str
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """`kind`: text, ref or call; `refs` are the arguments of a call."""

    kind: str
    value: str
    pipes: tuple[PipeCall, ...]
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PipeSpec:
    name: str
    min_args: int
    max_args: int
    argument_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExpressionVocabulary:
    """What an editor offers."""

    pipes: tuple[PipeSpec, ...]
    functions: tuple[str, ...]


# A pipeline's expressions are few and parsed once; the bound only keeps a hostile program from filling memory.
_parsed = lru_cache(maxsize=4096)(_core.Expression)


def get_expression_vocabulary() -> ExpressionVocabulary:
    """Every pipe with its arguments, every function."""
    return ExpressionVocabulary(
        pipes=tuple(PipeSpec(name, least, most, tuple(args)) for name, least, most, args in _core.expression_pipes()),
        functions=tuple(_core.expression_functions()),
    )


@lru_cache(maxsize=256)
def tokenize_expression(expression: str) -> tuple[Token, ...]:
    """Raises: ExpressionError, with the position."""
    return tuple(
        Token(kind, value, tuple(PipeCall(name, tuple(args)) for name, args in pipes), tuple(refs))
        for kind, value, pipes, refs in _parsed(expression).tokens()
    )


def resolve_expression(expression: str, lookup: Lookup) -> object | None:
    """The value: native for a single reference, text for a mixture, None for nothing.

    Raises:
        ExpressionError: syntax, an unknown pipe, a failed `required`; and whatever `lookup` raises.
    """
    return _parsed(expression).evaluate(lookup)


def resolve_expressions(
    expression: str, rows: Sequence[dict[str, Any]], common: Mapping[str, Any] | None = None
) -> list[Any]:
    """The values of one expression for many rows, in one call of the core.

    Args:
        rows: of each, by namespace, a dict of fields: `[{"source": {"title": "..."}}, ...]`. Where a namespace has a
            list of such dicts, those of several artifacts, a reference is the value of those that have the field: None,
            one value, or a list. Only the fields that the expression refers to are read.
        common: namespaces that all rows share, such as `input`.

    Raises:
        ExpressionError: as `resolve_expression`, at the first row that fails.
    """
    return _parsed(expression).evaluate_rows(list(rows), None if common is None else dict(common))


def validate_expression(expression: str) -> str | None:
    """What is wrong with it; None: nothing."""
    return _core.Expression.check(expression)


def extract_refs(expression: str) -> tuple[set[str], set[str]]:
    """(slugs of nodes, keys of the run's input) that it refers to. Raises: ExpressionError."""
    refs = _parsed(expression).refs()
    slugs = {namespace for namespace, _ in refs if namespace not in RESERVED_NAMESPACES}
    return slugs, {key for namespace, key in refs if namespace == "input"}
