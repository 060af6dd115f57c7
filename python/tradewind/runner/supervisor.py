"""The engine's side of one attempt: its frames, its output, its end."""

from __future__ import annotations

import os
import socket
import time
from contextlib import ExitStack

from tradewind.runner import exits, sessions
from tradewind.runner.capture import Lines
from tradewind.runner.link import Link, Loop
from tradewind.runner.results import call_of, flaw, flaw_of_start, log_text, reply_frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from tradewind.runner.protocol import Message
    from tradewind.runner.zygotes import DagZygote

    class Watcher(Protocol):
        """Who asked for the attempt. Called in the loop's thread."""

        def started(self, at: float, pid: int, ticks: int) -> None: ...
        def lines(self, lines: list[tuple[float, str, str]]) -> None: ...
        def call(self, op: str, args: dict[str, Any], reply: Callable[[dict[str, Any]], None]) -> None: ...
        def ended(self, end: exits.Ending, result: Message | None) -> None:
            """Once, after everything else."""


GRACE = 5.0
"""Seconds between TERM and KILL."""
_READ = 1 << 16
_LAST_READS = 64
"""Reads of a pipe after the end: more than the largest pipe holds, so that a survivor who writes on can't hold us."""


class Attempt:
    """One forked child. Made by `DagZygote.start`; ends with one call of `Watcher.ended`."""

    __slots__ = (
        "_answered",
        "_asked",
        "_broken",
        "_err",
        "_fds",
        "_life",
        "_link",
        "_log",
        "_loop",
        "_out",
        "_result",
        "_watcher",
        "_zygote",
        "number",
        "pid",
    )

    def __init__(
        self,
        loop: Loop,
        zygote: DagZygote,
        number: int,
        watcher: Watcher,
        work: bytes,
        *,
        more: tuple[int, ...] = (),
        **how: bool,
    ) -> None:
        self.number = number
        self.pid = 0
        """0 until it has said so"""
        self._loop = loop
        self._zygote = zygote
        self._watcher = watcher
        self._life = -1
        """pidfd: readable when the process has ended"""
        self._answered = False
        """the zygote has been asked to say how it ended"""
        self._asked: str | None = None
        self._broken: str | None = None
        self._result: Message | None = None
        self._out, self._err, self._log = Lines("out"), Lines("err"), Lines("log")
        ours, theirs, out, out_w, err, err_w = _channels()
        self._fds = {"out": out, "err": err}
        self._link = Link(loop, ours, self._message, self._closed)
        loop.add(out, self._read_out)
        loop.add(err, self._read_err)
        zygote.send_start(number, work, (theirs.detach(), out_w, err_w, *more), **how)

    # -- what it says --

    def _message(self, message: Message) -> None:
        kind = message["type"]
        if kind == "start":
            wrong = flaw_of_start(message)
            if wrong is not None:
                self._break(wrong)
            elif self.pid == 0:
                self._begun(message["pid"], message["ticks"])
        elif kind == "result":
            self._take_result(message)
        elif kind == "log":
            self._tell("log", self._log.feed_text(log_text(message)))
        elif kind == "call":
            self._watcher.call(*call_of(message), self._reply)
        elif kind != "heartbeat":
            self._break(f"unknown type {kind[:40]!r}")

    def _begun(self, pid: int, ticks: int) -> None:
        self.pid = pid
        self._watcher.started(time.time(), pid, ticks)
        try:
            self._life = os.pidfd_open(pid)
        except OSError:  # gone with its zygote, or no descriptors left here: the zygote will tell
            self._ask()
        else:
            self._loop.add(self._life, self._dead)

    def _take_result(self, message: Message) -> None:
        wrong = flaw(message)
        if wrong is not None:
            self._break(wrong)
        elif self._result is None:
            self._result = message

    def _reply(self, reply: dict[str, Any]) -> None:
        if self._link.open:
            self._link.send(reply_frame(reply))

    def _closed(self, broken: str | None) -> None:
        if broken is not None:
            self._break(broken)
        elif self.pid == 0:
            self._ask()

    def _break(self, why: str) -> None:
        if self._broken is None:
            self._broken = why
            self._link.close()
            self._zygote.kill(self.number, 0.0)

    def _read_out(self, events: int) -> None:
        self._read("out", self._out)

    def _read_err(self, events: int) -> None:
        self._read("err", self._err)

    def _read(self, stream: str, lines: Lines) -> bool:
        """Whether there may be more."""
        fd = self._fds.get(stream)
        if fd is None:
            return False
        try:
            data = os.read(fd, _READ)
        except BlockingIOError:
            return False
        if data:
            self._tell(lines.stream, lines.feed(data))
            return True
        self._shut(stream)
        return False

    def _tell(self, stream: str, lines: list[str]) -> None:
        if lines:
            now = time.time()
            self._watcher.lines([(now, stream, line) for line in lines])

    def _shut(self, stream: str) -> None:
        fd = self._fds.pop(stream, None)
        if fd is not None:
            self._loop.forget(fd)
            os.close(fd)

    # -- how it ends --

    def kill(self, reason: str, grace: float) -> None:
        """TERM to its whole session, after `grace` seconds KILL. `reason`: `timeout` or `cancel`."""
        if self._asked is None and self._result is None:
            self._asked = reason
            self._zygote.kill(self.number, grace)

    def _dead(self, events: int) -> None:
        """Its process has ended. With its result here and its pipes closed it is over; else the zygote has to say how
        it ended, and to end what it left."""
        self._loop.forget(self._life)
        os.close(self._life)
        self._life = -1
        if self._drain() and self._result is not None and self._asked is None and self._broken is None:
            self._zygote.finished(self.number)
            self._watcher.ended(exits.classify(0, result=self._result), self._result)
        else:
            self._ask()

    def _ask(self) -> None:
        if not self._answered:
            self._answered = True
            self._zygote.ask_end(self.number)

    def exited(self, status: int, memory: exits.MemoryWatch, grace: float) -> None:
        """Its process is reaped and its session empty: take what it left in its pipes, and say how it ended."""
        self._drain()
        self.abandon()
        unexplained = self._asked is None and self._result is None and os.WIFSIGNALED(status)
        end = exits.classify(
            status,
            result=self._result,
            asked=self._asked,
            grace=grace,
            broken=self._broken,
            out_of_memory=unexplained and os.WTERMSIG(status) == 9 and memory.struck(),
        )
        self._watcher.ended(end, self._result)

    def lost(self, why: str) -> None:
        """Its zygote is gone, so nobody knows how it ended; end what is left of it."""
        if self.pid:
            sessions.end_all((self.pid,))
        self._drain()
        self.abandon()
        self._watcher.ended(exits.lost(why, self._result, self._asked), self._result)

    def abandon(self) -> None:
        """Release what it holds here; nobody will hear of it again."""
        self._link.close()
        self._shut("out")
        self._shut("err")
        if self._life >= 0:
            self._loop.forget(self._life)
            os.close(self._life)
            self._life = -1

    def _drain(self) -> bool:
        """Read what is there; whether everything is at its end, so that nobody else holds the other side."""
        for _ in range(_LAST_READS):
            if not self._link.receive():
                break
        for stream, lines in (("out", self._out), ("err", self._err)):
            for _ in range(_LAST_READS):
                if not self._read(stream, lines):
                    break
            self._tell(stream, lines.rest())
        return not self._fds and not self._link.open


def _channels() -> tuple[socket.socket, socket.socket, int, int, int, int]:
    """A socketpair, and pipes for stdout and stderr; ours don't block. All or none: an OSError leaves nothing open."""
    with ExitStack() as undo:
        ours, theirs = socket.socketpair()
        undo.callback(ours.close)
        undo.callback(theirs.close)
        pipes = []
        for _ in range(2):
            reader, writer = os.pipe2(os.O_CLOEXEC)
            undo.callback(os.close, reader)
            undo.callback(os.close, writer)
            os.set_blocking(reader, False)
            pipes.append((reader, writer))
        undo.pop_all()
    return ours, theirs, *pipes[0], *pipes[1]
