"""Notices what a DAG file reads at import besides modules: environment, files, network. Such a file isn't cached.

A read counts when the user's own code asked for it: between the reader and the innermost import on the stack lies a
frame of the project. What a library reads while it is being imported doesn't count.
"""

from __future__ import annotations

import os
import sys

from tradewind.runner.failure import is_users

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, FrameType
    from typing import Any, Self

_EVENTS = frozenset(
    {
        "open",
        "os.listdir",
        "os.scandir",
        "glob.glob",
        "socket.connect",
        "socket.getaddrinfo",
        "sqlite3.connect",
        "subprocess.Popen",
        "os.posix_spawn",
        "os.system",
    }
)
_MOVING = frozenset(
    (
        *("now", "utcnow", "today", "time", "monotonic", "days_ago", "random", "randint", "randrange", "choice"),
        *("shuffle", "urandom", "uuid1", "uuid4", "getpid", "getcwd", "gethostname"),
        *("stat", "exists", "isfile", "isdir", "is_file", "is_dir", "getmtime"),
    )
)
"""Names whose use makes a file's outcome depend on when and where it is imported. No audit event tells of them."""


class Reads:
    """Watch while `watching`; `found` names the first read, or is None."""

    def __init__(self, root: str) -> None:
        self._root = root
        self.found: str | None = None
        self._watching = False

    def __enter__(self) -> Self:
        sys.meta_path.append(self)
        # a hook can't be removed again; it costs one comparison per event once this is over
        sys.addaudithook(self._audit)
        self._environ = type(os.environ)
        os.environ.__class__ = _watched(self._environ, self._read_environ)
        self._watching = True
        return self

    def __exit__(self, *_: object) -> None:
        self._watching = False
        os.environ.__class__ = self._environ
        sys.meta_path.remove(self)

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """The last of the finders: what it is asked for isn't there. The file may do without, but not once it is."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
            frame = frame.f_back
        if self.found is None and self._asked(frame):
            self.found = f"module {name}, which is missing"

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        if not self._watching or event not in _EVENTS or self.found is not None:
            return
        if event == "open" and (not isinstance(args[0], str) or args[0].endswith((".py", ".pyc"))):
            return
        if self._asked(sys._getframe(1)):
            self.found = f"{event} {args[0]!r}"[:200] if args else event

    def _read_environ(self, name: object) -> None:
        if self._watching and self.found is None and self._asked(sys._getframe(1)):
            self.found = f"environment variable {name}"

    def _asked(self, frame: FrameType | None) -> bool:
        while frame is not None:
            file = frame.f_code.co_filename
            if file.startswith("<frozen importlib"):
                return False
            if is_users(file, self._root):
                return True
            frame = frame.f_back
        return False


def moving_name(code: CodeType) -> str | None:
    """A name in this code, or in code inside it, whose value changes from import to import."""
    for part in _parts(code):
        for name in part.co_names:
            if name in _MOVING:
                return name
    return None


def _parts(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            yield from _parts(constant)


def _watched(kind: Any, read: Callable[[object], None]) -> Any:
    class Watched(kind):  # type: ignore[misc]
        __slots__ = ()

        def __getitem__(self, key: str) -> Any:
            read(key)
            return super().__getitem__(key)

        def __iter__(self) -> Any:
            read("(all)")
            return super().__iter__()

        def __contains__(self, key: object) -> bool:
            read(key)
            return bool(super().__contains__(key))

    return Watched
