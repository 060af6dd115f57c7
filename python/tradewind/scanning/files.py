"""`scan` and `scan_tree`: files in, typed reports out. Reading, decoding, scanning and keeping happen in Rust."""

from __future__ import annotations

import os

from tradewind import _core
from tradewind.errors import UsageError
from tradewind.scanning.results import Scan

TYPE_CHECKING = False  # the real one would import typing, which costs more than reading a hundred files
if TYPE_CHECKING:
    from collections.abc import Iterable


def scan(source: str | os.PathLike[str] | bytes) -> Scan:
    """Read one DAG file without running it.

    Args:
        source: a path, or the bytes of a file.

    Raises:
        UsageError: no such file, or a pipe or device. A file that can't be read, or isn't Python, gives a report with
            its `error`.
    """
    if isinstance(source, (bytes, bytearray, memoryview)):
        return Scan(_core.scan_source(bytes(source)))
    path = os.fspath(source)
    if not os.path.lexists(path):
        raise UsageError(f"no such file: {path}")
    if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
        raise UsageError(f"{path} is no file: a pipe or device may have no end")
    return scan_files([path])[0]


def scan_tree(folder: str | os.PathLike[str], *, cache: str | os.PathLike[str] | None = None) -> list[Scan]:
    """Read every Python file below a folder, in parallel; those that define no DAG are in the list, too.

    What `.gitignore`, `.ignore` and `.airflowignore` files name is left out.

    Args:
        cache: a file that keeps reports between calls; None: nothing is kept. A file isn't read again while its size
            and time of change stay the same, nor scanned again while its content does.

    Raises:
        UsageError: no such folder.
    """
    if not os.path.isdir(folder):
        raise UsageError(f"no such folder: {os.fspath(folder)}")
    return [Scan(report, path) for path, report in _core.scan_tree(folder, cache, _threads())]


def scan_files(paths: Iterable[str], *, cache: str | os.PathLike[str] | None = None) -> list[Scan]:
    """Read files in parallel; see `scan_tree`."""
    paths = list(paths)
    reports = _core.scan_files(paths, cache, _threads())
    return [Scan(report, path) for path, report in zip(paths, reports, strict=True)]


def _threads() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, 8)
