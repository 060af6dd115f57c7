"""`SqliteStore` conforms; and what is SQLite's own: pragmas, migrations, a database in memory."""

from __future__ import annotations

import functools
import sqlite3
from pathlib import Path

import pytest

import tradewind
from tradewind.errors import StoreCorruptError, UsageError
from tradewind.stores import migrations, open_store
from tradewind.stores.conformance.rows import Factory, make_run
from tradewind.stores.protocol import Batch
from tradewind.stores.sqlite import SqliteStore
from tradewind.testing import StoreConformance


class TestSqlite(StoreConformance):
    @pytest.fixture
    def factory(self, tmp_path: Path) -> Factory:
        return functools.partial(SqliteStore, tmp_path / "state" / "tradewind.db")


class TestSqliteFull(StoreConformance):
    @pytest.fixture
    def factory(self, tmp_path: Path) -> Factory:
        return functools.partial(SqliteStore, tmp_path / "state" / "tradewind.db", "full")


def pragma(store: SqliteStore, name: str) -> object:
    return store._db.execute(f"PRAGMA {name}").fetchone()[0]


@pytest.mark.parametrize(("durability", "level"), [("normal", 1), ("full", 2)])
def test_durability(tmp_path: Path, durability: str, level: int) -> None:
    store = open_store(tmp_path / "x.db", durability)  # type: ignore[arg-type]
    assert isinstance(store, SqliteStore)
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "synchronous") == level
    assert pragma(store, "foreign_keys") == 1
    assert store.facts()["durability"] == durability
    store.close()


def test_unknown_durability(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown durability 'fast'; use 'normal' or 'full'"):
        open_store(tmp_path / "x.db", "fast")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_postgres_names_what_is_missing() -> None:
    with pytest.raises(UsageError, match=r"no Postgres store yet; .*tradewind\[postgres\]"):
        open_store("postgresql://localhost/x")


def test_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = open_store(":memory:")
    run = make_run(store, "r")
    store.commit(Batch(runs=[("running", 1.0, run)]))
    assert [row.state for row in store.runs()] == ["running"]
    assert store.facts()["place"] == ":memory:"
    store.close()
    assert list(tmp_path.iterdir()) == []


def test_indexes_are_used(tmp_path: Path) -> None:
    """Nothing that a turn of the engine or a command asks for reads a whole table, apart from small ones."""
    store = SqliteStore(tmp_path / "x.db")
    store.open()
    plans: list[tuple[str, str]] = []

    def explain(statement: str, parameters: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        rows = store._db.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        plans.extend((statement, row[3]) for row in rows)
        return store._db.execute(statement, parameters).fetchall()

    store._rows = explain  # type: ignore[method-assign]
    make_run(store)
    store.run("r")
    store.run_by_prefix("r")
    store.runs(states=["running"])
    store.runs(dag_id="dag")
    store.instances(1)
    store.attempts(1, "a")
    store.open_attempts(1)
    store.outputs(1, ["a", "b"], "k")
    store.logs(1, 1)
    store.events(1)
    store.open_requests()
    store.last_attempt_id(1)
    text = "\n".join(f"{plan}: {statement}" for statement, plan in plans)
    scans = [plan for _, plan in plans if plan.startswith("SCAN")]
    assert scans == ["SCAN run USING INDEX run_unfinished", "SCAN request USING INDEX request_open"], text
    assert "USING INDEX run_by_dag" in text
    store.close()


# -- migrations --


def tables(path: Path) -> set[str]:
    with sqlite3.connect(path) as db:
        return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def meta(path: Path) -> dict[str, str]:
    with sqlite3.connect(path) as db:
        return dict(db.execute("SELECT key, value FROM meta"))


def test_from_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    open_store(path).close()
    assert meta(path) == {
        "schema_version": str(migrations.newest("sqlite")),
        "tradewind_version": tradewind.__version__,
    }


@pytest.mark.parametrize("kind", ["no bytes", "no tables"])
def test_from_version_zero(tmp_path: Path, kind: str) -> None:
    """A database that exists and holds nothing is version 0."""
    path = tmp_path / "x.db"
    path.touch()
    if kind == "no tables":
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE gone (x)")
            db.execute("DROP TABLE gone")
        assert path.stat().st_size > 0
    store = open_store(path)
    make_run(store)
    store.close()
    assert "task_instance" in tables(path)


def test_each_migration_is_applied_once_and_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.db"
    store = open_store(path)
    make_run(store, "kept")
    store.close()

    folder = tmp_path / "migrations" / "sqlite"
    folder.mkdir(parents=True)
    for file in (migrations.FOLDER / "sqlite").glob("*.sql"):
        (folder / file.name).write_text(file.read_text())
    known = migrations.newest("sqlite")
    (folder / f"{known + 1:04}_one.sql").write_text("CREATE TABLE one (x);\n")
    (folder / f"{known + 2:04}_two.sql").write_text(
        "ALTER TABLE one ADD COLUMN y;\nINSERT INTO one\n  VALUES (1, 2);\n"
    )
    monkeypatch.setattr(migrations, "FOLDER", folder.parent)
    for _ in range(2):
        store = open_store(path)
        assert store.facts()["schema_version"] == known + 2
        assert store.run("kept") is not None
        store.close()
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT x, y FROM one").fetchall() == [(1, 2)]

    monkeypatch.undo()
    with pytest.raises(StoreCorruptError) as caught:
        open_store(path)
    assert str(caught.value) == (
        f"{path}: written by tradewind {tradewind.__version__} (schema {known + 2}); this is tradewind"
        f" {tradewind.__version__}, which knows schemas up to {known};"
        " upgrade tradewind, or name another place with TRADEWIND_URL"
    )


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.db"
    folder = tmp_path / "migrations" / "sqlite"
    folder.mkdir(parents=True)
    first = (migrations.FOLDER / "sqlite" / "0001_first.sql").read_text()
    (folder / "0001_first.sql").write_text(f"{first}\nINSERT INTO nowhere VALUES (1);\n")
    monkeypatch.setattr(migrations, "FOLDER", folder.parent)
    with pytest.raises(tradewind.errors.StoreError, match="no such table: nowhere"):
        open_store(path)
    assert tables(path) == set()
    monkeypatch.undo()
    open_store(path).close()
    assert "run" in tables(path)


def test_gaps_between_migrations_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "FOLDER", tmp_path)
    (tmp_path / "sqlite").mkdir()
    (tmp_path / "sqlite" / "0002_second.sql").write_text("")
    with pytest.raises(ValueError, match="must be numbered 0001, 0002"):
        migrations.newest("sqlite")
    (tmp_path / "sqlite" / "0001_first.sql").write_text("CREATE TABLE a (x)\n")
    with pytest.raises(ValueError, match=r"0001_first\.sql: the last statement lacks its ;"):
        list(migrations.statements("sqlite", 0))
