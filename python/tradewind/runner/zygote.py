"""The zygotes. The base zygote is a lean interpreter that forks a DAG zygote for each bundle; that one imports the
user's file once and forks an attempt whenever the engine asks. Both are single-threaded loops over a control socket.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
import time

from tradewind.runner import child, kernel, sessions
from tradewind.runner.protocol import Decoder, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from tradewind.runner.protocol import Message
    from tradewind.runner.source import Source

GRACE_AFTER_ENGINE = 0.05
"""Seconds between TERM and KILL for the attempts of an engine that is gone."""
IDLE = 60.0
"""Seconds after which a zygote with nothing to do ends; the engine starts another when it needs one."""
PATIENCE = 1.0
"""Seconds that the base zygote waits for the DAG zygotes before it ends them."""
_FDS_SPACE = socket.CMSG_SPACE(4 * 64)


def main(args: list[str]) -> None:
    """Entry of the base zygote; `args`: the control socket's descriptor, the engine's pid."""
    control, engine = int(args[0]), int(args[1])
    os.closerange(3, control)
    os.closerange(control + 1, 65536)
    watch = os.pidfd_open(engine)
    if os.getppid() != engine:
        os._exit(0)
    os.setsid()
    BaseZygote(socket.socket(fileno=control), watch).run()


class Zygote:
    """A loop over the control socket, ended children, and the engine's life."""

    def __init__(self, control: socket.socket, engine: int) -> None:
        self.control = control
        self._control = control.fileno()
        self.engine = engine
        self._decoder = Decoder()
        self._fds: list[int] = []
        self._poll = select.poll()
        for fd in (self._control, engine):
            self._poll.register(fd, select.POLLIN)
        self._lives: dict[int, int] = {}
        """pidfd of every child: readable when it has ended. (No SIGCHLD: attempts would have to undo its handler.)"""

    def run(self) -> NoReturn:
        """Until the engine's socket closes or the engine ends."""
        on = True
        while on:
            ready = self._poll.poll(self.patience())
            if not ready and self.idle():
                break
            for fd, _ in ready:
                if fd == self._control:
                    on = on and self._receive()
                elif fd == self.engine:
                    on = False
            self.reap()
        self.end()
        os._exit(0)

    def _receive(self) -> bool:
        try:
            data, ancillary, _, _ = self.control.recvmsg(1 << 16, _FDS_SPACE, socket.MSG_CMSG_CLOEXEC)
        except OSError:
            return False
        if not data:
            return False
        for _, _, packed in ancillary:
            # as `socket.recv_fds` does, without one more extension module for every fork to copy
            self._fds += [int.from_bytes(packed[at : at + 4], sys.byteorder) for at in range(0, len(packed), 4)]
        for message in list(self._decoder.feed(data)):
            self.handle(message)
        return True

    def take_fds(self, count: int) -> list[int]:
        """The descriptors that came with the current message."""
        fds, self._fds = self._fds[:count], self._fds[count:]
        return fds

    def send(self, message: Message) -> None:
        try:
            self.control.sendall(encode(message), socket.MSG_NOSIGNAL)
        except OSError:
            return  # the engine is gone; the loop sees it next

    def leave(self) -> None:
        """In a fresh child: give up everything of this zygote's."""
        for fd in self._lives.values():
            os.close(fd)
        os.close(self._control)

    def adopt(self, pid: int) -> None:
        """Watch a new child."""
        self._lives[pid] = life = os.pidfd_open(pid)
        self._poll.register(life, select.POLLIN)

    def reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            life = self._lives.pop(pid, None)
            if life is not None:  # else an orphan that came to us
                self._poll.unregister(life)
                os.close(life)
                self.ended(pid, status)

    def patience(self) -> int:
        """Milliseconds until something is due without an event."""
        return int(IDLE * 1000)

    def idle(self) -> bool:
        """Whether it may end, having waited for `patience`."""
        raise NotImplementedError

    def handle(self, message: Message) -> None:
        raise NotImplementedError

    def ended(self, pid: int, status: int) -> None:
        raise NotImplementedError

    def end(self) -> None:
        raise NotImplementedError


class BaseZygote(Zygote):
    """Forks DAG zygotes. They watch the engine themselves, so they outlive this one if it is killed."""

    def handle(self, message: Message) -> None:
        (control,) = self.take_fds(1)
        pid = os.fork()
        if pid == 0:
            self.leave()
            os.setsid()
            DagZygote(socket.socket(fileno=control), self.engine).run()
        os.close(control)
        self.adopt(pid)
        self.send({"type": "forked", "id": message["id"], "pid": pid})

    def ended(self, pid: int, status: int) -> None:
        self.send({"type": "ended", "pid": pid, "status": status})

    def idle(self) -> bool:
        return not self._lives

    def end(self) -> None:
        """DAG zygotes see the engine's end themselves; leave after the last of them."""
        limit = time.monotonic() + PATIENCE
        while self._lives and time.monotonic() < limit:
            time.sleep(0.002)
            self.reap()
        sessions.end_all(self._lives)


class _Attempt:
    """One forked child, until nothing of its session is left."""

    __slots__ = ("deadline", "number", "pid", "status")

    def __init__(self, number: int, pid: int) -> None:
        self.number = number
        self.pid = pid
        self.status: int | None = None
        self.deadline = 0.0
        """when KILL is due after TERM; 0: never"""


class DagZygote(Zygote):
    """Imports one file, then forks its attempts. Adopts what they leave behind, and ends it."""

    def __init__(self, control: socket.socket, engine: int) -> None:
        super().__init__(control, engine)
        self._source: Source | None = None
        self._attempts: dict[int, _Attempt] = {}
        """by pid, which is the session's id as well"""
        self._closing: dict[int, _Attempt] = {}
        """ended, but some of their session still lives"""
        self._spawn: Message | None = None
        kernel.adopt_orphans()
        self._children = kernel.open_children()

    # -- messages --

    def handle(self, message: Message) -> None:
        kind = message["type"]
        if kind == "start":
            self._start(message)
        elif kind == "kill":
            self._kill(message["n"], message["grace"])
        elif kind == "load":
            self._load(message)

    def _load(self, request: Message) -> None:
        from tradewind.runner.load import load

        child.prepare_streams()
        signal.signal(signal.SIGTERM, child.terminate)
        self._source, reply = load(request)
        if reply["type"] == "loaded" and kernel.thread_count() > 1:
            self._spawn = request
            reply["threads"] = True
        # what the import made lives as long as this process: keep the collector, and so the copying, away from it
        gc.collect()
        gc.freeze()
        kernel.give_back_memory()
        self.send(reply)

    def _start(self, message: Message) -> None:
        sock, out, err = fds = self.take_fds(3)
        ticks = kernel.ticks()
        if self._spawn is not None:
            from tradewind.runner.spawned import spawn

            pid = spawn(self._spawn, message["work"], fds, ticks)
        else:
            facts, channel = child.prepare(message["work"], sock)
            start = child.start_frame(ticks)
            pid = os.fork()
            if pid == 0:
                self._become_attempt(facts, channel, out, err, start)
        for fd in fds:
            os.close(fd)
        self.adopt(pid)
        self._attempts[pid] = _Attempt(message["n"], pid)

    def _become_attempt(
        self, facts: Message, channel: child.SocketChannel, out: int, err: int, start: bytes
    ) -> NoReturn:
        try:
            zygote = os.getppid()
            os.setsid()
            kernel.die_with(zygote)
            os.dup2(out, 1)
            os.dup2(err, 2)
            for fd in (out, err, self.engine, self._children):
                os.close(fd)
            self.leave()
            child.reseed()
            assert self._source is not None
            child.run(self._source, facts, channel, start)
        finally:
            os._exit(70)

    # -- ends --

    def ended(self, pid: int, status: int) -> None:
        attempt = self._attempts.pop(pid)
        attempt.status = status
        if self._orphans():
            self._closing[pid] = attempt
        else:
            self._report(attempt)

    def reap(self) -> None:
        super().reap()
        now = time.monotonic()
        for attempt in self._attempts.values():
            if attempt.deadline and now >= attempt.deadline:
                sessions.signal_all((attempt.pid,), signal.SIGKILL)
                _signal(attempt.pid, signal.SIGKILL)
                attempt.deadline = now + 0.05
        if self._closing:
            self._close(now)

    def _close(self, now: float) -> None:
        """Attempts whose leader has ended: KILL the rest of their sessions (an announced kill has its grace first)."""
        for pid, attempt in list(self._closing.items()):
            if attempt.deadline and now < attempt.deadline:
                if sessions.members((pid,)):
                    continue
            elif sessions.signal_all((pid,), signal.SIGKILL):
                continue
            del self._closing[pid]
            self._report(attempt)

    def _report(self, attempt: _Attempt) -> None:
        self.send({"type": "exit", "n": attempt.number, "status": attempt.status})

    def _orphans(self) -> bool:
        """Whether there is any child besides the attempts that run."""
        return len(os.pread(self._children, 65536, 0).split()) > len(self._attempts)

    def _kill(self, number: int, grace: float) -> None:
        for attempt in self._attempts.values():
            if attempt.number == number and not attempt.deadline:
                attempt.deadline = time.monotonic() + grace
                _signal(attempt.pid, signal.SIGTERM)
                for pid in sessions.members((attempt.pid,)):
                    if pid != attempt.pid:
                        _signal(pid, signal.SIGTERM)

    def idle(self) -> bool:
        return not self._attempts and not self._closing

    def patience(self) -> int:
        if self._closing:
            return 5
        due = [attempt.deadline for attempt in self._attempts.values() if attempt.deadline]
        return max(0, int((min(due) - time.monotonic()) * 1000) + 1) if due else super().patience()

    def end(self) -> None:
        sids = set(self._attempts) | set(self._closing)
        if not sids:
            return
        sessions.signal_all(sids, signal.SIGTERM)
        limit = time.monotonic() + GRACE_AFTER_ENGINE
        while sessions.members(sids) and time.monotonic() < limit:
            time.sleep(0.005)
        sessions.end_all(sids)


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return  # ended meanwhile
