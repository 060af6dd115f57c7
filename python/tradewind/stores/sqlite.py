"""The default store: one SQLite file in WAL mode. One writer at a time, any number of readers, no server."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from tradewind.errors import (
    StoreCorruptError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreReadOnlyError,
)
from tradewind.stores import migrations, sql
from tradewind.stores.location import MEMORY, make_folder
from tradewind.stores.sqlstore import SqlStore

Durability = Literal["normal", "full"]

APPLICATION_ID = 0x74776E64
"""`twnd`: set by the first migration, tells our files from other programs'"""

CACHE_KIB = 32 * 1024
"""at most; with it the tree of a run of 100,000 tasks stays in memory"""
CHECKPOINT_PAGES = 4000
"""16 MiB of WAL: a page that many commits change is copied back once; a third less time a task at `full`"""

_SYNCHRONOUS = {"normal": "NORMAL", "full": "FULL"}
_KINDS: dict[int, tuple[type[StoreError], str, str]] = {
    sqlite3.SQLITE_BUSY: (
        StoreLockedError,
        "locked by another process",
        "wait for it or end it (`fuser {path}` names it), then try again",
    ),
    sqlite3.SQLITE_LOCKED: (StoreLockedError, "locked by another connection", "close it, then try again"),
    sqlite3.SQLITE_CORRUPT: (
        StoreCorruptError,
        "the database is damaged",
        "restore a copy, save what is left with `sqlite3 {path} .recover`, or move the file away to start afresh",
    ),
    sqlite3.SQLITE_NOTADB: (
        StoreCorruptError,
        "not a database",
        "name another place with TRADEWIND_URL, or move the file away to start afresh",
    ),
    sqlite3.SQLITE_FULL: (
        StoreFullError,
        "no space left for the database",
        "free some space, then try again; what was committed is kept",
    ),
    sqlite3.SQLITE_READONLY: (
        StoreReadOnlyError,
        "the database can't be written",
        "make the file and its folder writable, or name another place with TRADEWIND_URL",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        StoreReadOnlyError,
        "the database can't be opened",
        "make the file and its folder readable and writable, or name another place with TRADEWIND_URL",
    ),
    sqlite3.SQLITE_IOERR: (StoreError, "the disk failed or refused more data", "check the disk and its quota"),
}


class SqliteStore(SqlStore):
    """`Store` on a file, or on `:memory:` for a run that leaves nothing behind.

    Args:
        path: the database file; its folder is made if needed. `:memory:` lives as long as the store is open.
        durability: `normal` survives the crash of any process, `full` a power cut too (one fsync a commit).
        patience: seconds to wait for another process's lock.
    """

    database_errors = (sqlite3.Error, OverflowError, UnicodeError)

    def __init__(self, path: str | Path, durability: Durability = "normal", *, patience: float = 10.0) -> None:
        self.path = str(path)
        self.durability = durability
        self._patience = patience
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        if self._connection is not None:
            return
        if self.path != MEMORY:
            make_folder(Path(self.path).parent)
        try:
            self._connection = sqlite3.connect(
                self.path, timeout=self._patience, isolation_level=None, check_same_thread=False
            )
            since = self._known_version()
            self._configure()
            if since < migrations.newest("sqlite"):
                self._migrate()
        except sqlite3.Error as error:
            self.close()
            raise self._explain(error) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def facts(self) -> dict[str, str | int]:
        files = [] if self.path == MEMORY else [Path(self.path), Path(f"{self.path}-wal")]
        return {
            "dialect": "sqlite",
            "place": self.path,
            "bytes": sum(file.stat().st_size for file in files if file.exists()),
            "schema_version": int(self._read(sql.META, "schema_version")[0][0]),
            "durability": self.durability,
        }

    def faults(self) -> list[str]:
        try:
            damage = [str(text) for (text,) in self._read("PRAGMA integrity_check(20)") if text != "ok"]
            dangling = self._read("PRAGMA foreign_key_check")[:20]
        except StoreCorruptError as error:  # so badly that it can't be read to its end
            return [error.text]
        return damage + [
            f"row {row} of {table} refers to a {parent} that isn't there" for table, row, parent, _ in dangling
        ]

    @property
    def _db(self) -> sqlite3.Connection:
        if self._connection is None:
            raise StoreError(f"{self.path}: the store is closed", fix="call open() first")
        return self._connection

    def _configure(self) -> None:
        db = self._db
        mode = self._enter_wal(db)
        if mode not in ("wal", "memory"):
            raise StoreError(
                f"{self.path}: this file system can't share a database between processes (journal mode {mode})",
                fix="put the state on a local disk with TRADEWIND_URL",
            )
        db.execute(f"PRAGMA synchronous = {_SYNCHRONOUS[self.durability]}")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")

    def _enter_wal(self, db: sqlite3.Connection) -> str:
        """Changing the journal mode doesn't wait for a lock by itself: two processes may make the database at once."""
        deadline = time.monotonic() + self._patience
        while True:
            try:
                return str(db.execute("PRAGMA journal_mode = WAL").fetchone()[0])
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
            time.sleep(0.005)

    def _known_version(self) -> int:
        """The schema's version, before anything is changed."""
        with self._transaction(write=False):
            since = self._schema_version()
            written_by = self._rows(sql.META, ("tradewind_version",))[0][0] if since else ""
        if since > (newest := migrations.newest("sqlite")):
            raise StoreCorruptError(
                f"{self.path}: written by tradewind {written_by} (schema {since});"
                f" this is tradewind {_own_version()}, which knows schemas up to {newest}",
                fix="upgrade tradewind, or name another place with TRADEWIND_URL",
            )
        return since

    def _migrate(self) -> None:
        with self._transaction():
            since = self._schema_version()  # again: another process may have been quicker
            for statement in migrations.statements("sqlite", since):
                self._db.execute(statement)
            newest = str(max(since, migrations.newest("sqlite")))
            self._many(sql.PUT_META, [("schema_version", newest), ("tradewind_version", _own_version())])

    def _schema_version(self) -> int:
        """0: nothing in it yet."""
        if self._rows("PRAGMA application_id")[0][0] == APPLICATION_ID:
            return int(self._rows(sql.META, ("schema_version",))[0][0])
        tables = [name for (name,) in self._rows("SELECT name FROM sqlite_master WHERE type = 'table' LIMIT 3")]
        if not tables:
            return 0
        raise StoreCorruptError(
            f"{self.path}: a database of another program (tables {', '.join(tables)})",
            fix="give tradewind a file of its own with TRADEWIND_URL",
        )

    # -- what `SqlStore` asks of a dialect --

    def _begin(self, *, write: bool) -> None:
        self._db.execute("BEGIN IMMEDIATE" if write else "BEGIN")

    def _end(self) -> None:
        self._db.execute("COMMIT")

    def _rollback(self) -> None:
        db = self._connection
        if db is not None and db.in_transaction:
            with suppress(sqlite3.Error):  # the error that made us roll back is the one to tell
                db.execute("ROLLBACK")

    def _many(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        self._db.executemany(statement, rows)

    def _rows(self, statement: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        return self._db.execute(statement, parameters).fetchall()

    def _explain(self, error: Exception) -> StoreError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        kind, text, fix = _KINDS.get(code, (StoreError, "the database refused", None))
        return kind(f"{self.path}: {text}: {error}", fix=fix and fix.format(path=self.path))


def _own_version() -> str:
    from tradewind._core import __version__

    return __version__
