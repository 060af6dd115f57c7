"""Where state lives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tradewind.errors import UsageError
from tradewind.stores import open_store
from tradewind.stores.location import Location, find_location, make_folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with nothing set."""
    monkeypatch.delenv("TRADEWIND_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_nearest_state_folder_else_one_here(home: Path) -> None:
    deep = home / "a" / "b"
    deep.mkdir(parents=True)
    os.chdir(deep)
    assert find_location().state_dir == deep / ".tradewind"
    (home / ".tradewind").mkdir()
    assert find_location().state_dir == home / ".tradewind"
    (home / "a" / ".tradewind").mkdir()
    assert find_location() == Location(
        f"sqlite:{home}/a/.tradewind/tradewind.db", f"{home}/a/.tradewind/tradewind.db", home / "a" / ".tradewind"
    )
    assert find_location(start=home).state_dir == home / ".tradewind"
    (deep / ".tradewind").write_text("a file is no state folder")
    assert find_location().state_dir == home / "a" / ".tradewind"


def test_asking_makes_nothing(home: Path) -> None:
    find_location()
    find_location("sqlite:state")
    assert list(home.iterdir()) == []


def test_the_variable_then_the_explicit_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".tradewind").mkdir()
    monkeypatch.setenv("TRADEWIND_URL", "sqlite:elsewhere")
    assert find_location().state_dir == home / "elsewhere"
    assert find_location("third").state_dir == home / "third"
    monkeypatch.setenv("TRADEWIND_URL", "")
    assert find_location().state_dir == home / ".tradewind"


@pytest.mark.parametrize(
    ("url", "database", "state_dir"),
    [
        ("state", "state/tradewind.db", "state"),
        ("sqlite:state", "state/tradewind.db", "state"),
        ("sqlite:///state", "state/tradewind.db", "state"),
        ("a/x.db", "a/x.db", "a/x.db.d"),
        ("sqlite:a/x.sqlite", "a/x.sqlite", "a/x.sqlite.d"),
        ("sqlite:///x.sqlite3", "x.sqlite3", "x.sqlite3.d"),
        ("a/tradewind.db", "a/tradewind.db", "a"),
        ("a b/ü.db", "a b/ü.db", "a b/ü.db.d"),
    ],
)
def test_urls_and_paths(home: Path, url: str, database: str, state_dir: str) -> None:
    expected = Location(f"sqlite:{home}/{database}", f"{home}/{database}", home / state_dir)
    assert find_location(url) == expected
    assert find_location(Path(url)) == expected or ":" in url
    assert find_location(expected.url) == expected, "what it says means the same"


def test_absolute_urls(home: Path) -> None:
    for url in ("/srv/etl", "sqlite:/srv/etl", "sqlite:////srv/etl"):
        assert find_location(url).state_dir == Path("/srv/etl")
    assert find_location("~/etl").state_dir == Path.home() / "etl"


def test_a_folder_may_be_called_anything(home: Path) -> None:
    (home / "odd.db").mkdir()
    assert find_location("odd.db").state_dir == home / "odd.db"


@pytest.mark.parametrize("url", [":memory:", "sqlite::memory:", "sqlite://", "sqlite:///:memory:"])
def test_memory(url: str) -> None:
    assert find_location(url) == Location("sqlite::memory:", ":memory:", None)


def test_postgres(home: Path) -> None:
    url = "postgresql://user@host/db"
    assert find_location(url) == Location(url, None, home / ".tradewind")


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("mysql://host/db", "unknown kind of store 'mysql' in 'mysql://host/db'; use sqlite:PATH or postgresql://"),
        ("sqlite:", "no path in the store's URL 'sqlite:'; write sqlite:PATH"),
        ("sqlite://host/db", "no path in the store's URL 'sqlite://host/db'; write sqlite:PATH"),
    ],
)
def test_urls_that_mean_nothing(url: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError) as caught:
        find_location(url)
    assert str(caught.value).startswith(text)
    monkeypatch.setenv("TRADEWIND_URL", url)
    with pytest.raises(UsageError, match=r"\(from TRADEWIND_URL\)"):
        find_location()


def test_the_folder_keeps_itself_out_of_git(home: Path) -> None:
    open_store().close()
    assert (home / ".tradewind" / ".gitignore").read_text() == "*\n"
    assert (home / ".tradewind" / "tradewind.db").exists()
    make_folder(home / "plain")
    assert list((home / "plain").iterdir()) == []
