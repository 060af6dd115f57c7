"""What loading a file gave, kept for as long as nothing that it came from has changed.

An entry is valid while the file and every module of the project that it imported, or would import where another import
fails, have the same content (or are still missing), with the same
Python, the same tradewind, and the same set of installed packages (by the times of the folders on `sys.path`). Files
that read the environment, other files or the clock while they are imported are never kept (`runner.reads`).
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from typing import Any

from tradewind.loading.bundle import digests
from tradewind.loading.reach import reachable
from tradewind.runner.protocol import pack, unpack

FORMAT = 2


def get(folder: str, path: str, root: str) -> dict[str, Any] | None:
    """The `loaded` reply for this file, or None."""
    try:
        with open(_entry(folder, path), "rb") as file:
            entry = unpack(file.read())
    except (OSError, ValueError):
        return None
    if not isinstance(entry, dict) or entry.get("circumstances") != _circumstances() or entry.get("root") != root:
        return None
    reply: dict[str, Any] = entry["reply"]
    return reply if digests(root, entry["files"]) == entry["files"] else None


def put(folder: str, path: str, root: str, reply: dict[str, Any]) -> None:
    """Keep a `loaded` reply. A folder that can't be written is no error: the next load does the work again."""
    entry = _entry(folder, path)
    files = reply["files"] | digests(root, reachable(root, reply["files"]) - reply["files"].keys())
    draft = f"{entry}.{os.getpid()}.{os.urandom(4).hex()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(draft, "xb") as file:
            file.write(pack({"circumstances": _circumstances(), "root": root, "files": files, "reply": reply}))
        os.replace(draft, entry)
    except OSError:
        return


def _entry(folder: str, path: str) -> str:
    return os.path.join(folder, sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:32])


def _circumstances() -> list[Any]:
    """All that decides what an import does, besides the project's own files."""
    from tradewind import _core

    places = []
    for place in [*sys.path, _core.__file__]:
        try:
            places.append([place, os.stat(place or os.curdir).st_mtime_ns])
        except OSError:
            continue
    return [FORMAT, sys.version, _core.__version__, os.environ.get("TRADEWIND_DEFAULT_TIMEOUT"), places]
