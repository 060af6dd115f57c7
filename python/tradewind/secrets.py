"""`tradewind.secrets.get("API_KEY")` in a task. `tradewind secrets set` on the command line keeps them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["get"]


def get(name: str) -> Any:
    """A secret's value: text, or what its JSON holds.

    It never appears in logs or errors, and a task that puts it out fails.

    Raises:
        UsageError: there is none of that name for this DAG.
        RuntimeError: no task is running in this thread.
    """
    from tradewind.authoring.context import get_current_context
    from tradewind.authoring.secrets import fetch

    found = fetch(get_current_context(), name)
    if found["value_type"] != "json":
        return found["value"]
    from json import loads

    return loads(found["value"])
