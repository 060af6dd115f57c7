"""Where a project's files may import from, by their source: what is there, and what isn't yet."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tradewind._core import imports_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST = 10_000
"""files looked at; a project that has more is watched in part"""


def reachable(root: str, names: Iterable[str]) -> set[str]:
    """The files below `root`, by their relative paths, that these Python files import, directly or not, on whatever
    condition; and the places where a module would be found if there were one."""
    seen: set[str] = set()
    ahead = [name for name in names if name.endswith(".py")]
    while ahead and len(seen) < _MOST:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            with open(os.path.join(root, name), "rb") as file:
                source = file.read()
        except OSError:
            continue  # not there: a place to watch
        ahead += _places(os.path.dirname(name), imports_of(source))
    return seen


def _places(folder: str, imports: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    """Where Python would look: beside the file and in the project's folder, for packages and modules."""
    for module, names in imports:
        plain = module.lstrip(".")
        level = len(module) - len(plain)
        above = folder.split(os.sep)
        if level > len(above):
            continue
        bases = {"", folder} if level == 0 else {os.path.join("", *above[: len(above) - level + 1])}
        parts = plain.split(".") if plain else []
        for base in bases:
            for count in range(0 if level else 1, len(parts) + 1):
                yield from _module(os.path.join(base, *parts[:count]))
            for name in names:
                yield from _module(os.path.join(base, *parts, name))


def _module(path: str) -> Iterator[str]:
    """A package or a file."""
    yield os.path.join(path, "__init__.py")
    if path:
        yield f"{path}.py"
