"""`gust task run` and `gust run done`: user code in a forked child, this process before it.

What user code prints goes to stderr; its frames come over a private pipe, and those that are whole are passed on.
However the child ends, the stream stays readable, a task has a result, and nothing that it has started is left.
"""

from __future__ import annotations

import _signal as signal  # without enums, which nothing else here needs
import os
import select
import sys

from tradewind.gust.child import INTERRUPTED, Child
from tradewind.gust.processes import end_all, point, prctl, private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

MAX_FRAME = 256 * 1024 * 1024
"""bytes; Gust itself has no limit below the 4 GiB that the length can say"""
GRACE = 10.0
"""Seconds that a child has to end by itself once its result is there: threads that go on, `atexit` functions."""
_RESULT = b'{"type": "result", '
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_SUBREAPER = 36


class Supervisor:
    """Starts the child, passes its frames on, and ends what is left of it."""

    def __init__(self, words: tuple[str, ...], options: dict[str, str]) -> None:
        self._is_task = words == ("task", "run")
        self._options = options
        self._rest = bytearray()
        """of a frame that hasn't come in whole"""
        self._answered = False
        """a result has been passed on: what comes after it has nothing more to say"""
        self._ending = False
        """the child shall end: nobody reads on, or it has written what is no frame"""

    def run(self) -> NoReturn:
        replies, self._frames = private(0), private(1)
        point(0, os.devnull, os.O_RDONLY)
        point(1, 2, os.O_WRONLY)
        prctl(_SUBREAPER, 1)
        self._pipe, writing = os.pipe()
        parent = os.getpid()
        self._child = os.fork()
        if self._child == 0:
            os.close(self._pipe)
            os.close(self._frames)
            Child(self._is_task, self._options, replies, writing, parent).run()
        os.close(writing)
        os.close(replies)
        for number in _SIGNALS:
            signal.signal(number, _stop)
        try:
            code = self._watch()
            sys.stderr.flush()
        except _Stopped as stopped:
            code = -stopped.number
        finally:
            for number in _SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            end_all()
        if code in (-signal.SIGINT, *(-number for number in _SIGNALS)):
            signal.signal(-code, signal.SIG_DFL)
            os.kill(os.getpid(), -code)
        os._exit(code)  # all is written; the interpreter's own end would cost 2 ms

    def _watch(self) -> int:
        life = os.pidfd_open(self._child)
        poll = select.poll()
        poll.register(self._pipe, select.POLLIN)
        poll.register(life, select.POLLIN)
        poll.register(self._frames, 0)  # POLLERR: nobody reads on
        os.set_blocking(self._pipe, False)
        while True:
            ready = dict(poll.poll(GRACE * 1000 if self._answered else None))
            if self._pipe in ready and not self._receive():
                poll.unregister(self._pipe)
            if life in ready:
                break
            if not ready or self._ending or ready.get(self._frames, 0) & select.POLLERR:
                os.kill(self._child, signal.SIGKILL)
                break
        status = os.waitpid(self._child, 0)[1]
        while self._receive():
            pass
        return self._conclude(os.waitstatus_to_exitcode(status))

    def _conclude(self, code: int) -> int:
        """The exit code, or minus the signal to die by."""
        if code == INTERRUPTED:
            return -int(signal.SIGINT)
        if self._is_task:
            if not self._answered:
                self._send(_error(f"the task's process {_how(code)}, without a result", "ProcessEnded"))
            return 0
        if code < 0:
            sys.stderr.write(f"gust: the callback's process {_how(code)}\n")
        return 1 if code else 0

    def _receive(self) -> bool:
        """Pass on what has come in; whether there may be more."""
        try:
            data = os.read(self._pipe, 1 << 20)
        except BlockingIOError:
            return False
        rest = self._rest
        rest += data
        while len(rest) >= 4 and not self._ending:
            size = int.from_bytes(rest[:4], "big")
            if size > MAX_FRAME:
                self._send(_error(f"a frame of {size} bytes; at most {MAX_FRAME} are allowed", "FrameError"))
                self._ending = True
            elif len(rest) < 4 + size:
                break
            else:
                self._send(bytes(rest[: 4 + size]))
                del rest[: 4 + size]
        return bool(data)

    def _send(self, frame: bytes) -> None:
        if self._answered or self._ending:
            return
        self._answered = self._is_task and frame.startswith(_RESULT, 4)
        while frame:
            try:
                frame = frame[os.write(self._frames, frame) :]
            except BrokenPipeError:
                self._ending = True
                return


class _Stopped(BaseException):
    """A signal asks for the end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def _stop(number: int, frame: FrameType | None) -> None:
    raise _Stopped(number)


def _how(code: int) -> str:
    if code >= 0:
        return f"exited with code {code}"
    from signal import Signals

    try:
        return f"was killed by signal {-code} ({Signals(-code).name})"
    except ValueError:
        return f"was killed by signal {-code}"


def _error(text: str, kind: str) -> bytes:
    from tradewind.gust.wire import dumps

    error = {"message": "Task execution failed", "type": kind, "details": text}
    body = dumps({"type": "result", "ok": False, "error": error}).encode()
    return len(body).to_bytes(4, "big") + body
