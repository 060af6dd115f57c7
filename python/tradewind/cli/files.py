"""From a path that the user names to loaded DAGs, and every error on the way."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tradewind.cli.app import suggest
from tradewind.errors import DuplicateIdError, LoadError, UsageError
from tradewind.runner.source import DATA_FILES

if TYPE_CHECKING:
    from tradewind.loading.loaded import LoadedDag

_NAMES = re.compile(rb"\b(tradewind|airflow|vortex|gust)\b")
_PIPELINE = tuple(re.compile(rb"""\b%s["']?\s*:""" % key) for key in (b"plugin", b"(nodes|slug)"))
"""keys that only pipelines have together"""
_LIBRARY = re.compile(rb"\btradewind\.pipeline\b|\bdurable\b")
"""a Python file that makes pipelines, of which a scan knows nothing"""
_NO_DAGS_BELOW = {"__pycache__", "node_modules", "site-packages", "build", "dist"}


@dataclass(slots=True)
class Found:
    """What a set of paths holds."""

    files: list[str] = field(default_factory=list)
    dags: list[tuple[str, LoadedDag]] = field(default_factory=list)
    """(file, DAG) in the order of the files"""
    errors: list[tuple[str, LoadError]] = field(default_factory=list)


def names_a_file(what: str) -> bool:
    """Whether `what`, where a verb takes a file or a run, is a path: it exists, looks like one, or ends like a file."""
    return os.path.exists(what) or what.endswith((".py", *DATA_FILES)) or os.sep in what


def load_one(path: str, dag_id: str | None, *, ahead: bool = False, no_import: bool = False) -> LoadedDag:
    """The DAG of a file; `dag_id` may be None if it has only one.

    Args:
        ahead: attempts are to follow, as `loading.load_file` takes it.
        no_import: take the DAG from a scan, and refuse a file whose scan isn't exact.

    Raises:
        UsageError: no such file, no such DAG, or several and none named.
        LoadError: the file doesn't load, or has no DAG.
    """
    _check_exists(path)
    if os.path.isdir(path):
        raise UsageError(f"{path} is a folder", fix=f"name a file; `tradewind list {path}` shows its DAGs")
    dags = _load(path, ahead=ahead, no_import=no_import)
    ids = [dag.dag_id for dag in dags]
    if dag_id is None:
        if len(dags) > 1:
            raise UsageError(f"{path} has {len(dags)} DAGs: {', '.join(ids)}", fix="name one of them after the file")
        return dags[0]
    for dag in dags:
        if dag.dag_id == dag_id:
            return dag
    raise UsageError(f"no DAG '{dag_id}' in {path}", fix=suggest(dag_id, ids, f"it has {', '.join(ids)}"))


def load_all(paths: Sequence[str], *, no_import: bool = False) -> Found:
    """Every DAG below `paths`; a file that doesn't load is an error in the list and hides no other.

    A file that is named is loaded whatever it holds; of a folder, the .py files that name tradewind, airflow, vortex or
    gust, but not those whose source shows that they make no DAG and import nothing of the project (of the others, one
    without a DAG is no error); and the .json and .yaml files that are pipelines by their look.

    Raises:
        UsageError: a path doesn't exist, or holds nothing to load.
    """
    found = Found()
    homes: dict[str, tuple[str, LoadedDag]] = {}
    for path in paths:
        _check_exists(path)
        below = _with_dags(_dag_files(path)) if os.path.isdir(path) else [path]
        if not below:
            raise UsageError(
                f"no DAGs in {path}", fix="a DAG file is a .py file that imports tradewind, airflow, vortex or gust"
            )
        for file in below:
            if file in found.files:
                continue
            found.files.append(file)
            try:
                dags = _load(file, needed=file == path, no_import=no_import)
            except LoadError as error:
                found.errors.append((file, error))
                continue
            for dag in dags:
                first, _ = homes.setdefault(dag.dag_id, (file, dag))
                found.dags.append((file, dag))
                if first != file:
                    text = f"duplicate DAG '{dag.dag_id}': {first} has one of this id, too"
                    found.errors.append((file, DuplicateIdError(text, place=place_of(dag), fix="rename one of them")))
    if not found.dags and not found.errors:
        raise UsageError(f"no DAGs in {', '.join(paths)}")
    return found


def _with_dags(files: Iterable[str]) -> list[str]:
    """Without the Python files that surely hold no DAG: nothing of them needs to run."""
    from tradewind.loading.bundle import root_of
    from tradewind.loading.reach import reachable
    from tradewind.scanning.files import scan_files

    files = list(files)
    sources = [file for file in files if file.endswith(".py") and _readable_name(file)]
    empty = {
        file
        for file, found in zip(sources, scan_files(sources), strict=True)
        if found.verdict == "exact" and not found.dags and not _mentions(file, _LIBRARY)
    }
    for file in sorted(empty):
        root = root_of(file)
        own = os.path.relpath(os.path.abspath(file), root)
        if any(os.path.isfile(os.path.join(root, name)) for name in reachable(root, [own]) - {own}):
            empty.remove(file)  # what it imports may make DAGs in its name
    return [file for file in files if file not in empty]


def _mentions(file: str, name: re.Pattern[bytes]) -> bool:
    try:
        with open(file, "rb") as source:
            return name.search(source.read()) is not None
    except OSError:
        return True  # loading it says what is wrong


def place_of(dag: LoadedDag) -> str | None:
    """`file:line` of the definition."""
    from msgpack import unpackb

    place: str | None = unpackb(dag.spec).get("place")
    return place


def _load(path: str, *, needed: bool = True, ahead: bool = False, no_import: bool = False) -> list[LoadedDag]:
    if not _readable_name(path):
        raise LoadError(f"{path!a} can't be read as UTF-8", fix=_RENAME)
    if no_import:
        from tradewind.cli.scan import exact_dags

        if path.endswith(DATA_FILES):
            raise LoadError(
                "the plugins of a pipeline are imported to check it",
                place=path,
                fix="without --no-import the file is loaded",
            )

        dags = exact_dags(path)
    else:
        from tradewind.loading import load_file

        dags = load_file(path, ahead=ahead)
    if needed and not dags:
        raise LoadError(
            f"no DAG in {path}", fix="a DAG is found when it is bound to a name at module level or made in `with DAG`"
        )
    return dags


_RENAME = "rename it, or set LC_ALL=C.UTF-8"


def _readable_name(path: str) -> bool:
    try:
        os.path.abspath(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_exists(path: str) -> None:
    if not _readable_name(path):
        raise UsageError(f"{path!a} can't be read as UTF-8", fix=_RENAME)
    if os.path.exists(path):
        return
    folder, name = os.path.split(path)
    try:
        beside = os.listdir(folder or ".")
    except OSError:
        beside = []
    if os.path.islink(path):
        raise UsageError(f"{path} is a link to {os.readlink(path)}, which doesn't exist")
    raise UsageError(f"no such file: {path or repr(path)}", fix=suggest(name, beside, "") or None)


def _dag_files(folder: str) -> Iterator[str]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in _NO_DAGS_BELOW
            and not os.path.exists(os.path.join(root, name, "pyvenv.cfg"))
        )
        for name in sorted(names):
            path = os.path.normpath(os.path.join(root, name))
            known = name.endswith((".py", *DATA_FILES)) and not name.startswith(".") and os.path.isfile(path)
            if known and _may_have_dags(path):
                yield path


def _may_have_dags(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            text = file.read()
    except OSError:
        return path.endswith(".py")  # loading it says what is wrong
    if path.endswith(DATA_FILES):
        return all(pattern.search(text) for pattern in _PIPELINE)
    return _NAMES.search(text) is not None
