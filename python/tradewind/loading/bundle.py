"""Bundles: which files a DAG's code came from, and copies of them, kept by content."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from tradewind.errors import LoadError, store_error
from tradewind.loading.loaded import Bundle
from tradewind.runner.failure import is_users, located
from tradewind.runner.source import DATA_FILES

if TYPE_CHECKING:
    from tradewind.authoring.dag import DAG

MAX_BYTES = 20 * 1024 * 1024
_MARKS = (".tradewind", "pyproject.toml", ".git")


def root_of(path: str) -> str:
    """The project's folder of a DAG file: the nearest with a `.tradewind`, `pyproject.toml` or `.git`, else its own."""
    home = folder = os.path.dirname(os.path.abspath(path))
    while True:
        if any(os.path.exists(os.path.join(folder, mark)) for mark in _MARKS):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return home
        folder = parent


def of_object(dag: DAG) -> Bundle:
    """The bundle of a DAG object of this process: the file whose import makes it, the project's modules that are
    imported here, and its template files. `main` is None where no file holds it at module level."""
    from tradewind.authoring.templating import template_files

    main = _home_of(dag)
    root = root_of(main or located(dag.fileloc))
    if main is None:
        return Bundle(root, None)
    folders: dict[str, str] = {}
    loaded = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    found = [file for file in loaded if isinstance(file, str) and file.endswith(".py")] + template_files(dag)
    files = {main, *(file for one in found if is_users(file := located(one, folders), root))}
    return make(root, os.path.relpath(main, root), digests(root, [os.path.relpath(file, root) for file in files]))


def _home_of(dag: DAG) -> str | None:
    """The file of a module that holds it: of the one that made it if it does, so that a script which merely imports the
    DAG isn't taken for its source; else of `__main__`, else of any. If none holds it, the file that made it."""
    made_in = located(dag.fileloc)
    if made_in.endswith(DATA_FILES):  # no module, whoever holds it
        return made_in
    holders = [
        (located(file) != made_in, module.__name__ != "__main__", located(file))
        for module in sys.modules.copy().values()
        if isinstance(file := getattr(module, "__file__", None), str)
        and any(value is dag for value in list(vars(module).values()))
    ]
    home = min(holders)[-1] if holders else made_in
    return home if os.path.isfile(home) else None


def keep(bundle: Bundle, state_dir: str) -> None:
    """Copy the bundle's files to `bundles/` below the state folder, so that a run of this version finds its code even
    after an edit. Known content is not written again.

    Raises:
        LoadError: a file has changed, or is gone, since it was loaded.
        StoreError: or one of its kinds: the folder can't be written.
    """
    folder = os.path.join(state_dir, "bundles")
    for name, digest in bundle.files.items():
        place = os.path.join(folder, digest[:2])
        path = os.path.join(place, digest[2:])
        if _in_use_again(path):
            continue
        source = os.path.join(bundle.root, name)
        try:
            with open(source, "rb") as file:
                data = file.read()
        except OSError as error:
            raise LoadError(f"the file can't be read any more: {error.strerror}", place=source) from None
        if sha256(data).hexdigest() != digest:
            raise LoadError("the file has changed since it was loaded", place=source, fix="load it again")
        draft = f"{path}.{os.getpid()}.{os.urandom(4).hex()}"
        try:
            os.makedirs(place, mode=0o700, exist_ok=True)
            with open(draft, "xb") as file:
                file.write(data)
            os.replace(draft, path)
        except OSError as error:
            with suppress(OSError):
                os.unlink(draft)
            raise store_error(error, f"{place}: a copy of {name} can't be written") from error


def _in_use_again(path: str) -> bool:
    """Whether it is kept already; then `db prune`, which leaves what is new, is told."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    except PermissionError:
        pass  # another user's file: kept all the same
    return True


def digests(root: str, names: Iterable[str]) -> dict[str, str]:
    """Name -> sha256 of these files as they are now; one that can't be read has the digest ""."""
    found = {}
    for name in sorted(names):
        try:
            with open(os.path.join(root, name), "rb") as file:
                found[name] = sha256(file.read()).hexdigest()
        except OSError:
            found[name] = ""
    return found


def changed(bundle: Bundle) -> dict[str, str]:
    """The part of `files` that no longer holds what the bundle says."""
    now = digests(bundle.root, bundle.files)
    return {name: digest for name, digest in bundle.files.items() if now[name] != digest}


def changed_since(then: int, root: str, names: Iterable[str]) -> bool:
    """Whether one of these files was written, replaced or removed after `then`, nanoseconds since 1970."""
    try:
        return any(os.stat(os.path.join(root, name)).st_ctime_ns > then for name in names)
    except OSError:
        return True


def make(root: str, main: str, files: dict[str, str]) -> Bundle:
    """The bundle of a loaded file. `main` and the keys of `files` are relative to `root`.

    Raises:
        LoadError: the files are larger than 20 MB together.
    """
    sizes = {name: os.path.getsize(os.path.join(root, name)) for name in files}
    total = sum(sizes.values())
    if total > MAX_BYTES:
        largest = max(sizes, key=sizes.__getitem__)
        raise LoadError(
            f"the modules that it imports from {root} have {total >> 20} MB, more than {MAX_BYTES >> 20}",
            place=os.path.join(root, largest),
            fix="install the large ones as a package, or keep their data in files that aren't modules",
        )
    return Bundle(root, main, files)
