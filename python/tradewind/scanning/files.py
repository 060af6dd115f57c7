"""`scan` and `scan_tree`: files in, typed reports out. Reading, decoding and scanning happen in Rust."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from tradewind import _core
from tradewind.errors import UsageError
from tradewind.scanning.results import Scan

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORMAT = 1


def scan(source: str | os.PathLike[str] | bytes) -> Scan:
    """Read one DAG file without running it.

    Args:
        source: a path, or the bytes of a file.

    Raises:
        UsageError: no such file. One that can't be read, or isn't Python, gives a report with its `error`.
    """
    if isinstance(source, (bytes, bytearray, memoryview)):
        return Scan(_core.scan_source(bytes(source)))
    path = os.fspath(source)
    if not os.path.lexists(path):
        raise UsageError(f"no such file: {path}")
    return next(iter(scan_files([path])))


def scan_tree(folder: str | os.PathLike[str], *, cache: str | os.PathLike[str] | None = None) -> list[Scan]:
    """Read every Python file below a folder, in parallel; those that define no DAG are in the list, too.

    What `.gitignore`, `.ignore` and `.airflowignore` files name is left out.

    Args:
        cache: a file that keeps reports by content between calls; None: nothing is kept.

    Raises:
        UsageError: no such folder.
    """
    if not os.path.isdir(folder):
        raise UsageError(f"no such folder: {os.fspath(folder)}")
    return scan_files([os.fspath(path) for path in _core.python_files(folder)], cache=cache)


def scan_files(paths: Iterable[str], *, cache: str | os.PathLike[str] | None = None) -> list[Scan]:
    """Read files in parallel; see `scan_tree`."""
    paths = list(paths)
    known = _read_cache(cache)
    threads = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)
    found = _core.scan_files(paths, set(known), threads)
    if cache is not None and any(report is not None and digest for digest, report in found):
        known = {digest: report if report is not None else known[digest] for digest, report in found if digest}
        _write_cache(cache, known)
    return [
        Scan(known[digest] if report is None else report, path)
        for path, (digest, report) in zip(paths, found, strict=True)
    ]


def _read_cache(cache: str | os.PathLike[str] | None) -> dict[str, bytes]:
    if cache is None:
        return {}
    try:
        with open(cache, "rb") as file:
            kept = _unpacked(file.read())
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict) or kept.get("version") != [_FORMAT, _core.__version__]:
        return {}
    reports: dict[str, bytes] = kept["reports"]
    return reports


def _write_cache(cache: str | os.PathLike[str], reports: dict[str, bytes]) -> None:
    """A cache that can't be written is no error: the next scan does the work again."""
    from msgpack import packb

    draft = f"{os.fspath(cache)}.{os.getpid()}"
    try:
        with open(draft, "wb") as file:
            file.write(packb({"version": [_FORMAT, _core.__version__], "reports": reports}))
        os.replace(draft, cache)
    except OSError:
        return


def _unpacked(data: bytes) -> Any:
    from msgpack import unpackb

    return unpackb(data)
