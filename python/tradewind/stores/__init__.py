"""Where state lives: the `Store` port and its implementations."""

from __future__ import annotations

TYPE_CHECKING = False  # the real one would import typing, which costs more than all of this
if TYPE_CHECKING:
    import os

    from tradewind.stores.location import Location
    from tradewind.stores.protocol import Store
    from tradewind.stores.sqlite import Durability


def open_store(where: str | os.PathLike[str] | Location | None = None, durability: Durability = "normal") -> Store:
    """Open the store at a URL, a path or a `Location`; None: where `find_location` says.

    Args:
        durability: `normal` survives the crash of any process, `full` a power cut too.

    Raises:
        UsageError: an unknown kind of URL, or Postgres without its driver.
        StoreError: or one of its kinds, if the database can't be opened.
    """
    from tradewind.errors import UsageError
    from tradewind.stores.location import Location, find_location

    if durability not in ("normal", "full"):
        raise UsageError(f"unknown durability {durability!r}", fix="use 'normal' or 'full'")
    location = where if isinstance(where, Location) else find_location(where)
    if location.database is None:
        raise UsageError(
            "this tradewind has no Postgres store yet",
            fix="use sqlite:PATH; Postgres comes with `pip install 'tradewind[postgres]'`",
        )
    from tradewind.stores.sqlite import SqliteStore

    store = SqliteStore(location.database, durability)
    store.open()
    return store
