"""The process around the attempts of a warm worker: what is put back after each, and what ends the worker.

Put back: environment (with the time zone that it names), folder, umask; stdin, stdout and stderr, as descriptors and as
`sys` has them; signal handlers and mask, timers and alarms; `sys.path`, `sys.argv`, the recursion limit, garbage
collection switched off, the default timeout of sockets, the filters of warnings; of loggers the handlers, levels,
`propagate`, `disabled` and `logging.disable`. Random numbers are seeded anew.

Ends the worker: threads that are left; child processes, orphans too; more than 256 MiB of memory; more than 64
descriptors, or one of ours closed; limits of memory, CPU time or files (`setrlimit`), or a niceness, that differ; a
folder that can't be entered any more.

Context variables are a copy for each attempt. What modules hold stays: that is what a warm worker is for.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
import time
from _signal import (  # the public module makes enums of numbers, which costs more than the calls
    ITIMER_PROF,
    ITIMER_REAL,
    ITIMER_VIRTUAL,
    SIG_BLOCK,
    SIG_SETMASK,
    SIGKILL,
    SIGSTOP,
    getsignal,
    pthread_sigmask,
    setitimer,
    signal,
)
from _thread import _count as count_threads

from tradewind.runner import child, kernel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Handler, Logger
    from typing import Any

GROWTH = 256 * 1024
"""KiB of memory by which a worker may grow."""
DESCRIPTORS = 64
"""Descriptors that attempts may leave open in it, all together."""
_SIGNALS = [number for number in range(1, 32) if number not in (SIGKILL, SIGSTOP)]
_LIMITS = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_DATA, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)


class Surroundings:
    """As they are before the first attempt."""

    def __init__(self) -> None:
        self.outputs = [os.dup(1), os.dup(2)]
        """stdout and stderr, out of a task's reach"""
        self._streams = sys.stdin, sys.stdout, sys.stderr
        self._kept = [(fd, kept, _file(kept)) for fd, kept in enumerate((os.dup(0), *self.outputs))]
        self._environ = dict(os.environ)
        self._raw = dict(_raw_environ())
        self._folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._cwd = os.getcwd()
        self._handlers = list(map(getsignal, _SIGNALS))
        self._mask = pthread_sigmask(SIG_BLOCK, ())
        self._path, self._argv = sys.path[:], sys.argv[:]
        self._recursion = sys.getrecursionlimit()
        self._collects = gc.isenabled()
        self._umask = os.umask(0o22)
        os.umask(self._umask)
        self._limits = _limits()
        self._children = kernel.open_children()
        self._memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self._threads = count_threads()
        self._logging = _Logging() if "logging" in sys.modules else None
        warnings = sys.modules.get("warnings")
        self._warnings = warnings.filters[:] if warnings is not None else None
        self._descriptors = _lowest()

    def streams(self) -> None:
        """Flush what the task has printed, and have 0, 1 and 2 lead where they led."""
        child.flush()
        if (sys.stdin, sys.stdout, sys.stderr) != self._streams:
            sys.stdin, sys.stdout, sys.stderr = self._streams
            child.flush()
        for fd, kept, file in self._kept:
            try:
                if _file(fd) == file:
                    continue
            except OSError:
                pass  # closed
            os.dup2(kept, fd)

    def restore(self) -> bool:
        """Put back what can be; False: something is left that can't."""
        if (
            count_threads() > self._threads
            or (os.pread(self._children, 64, 0) and self._living_children())
            or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > self._memory + GROWTH
            or not 0 <= _lowest() - self._descriptors <= DESCRIPTORS
            or _limits() != self._limits
        ):
            return False
        try:
            if os.getcwd() != self._cwd:
                os.fchdir(self._folder)
        except OSError:
            try:
                os.fchdir(self._folder)
            except OSError:
                return False
        self._restore_signals()
        self._restore_python()
        os.umask(self._umask)
        random = sys.modules.get("random")
        if random is not None:
            random.seed()
        child.reseed()
        return True

    def _living_children(self) -> bool:
        """Those that have ended are nobody's any more."""
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                continue
        except ChildProcessError:
            return False
        return True

    def _restore_signals(self) -> None:
        handlers = list(map(getsignal, _SIGNALS))
        if handlers != self._handlers:
            for number, now, before in zip(_SIGNALS, handlers, self._handlers, strict=True):
                if now != before:
                    signal(number, before)
        for timer in (ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF):
            setitimer(timer, 0)
        if pthread_sigmask(SIG_BLOCK, ()) != self._mask:
            pthread_sigmask(SIG_SETMASK, self._mask)

    def _restore_python(self) -> None:
        if _raw_environ() != self._raw:
            zone = os.environ.get("TZ")
            os.environ.clear()
            os.environ.update(self._environ)
            if zone != os.environ.get("TZ"):
                time.tzset()
        sys.path[:], sys.argv[:] = self._path, self._argv
        if sys.getrecursionlimit() != self._recursion:
            sys.setrecursionlimit(self._recursion)
        if gc.isenabled() is not self._collects:
            (gc.enable if self._collects else gc.disable)()
        sockets = sys.modules.get("_socket")
        if sockets is not None and sockets.getdefaulttimeout() is not None:
            sockets.setdefaulttimeout(None)
        if self._warnings is not None:
            warnings = sys.modules["warnings"]
            if warnings.filters != self._warnings:
                warnings.filters[:] = self._warnings
                warnings._filters_mutated()
        if "logging" in sys.modules:
            if self._logging is None:
                self._logging = _Logging(fresh=True)
            self._logging.restore()


class _Logging:
    """Every logger: its handlers, level, `propagate` and `disabled`.

    Args:
        fresh: logging has been imported by an attempt, so what the root logger has by now is the attempt's.
    """

    def __init__(self, *, fresh: bool = False) -> None:
        import logging

        self._root = logging.root
        self._manager = logging.root.manager
        self._kind, self._silent = logging.Logger, logging.NullHandler
        self._disable = 0 if fresh else self._manager.disable
        self._known: dict[Logger, tuple[list[Handler], int, bool, bool]] = {}
        if fresh:
            self._known[self._root] = ([], logging.WARNING, True, False)
        else:
            for one in self._all():
                self._known[one] = (one.handlers[:], one.level, one.propagate, one.disabled)

    def _all(self) -> list[Logger]:
        named = list(self._manager.loggerDict.values())
        return [self._root, *(one for one in named if isinstance(one, self._kind))]

    def restore(self) -> None:
        """Of loggers that are new, handlers that write are taken off, and the rest stays: a library that was imported
        has set it up."""
        if self._manager.disable != self._disable:
            self._manager.disable = self._disable
        for one in self._all():
            known = self._known.get(one)
            if known is None:
                if one.handlers:
                    one.handlers[:] = [handler for handler in one.handlers if isinstance(handler, self._silent)]
            elif (one.handlers, one.level, one.propagate, one.disabled) != known:
                handlers, level, one.propagate, one.disabled = known
                one.handlers[:] = handlers
                if one.level != level:
                    one.setLevel(level)


def _file(fd: int) -> tuple[int, int]:
    """Which file a descriptor leads to."""
    found = os.fstat(fd)
    return found.st_dev, found.st_ino


def _lowest() -> int:
    """The lowest descriptor that is free: whoever opens files and leaves them open makes it rise."""
    fd = os.dup(1)
    os.close(fd)
    return fd


def _limits() -> list[Any]:
    return [*map(resource.getrlimit, _LIMITS), os.getpriority(os.PRIO_PROCESS, 0)]


def _raw_environ() -> dict[bytes, bytes]:
    """What `os.environ` decodes with every look; comparing it raw is twenty times faster."""
    return os.environ._data  # type: ignore[attr-defined, no-any-return]
