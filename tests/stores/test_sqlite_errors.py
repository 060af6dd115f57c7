"""What a person meets when the database or the disk fails: an error of ours with the path and the next step."""

from __future__ import annotations

import functools
import multiprocessing
import os
import resource
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tradewind.errors import (
    StoreCorruptError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreReadOnlyError,
)
from tradewind.stores import open_store
from tradewind.stores.conformance.processes import ask
from tradewind.stores.conformance.rows import instance, make_run
from tradewind.stores.protocol import Batch, EventRow
from tradewind.stores.sqlite import SqliteStore

HOLDER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute(sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one run, closed."""
    path = tmp_path / "x.db"
    store = open_store(path)
    make_run(store, "r")
    store.close()
    return path


@pytest.fixture
def held(path: Path) -> Iterator[Callable[[str], None]]:
    """Another process that keeps a lock till the test ends."""
    holders = []

    def hold(statement: str) -> None:
        command = [sys.executable, "-c", HOLDER, str(path), statement]
        holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        holders.append(holder)
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"

    yield hold
    for holder in holders:
        holder.communicate()


# -- locked --


def test_a_writer_that_never_ends(path: Path, held: Callable[[str], None]) -> None:
    store = SqliteStore(path, patience=0.1)
    store.open()
    held("BEGIN IMMEDIATE")
    assert store.run("r") is not None, "readers don't mind"
    with pytest.raises(StoreLockedError) as caught:
        store.commit(Batch(runs=[("running", 1.0, 1)]))
    assert str(caught.value) == (
        f"{path}: locked by another process: database is locked;"
        f" wait for it or end it (`fuser {path}` names it), then try again"
    )
    with pytest.raises(StoreLockedError):
        store.next_run()
    store.close()


def test_a_new_database_that_another_program_holds(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreLockedError, match=f"{path}: locked by another process"):
        SqliteStore(path, patience=0.1).open()
    holder.close()
    open_store(path).close()


def test_a_writer_that_ends_in_time(path: Path) -> None:
    """The second writer waits for the first."""
    first, second = open_store(path), open_store(path)
    assert isinstance(first, SqliteStore)
    first._begin(write=True)
    waiting = multiprocessing.get_context("spawn").Process(
        target=ask, args=(functools.partial(SqliteStore, path), "{}")
    )
    waiting.start()
    waiting.join(0.5)
    assert waiting.is_alive()
    first._rollback()
    waiting.join()
    assert waiting.exitcode == 0
    assert len(second.open_requests()) == 1
    first.close()
    second.close()


# -- not a database of ours --


@pytest.mark.parametrize("junk", [b"just some text, not a database at all. " * 50, os.urandom(8192)])
def test_a_file_that_is_no_database(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(junk)
    with pytest.raises(StoreCorruptError) as caught:
        open_store(path)
    assert str(caught.value) == (
        f"{path}: not a database: file is not a database;"
        " name another place with TRADEWIND_URL, or move the file away to start afresh"
    )
    assert path.read_bytes() == junk
    assert os.listdir(tmp_path) == ["notes.db"]


def test_a_truncated_file(path: Path) -> None:
    size = path.stat().st_size
    os.truncate(path, size // 2)
    with pytest.raises(
        StoreCorruptError, match=f"{path}: the database is damaged: .*; restore a copy, save what is left"
    ):
        open_store(path)


def test_damage_found_late(path: Path) -> None:
    """A page in the middle is overwritten; what doesn't need it still works."""
    with sqlite3.connect(path) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'task_instance'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    db.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    store = open_store(path)
    assert store.run("r") is not None
    with pytest.raises(StoreCorruptError, match="the database is damaged"):
        store.instances(1)
    with pytest.raises(StoreCorruptError, match="the database is damaged"):
        store.commit(Batch(runs=[("failed", 1.0, 1)], instances=[instance(1, "a")]))
    row = store.run("r")
    assert row is not None
    assert row.state == "queued", "rolled back"
    store.close()


def test_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE orders (x)")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreCorruptError) as caught:
        open_store(path)
    assert str(caught.value) == (
        f"{path}: a database of another program (tables orders); give tradewind a file of its own with TRADEWIND_URL"
    )
    assert path.read_bytes() == before


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    with pytest.raises(StoreReadOnlyError, match=f"{tmp_path}: the database can't be opened: unable to open"):
        store.open()


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(
        StoreError, match=r"state/deep: the folder for state can't be made: (Not a directory|File exists)"
    ):
        open_store(tmp_path / "state" / "deep" / "x.db")
    with pytest.raises(StoreError, match=r"state: the folder for state can't be made: File exists"):
        open_store(tmp_path / "state" / "x.db")


# -- full --


def fill(store: SqliteStore, run: int) -> None:
    store.commit(
        Batch(
            runs=[("running", 1.0, run)],
            instances=[instance(run, "a" * 200, index) for index in range(5000)],
            events=[EventRow(1.0, run, "kind", "x" * 1000)] * 100,
        )
    )


def assert_untouched(store: SqliteStore, run: int) -> None:
    row = store.run("r")
    assert row is not None
    assert (row.state, store.instances(run), store.events(run)) == ("queued", [], [])


def test_no_space_by_page_limit(path: Path) -> None:
    """SQLite's own limit, which fails exactly as ENOSPC does: in the middle of a statement."""
    store = SqliteStore(path)
    store.open()
    store._db.execute("PRAGMA max_page_count = 100")
    with pytest.raises(StoreFullError) as caught:
        fill(store, 1)
    assert str(caught.value) == (
        f"{path}: no space left for the database: database or disk is full;"
        " free some space, then try again; what was committed is kept"
    )
    assert_untouched(store, 1)
    store._db.execute("PRAGMA max_page_count = 1000000")
    fill(store, 1)
    assert len(store.instances(1)) == 5000
    store.close()


def _fill_under_limit(path: str, told: Any) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
    store = SqliteStore(path)
    store.open()
    store.commit(Batch(events=[EventRow(1.0, 2, "small", "{}")]))
    try:
        fill(store, 1)
    except StoreError as error:
        told.send((type(error).__name__, str(error)))
    assert_untouched(store, 1)
    store.commit(Batch(events=[EventRow(2.0, 2, "small again", "{}")]))
    os._exit(0)


def test_the_system_refuses_to_grow_the_file(path: Path) -> None:
    """A real write that fails in the middle of a commit (RLIMIT_FSIZE): rolled back, and small commits go on."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_fill_under_limit, args=(str(path), theirs))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert ours.recv() == (
        "StoreError",
        f"{path}: the disk failed or refused more data: disk I/O error; check the disk and its quota",
    )
    store = SqliteStore(path)
    store.open()
    assert_untouched(store, 1)
    assert [row.kind for row in store.events(2)] == ["small", "small again"]
    assert store._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()


# -- read-only --


def as_a_user(target: Callable[[str], None], place: Path) -> str:
    """Run as somebody who isn't root (root may write everywhere); what the StoreError says."""
    ours, theirs = multiprocessing.Pipe()

    def child() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setresgid(65534, 65534, 65534)
            os.setresuid(65534, 65534, 65534)
        try:
            target(str(place))
        except StoreError as error:
            theirs.send(f"{type(error).__name__}: {error}")
        else:
            theirs.send("no error")
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join()
    assert process.exitcode == 0
    text = ours.recv()
    assert isinstance(text, str)
    return text


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach (pytest's own is for this user only)."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)


def test_a_folder_that_cannot_be_made(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    text = as_a_user(lambda place: open_store(place).close(), open_folder / "state")
    assert text == (
        f"StoreReadOnlyError: {open_folder}/state: the folder for state can't be made: Permission denied;"
        " name another place, e.g. TRADEWIND_URL=sqlite:/var/lib/tradewind"
    )


def test_a_folder_that_cannot_be_written(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    text = as_a_user(lambda place: open_store(place).close(), open_folder / "x.db")
    assert text == (
        f"StoreReadOnlyError: {open_folder}/x.db: the database can't be opened: unable to open database file;"
        " make the file and its folder readable and writable, or name another place with TRADEWIND_URL"
    )


def test_a_file_that_cannot_be_written(open_folder: Path) -> None:
    """Reading works where the folder can be written (SQLite needs its index there), writing says why not."""
    path = open_folder / "x.db"
    store = open_store(path)
    run = make_run(store, "r")
    store.close()
    path.chmod(0o444)
    open_folder.chmod(0o777)

    def write(place: str) -> None:
        store = open_store(place)
        assert store.run("r") is not None
        store.commit(Batch(runs=[("running", 1.0, run)]))

    text = as_a_user(write, path)
    assert text == (
        f"StoreReadOnlyError: {path}: the database can't be written: attempt to write a readonly database;"
        " make the file and its folder writable, or name another place with TRADEWIND_URL"
    )


def test_state_is_for_its_owner_only(tmp_path: Path) -> None:
    open_store(tmp_path / ".tradewind").close()
    assert stat.S_IMODE((tmp_path / ".tradewind").stat().st_mode) == 0o700
