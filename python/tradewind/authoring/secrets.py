"""Secrets for code that runs in an attempt: asked for by name, when they are needed."""

from __future__ import annotations

import os

from tradewind.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Self

    from tradewind.authoring.context import Context


def fetch(context: Context, name: str) -> Mapping[str, Any]:
    """{id, name, value_type, value}.

    Raises:
        UsageError: there is none of that name for this DAG.
    """
    found: Mapping[str, Any] | None = context.channel.call("secret", {"name": name})
    if found is None:
        raise UsageError(
            f"no secret {name!r} for DAG {context.dag.dag_id!r}",
            fix=f"`tradewind secrets set {name}` keeps one; `tradewind secrets list` shows for which DAGs",
        )
    return found


def variables(context: Context, names: Iterable[str]) -> dict[str, str]:
    """The values as environment variables."""
    return {name: fetch(context, name)["value"] for name in names}


class InEnvironment:
    """The secrets as variables of this process, while the block runs."""

    def __init__(self, context: Context, names: Iterable[str]) -> None:
        self._set = variables(context, names)
        self._before: dict[str, str | None] = {}

    def __enter__(self) -> Self:
        for name, value in self._set.items():
            self._before[name] = os.environ.get(name)
            os.environ[name] = value
        return self

    def __exit__(self, *_: object) -> None:
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
