"""Executors by name, and those that a program hands over."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from tradewind.authoring.values import ISOLATIONS
from tradewind.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor as Futures

    from tradewind.engine.loop import Loop
    from tradewind.executors.protocol import Executor

    Choice: TypeAlias = str | Futures | Callable[[], Futures] | Executor
    """What `Engine(executor=...)` takes"""

_HOMES = {
    "process": "tradewind.executors.process:ProcessExecutor",
    "inline": "tradewind.executors.inline:InlineExecutor",
    "thread": "tradewind.executors.futures:FuturesExecutor.of_threads",
}
NAMES = tuple(sorted(_HOMES))
OWN = "own"
"""What the store calls an executor that the program has handed to its engine. Another engine, which hasn't got it, goes
on with its default."""
_PORT = ("open", "room", "start", "kill", "step", "close")


def known(name: str) -> str:
    """The name itself.

    Raises:
        UsageError: no executor is called so.
    """
    if name not in _HOMES and name != OWN:
        raise UsageError(f"unknown executor {name!r}", fix=f"use {', '.join(NAMES[:-1])} or {NAMES[-1]}")
    return name


def known_isolation(name: str, executor: str) -> str:
    """The name itself.

    Raises:
        UsageError: no isolation is called so, or the executor knows none.
    """
    if name not in ISOLATIONS:
        raise UsageError(f"unknown isolation {name!r}", fix=f"use {', '.join(ISOLATIONS)}")
    if name != "fork" and executor != "process":
        raise UsageError(
            f"isolation {name!r} is the executor process's; the executor {executor!r} knows none",
            fix="leave one of them out",
        )
    return name


class Executors:
    """Those that an engine has in use, by name; each is opened at its first use.

    Args:
        choice: the default, by name or itself.
        parallelism: as the user said it, if so.

    Raises:
        UsageError: it is no executor.
    """

    def __init__(self, loop: Loop, choice: Choice, parallelism: int | None) -> None:
        self._loop = loop
        self._parallelism = parallelism
        self._known: dict[str, Executor] = {}
        self.default = chosen_name(choice)
        if self.default == OWN and choice != OWN:
            self._known[OWN] = _wrapped(choice, parallelism)
        elif choice == OWN:
            raise UsageError(
                "no executor of the program's own was given", fix=f"use {', '.join(NAMES)}, or hand it over"
            )

    def checked(self, name: str | None, isolation: str) -> tuple[str, str, bool]:
        """What a run is to be on (None: the default), its isolation there, and whether that is in this process.

        Raises:
            UsageError: unknown, or not handed to this engine.
        """
        name = known(name or self.default)
        if name == OWN != self.default:
            raise UsageError("this engine has no executor of your own", fix="hand it to Engine(executor=...)")
        if name == "process":
            return name, isolation, False
        return name, "fork", bool(getattr(self(name), "here", False))

    def __call__(self, name: str) -> Executor:
        executor = self._known.get(name)
        if name == OWN and executor is None:
            return self(self.default)
        if executor is None:
            executor = self._known[name] = _make(name, self._parallelism)
        if executor not in self._loop.executors:  # a second Ctrl-C closes them
            executor.open(self._loop)
            self._loop.executors.append(executor)
        return executor


def chosen_name(choice: Choice) -> str:
    """How the store calls it.

    Raises:
        UsageError: it is no executor.
    """
    if isinstance(choice, str):
        return known(choice)
    from concurrent.futures import Executor as Futures

    if isinstance(choice, Futures) or _is_port(choice) or callable(choice):
        return OWN
    raise UsageError(
        f"{choice!r} is no executor",
        fix=f"use {', '.join(NAMES)}, a concurrent.futures.Executor, or a function that makes one",
    )


def _is_port(choice: object) -> bool:
    return not isinstance(choice, type) and all(hasattr(choice, name) for name in _PORT)


def _wrapped(choice: Any, parallelism: int | None) -> Executor:
    if _is_port(choice):
        own: Executor = choice
        return own
    from tradewind.executors.futures import FuturesExecutor

    return FuturesExecutor(choice, parallelism)


def _make(name: str, parallelism: int | None) -> Executor:
    module, _, path = _HOMES[name].partition(":")
    kind: Any = import_module(module)
    for part in path.split("."):
        kind = getattr(kind, part)
    executor: Executor = kind() if name == "inline" else kind(parallelism)
    return executor
