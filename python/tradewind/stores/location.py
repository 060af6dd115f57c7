"""Where state lives: an explicit URL, else `TRADEWIND_URL`, else `.tradewind/` in the nearest folder that has one."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from tradewind.errors import UsageError, store_error

FOLDER = ".tradewind"
DATABASE = "tradewind.db"
MEMORY = ":memory:"
VARIABLE = "TRADEWIND_URL"
_FILE_SUFFIXES = (".db", ".sqlite", ".sqlite3")


@dataclass(frozen=True, slots=True)
class Location:
    """`database` is the SQLite file (or `:memory:`), None for Postgres. `state_dir` is the absolute folder of blobs,
    bundles, sockets and the engine's lock; None in memory, where whoever needs one makes a temporary folder."""

    url: str
    database: str | None
    state_dir: Path | None


def find_location(
    url: str | os.PathLike[str] | None = None, *, start: str | os.PathLike[str] | None = None
) -> Location:
    """Apply the rule. Makes nothing.

    Args:
        url: `sqlite:PATH`, `sqlite:///PATH`, a bare path, `:memory:` or `postgresql://...`. A path that ends in .db,
            .sqlite or .sqlite3 is a database file (its state folder is `PATH.d`, or the file's own folder if it is
            called tradewind.db); any other path is a state folder, with tradewind.db in it.
        start: folder to search from, upwards; default the current one.

    Raises:
        UsageError: the URL means nothing to us.
    """
    source = "" if url else f" (from {VARIABLE})"
    text = os.fspath(url) if url else os.environ.get(VARIABLE, "")
    if not text:
        return _in_folder(_nearest(Path(start or ".").absolute()))
    scheme, colon, rest = text.partition(":")
    if text == MEMORY or (scheme == "sqlite" and rest in (MEMORY, f"///{MEMORY}", "//")):
        return Location(f"sqlite:{MEMORY}", MEMORY, None)
    if scheme in ("postgres", "postgresql"):
        return Location(text, None, _nearest(Path(start or ".").absolute()))
    if scheme == "sqlite" and colon:
        path = rest.removeprefix("///") if rest.startswith("///") else rest
        if not path or path.startswith("//"):
            raise UsageError(
                f"no path in the store's URL {text!r}{source}",
                fix="write sqlite:PATH, e.g. sqlite:/var/lib/etl",
            )
    elif "://" in text:
        raise UsageError(
            f"unknown kind of store {scheme!r} in {without_password(text)!r}{source}",
            fix="use sqlite:PATH or postgresql://HOST/DATABASE",
        )
    else:
        path = text
    place = Path(path).expanduser().absolute()
    if not place.name.endswith(_FILE_SUFFIXES) or place.is_dir():
        return _in_folder(place)
    state_dir = place.parent if place.name == DATABASE else place.with_name(f"{place.name}.d")
    return Location(f"sqlite:{place}", str(place), state_dir)


def without_password(url: str) -> str:
    """The URL as it may be shown."""
    hidden = re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:***@", url)
    return re.sub(r"([?&]password=)[^&]*", r"\1***", hidden)


def make_folder(folder: Path) -> None:
    """Make a folder of state, for this user only; a new `.tradewind` tells git to leave it alone.

    Raises:
        StoreReadOnlyError, StoreFullError, StoreError: it can't be made.
    """
    try:
        if folder.is_dir():
            return
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.name == FOLDER:
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        fix = f"name another place, e.g. {VARIABLE}=sqlite:/var/lib/tradewind"
        raise store_error(error, f"{folder}: the folder for state can't be made", fix=fix) from error


def _in_folder(folder: Path) -> Location:
    database = folder / DATABASE
    return Location(f"sqlite:{database}", str(database), folder)


def _nearest(start: Path) -> Path:
    for folder in (start, *start.parents):
        if (folder / FOLDER).is_dir():
            return folder / FOLDER
    return start / FOLDER
