"""Code of a bundle whose files have changed since: imported from the kept copies, under the original paths."""

from __future__ import annotations

import os
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


class _KeptLoader(SourceFileLoader):
    """Reads kept bytes; neither uses nor writes `.pyc` files, which belong to the changed source."""

    def __init__(self, name: str, path: str, data: bytes) -> None:
        super().__init__(name, path)
        self._data = data

    def get_data(self, path: str) -> bytes:
        if path != self.path:
            raise OSError("no cached code")
        return self._data

    def path_stats(self, path: str) -> dict[str, int]:
        raise OSError("no cached code")


class KeptFinder:
    """Goes before the normal finders; knows only files of the bundle that were changed or removed."""

    def __init__(self, kept: dict[str, bytes]) -> None:
        self._kept = kept
        for path, data in kept.items():
            remember_lines(path, data)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        tail = name.rpartition(".")[2]
        for folder in sys.path if path is None else path:
            base = os.path.join(os.path.realpath(folder or os.curdir), tail)
            for file in (os.path.join(base, "__init__.py"), base + ".py"):
                if file in self._kept:
                    loader = _KeptLoader(name, file, self._kept[file])
                    inside = [base] if file.endswith("__init__.py") else None
                    return spec_from_file_location(name, file, loader=loader, submodule_search_locations=inside)
                if os.path.exists(file):
                    return None
        return None


def remember_lines(path: str, data: bytes) -> None:
    """Have tracebacks show this source, not what the file holds now."""
    import linecache

    text = data.decode("utf-8", "replace")
    linecache.cache[path] = (len(data), None, text.splitlines(keepends=True), path)
