"""Whether this process is importing a user's file to learn its DAGs: until that is done nothing may run."""

from __future__ import annotations

from tradewind.authoring.places import here, text
from tradewind.errors import LoadError

under_way = False
"""Set by `runner.source`."""


def refuse(call: str) -> None:
    """Raises:
    LoadError: `call` comes from a file that is being loaded; it would run without end.
    """
    if under_way:
        raise LoadError(
            f"{call} is called while the file is being loaded, which would run it without end",
            place=text(here()),
            fix='put it under `if __name__ == "__main__":`',
        )
