"""The zygotes. The base zygote is a lean interpreter that forks a DAG zygote for each bundle; that one imports the
user's file once and forks an attempt whenever the engine asks. Both are single-threaded and wait on a control socket.

After a fork the first write to a page of memory costs a fault and a copy, here as in the child. So the DAG zygote does
as little as it can: it doesn't even watch its children, the engine does and has it reap them.
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
_SOON = 0.005
"""Seconds until another look at what is about to end."""
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
    base_loop(Control(socket.socket(fileno=control)), watch)


class Control:
    """A zygote's end of its socket to the engine."""

    def __init__(self, sock: socket.socket) -> None:
        self.fd = sock.fileno()
        self._sock = sock
        self._decoder = Decoder()
        self._fds: list[int] = []
        self._patience = -1.0
        """the socket's timeout; negative: another one"""

    def receive(self, patience: float) -> list[Message] | None:
        """The next messages; none if nothing came within `patience` seconds; None: the engine is gone."""
        if patience != self._patience:
            self._patience = patience
            self._sock.settimeout(patience)
        try:
            data, ancillary, _, _ = self._sock.recvmsg(1 << 16, _FDS_SPACE, socket.MSG_CMSG_CLOEXEC)
        except TimeoutError:
            return []
        except OSError:
            return None
        for _, _, packed in ancillary:
            # as `socket.recv_fds` does, without one more extension module for every fork to copy
            self._fds += [int.from_bytes(packed[at : at + 4], sys.byteorder) for at in range(0, len(packed), 4)]
        return list(self._decoder.feed(data)) if data else None

    def take_fds(self, count: int) -> list[int]:
        """The descriptors that came with the current message."""
        fds, self._fds = self._fds[:count], self._fds[count:]
        return fds

    def send(self, message: Message) -> None:
        try:
            self._patience = -1.0
            self._sock.settimeout(None)
            self._sock.sendall(encode(message), socket.MSG_NOSIGNAL)
        except OSError:
            return  # the engine is gone; the next `receive` says so


# -- the base zygote --


def base_loop(control: Control, engine: int) -> NoReturn:
    """Fork DAG zygotes until the engine is gone. They have sockets of their own, so they outlive this process if it is
    killed; its part in their end is to see the engine's where a fork of the program holds the engine's sockets open."""
    poll = select.poll()
    zygotes: dict[int, int] = {}
    """pid by pidfd"""
    for fd in (control.fd, engine):
        poll.register(fd, select.POLLIN)
    on = True
    while on:
        ready = poll.poll(IDLE * 1000)
        on = bool(ready or zygotes)
        for fd, _ in ready:
            if fd in zygotes:
                poll.unregister(fd)
                os.close(fd)
                pid, status = os.waitpid(zygotes.pop(fd), 0)
                control.send({"type": "ended", "pid": pid, "status": status})
            elif fd == engine:
                on = False
            else:
                messages = control.receive(IDLE)
                on = on and messages is not None
                for message in messages or ():
                    pidfd, pid = _fork_zygote(control, message, [engine, *zygotes])
                    zygotes[pidfd] = pid
                    poll.register(pidfd, select.POLLIN)
    for pidfd in zygotes:
        signal.pidfd_send_signal(pidfd, signal.SIGTERM)
    limit = time.monotonic() + PATIENCE
    while sessions.members(set(zygotes.values())) and time.monotonic() < limit:
        time.sleep(0.002)
    sessions.end_all(set(zygotes.values()))
    for pid in zygotes.values():
        os.waitpid(pid, 0)
    os._exit(0)


def _fork_zygote(control: Control, message: Message, fds: list[int]) -> tuple[int, int]:
    """(pidfd, pid)"""
    (sock,) = control.take_fds(1)
    pid = os.fork()
    if pid == 0:
        for fd in (control.fd, *fds):
            os.close(fd)
        os.setsid()
        DagZygote(Control(socket.socket(fileno=sock))).run()
    os.close(sock)
    control.send({"type": "forked", "id": message["id"], "pid": pid})
    return os.pidfd_open(pid), pid


# -- the DAG zygote --


class _Attempt:
    """One forked child, until it is reaped and nothing of its session is left."""

    __slots__ = ("asked", "deadline", "number", "pid", "status")

    def __init__(self, number: int, pid: int) -> None:
        self.number = number
        self.pid = pid
        self.status: int | None = None
        """once it is reaped"""
        self.asked = False
        """the engine waits to hear of its end"""
        self.deadline = 0.0
        """when KILL is due after TERM; 0: never"""


class _EngineGoneError(Exception):
    """Raised by TERM in a zygote."""


class DagZygote:
    """Imports one file, then forks its attempts. Adopts what they leave behind, and ends it."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._source: Source | None = None
        self._request: Message | None = None
        """how to load the file"""
        self._threads = False
        """the import left threads, so attempts can't be forked"""
        self._attempts: dict[int, _Attempt] = {}
        """by number"""
        self._ending: list[_Attempt] = []
        """known to have ended, or as good as: to be reaped, or to have the rest of their session ended"""
        self._killing = False
        """some attempt has a deadline"""
        kernel.adopt_orphans()
        self._children = kernel.open_children()

    def run(self) -> NoReturn:
        """Until the engine's socket closes, or TERM."""
        try:
            while True:
                messages = self._control.receive(self._patience() if self._ending or self._killing else IDLE)
                if messages is None or (not messages and not self._attempts):
                    break
                for message in messages:
                    self._handle(message)
                if self._killing:
                    self._kill_due()
                if self._ending:
                    self._ending = [attempt for attempt in self._ending if not self._settled(attempt)]
            signal.signal(signal.SIGTERM, signal.SIG_IGN)  # within, for TERM may come right after the socket's end
        except _EngineGoneError:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        self._end()
        os._exit(0)

    def _patience(self) -> float:
        if self._ending:
            return _SOON
        if self._killing:
            due = [attempt.deadline for attempt in self._attempts.values() if attempt.deadline]
            return max(_SOON, min(due) - time.monotonic()) if due else IDLE
        return IDLE

    def _handle(self, message: Message) -> None:
        kind = message["type"]
        if kind == "start":
            if message["done"]:
                self._ending += [self._attempts[number] for number in message["done"]]
            self._start(message)
        elif kind == "done":
            self._ending += [self._attempts[number] for number in message["done"]]
        elif kind == "reap":
            attempt = self._attempts.get(message["n"])
            if attempt is not None:  # else it couldn't be started, and the engine has been told so meanwhile
                attempt.asked = True
                self._ending.append(attempt)
        elif kind == "kill":
            self._kill(message["n"], message["grace"])
        elif kind == "load":
            self._load(message)

    def _load(self, request: Message) -> None:
        from tradewind.runner.load import load

        child.prepare_streams()
        signal.signal(signal.SIGTERM, child.terminate)
        self._request = request
        self._source, reply = load(request)
        signal.signal(signal.SIGTERM, child.terminate)
        child.in_zygote = _engine_gone
        if reply["type"] == "loaded" and kernel.thread_count() > 1:
            self._threads = True
            reply["warning"] = child.threads_warning()
        # what the import made lives as long as this process: keep the collector, and so the copying, away from it
        gc.collect()
        gc.freeze()
        kernel.give_back_memory()
        self._control.send(reply)

    # -- starting --

    def _start(self, message: Message) -> None:
        needed = 4 if message.get("worker") else 3
        fds = self._control.take_fds(needed)
        if len(fds) < needed:  # the kernel gave us no more of them
            for fd in fds:
                os.close(fd)
            self._control.send({"type": "exit", "n": message["n"], "status": None, "why": "too many open files"})
            return
        sock, out, err, *packets = fds
        ticks = kernel.ticks()
        try:
            if self._threads or message.get("spawn"):
                from tradewind.runner.spawned import spawn

                assert self._request is not None
                pid = spawn(self._request, message["work"], fds, ticks)
            else:
                pid = os.fork()
                if pid == 0:
                    self._become_attempt(message["work"], sock, out, err, packets, ticks)
        except OSError as error:  # no more processes
            self._control.send({"type": "exit", "n": message["n"], "status": None, "why": error.strerror})
            return
        finally:
            for fd in fds:
                os.close(fd)
        self._attempts[message["n"]] = _Attempt(message["n"], pid)

    def _become_attempt(self, work: bytes, sock: int, out: int, err: int, packets: list[int], ticks: int) -> NoReturn:
        try:
            zygote = os.getppid()
            os.setsid()
            kernel.die_with(zygote)
            os.dup2(out, 1)
            os.dup2(err, 2)
            for fd in (out, err, self._control.fd, self._children):
                os.close(fd)
            child.reseed()
            assert self._source is not None
            if packets:
                from tradewind.runner.worker import Worker

                Worker(work, sock, socket.socket(fileno=packets[0])).run(self._source, ticks)
            child.Attempt(work, sock).run(self._source, ticks)
        finally:
            os._exit(70)

    # -- ending --

    def _settled(self, attempt: _Attempt) -> bool:
        """Whether it is reaped and nothing of its session is left."""
        if attempt.status is None:
            orphans = len(os.pread(self._children, 65536, 0).split()) > len(self._attempts)
            pid, status = os.waitpid(attempt.pid, os.WNOHANG)
            if pid == 0:
                return False
            attempt.status = status
            if not orphans and not attempt.asked:
                del self._attempts[attempt.number]
                return True
        self._reap_orphans()
        if attempt.deadline and time.monotonic() < attempt.deadline:  # they have had TERM, and their grace
            if sessions.members((attempt.pid,)):
                return False
        elif sessions.signal_all((attempt.pid,), signal.SIGKILL):
            return False
        return self._forget(attempt)

    def _forget(self, attempt: _Attempt) -> bool:
        del self._attempts[attempt.number]
        if attempt.asked:
            self._control.send({"type": "exit", "n": attempt.number, "status": attempt.status})
        return True

    def _reap_orphans(self) -> None:
        """What attempts left behind came to us; so do its zombies."""
        ours = {attempt.pid for attempt in self._attempts.values()}
        for pid in map(int, os.pread(self._children, 65536, 0).split()):
            if pid not in ours:
                try:
                    os.waitpid(pid, os.WNOHANG)
                except ChildProcessError:
                    continue

    def _kill(self, number: int, grace: float) -> None:
        attempt = self._attempts.get(number)
        if attempt is None or attempt.deadline or attempt.status is not None:
            return
        attempt.deadline = time.monotonic() + grace
        self._killing = True
        _signal(attempt.pid, signal.SIGTERM)
        for pid in sessions.members((attempt.pid,)):
            if pid != attempt.pid:
                _signal(pid, signal.SIGTERM)

    def _kill_due(self) -> None:
        now = time.monotonic()
        waiting = [attempt for attempt in self._attempts.values() if attempt.deadline and attempt.status is None]
        for attempt in waiting:
            if now >= attempt.deadline:
                sessions.signal_all((attempt.pid,), signal.SIGKILL)
                _signal(attempt.pid, signal.SIGKILL)  # it may not lead its session yet
                attempt.deadline = now + 10 * _SOON
        self._killing = bool(waiting)

    def _end(self) -> None:
        sids = {attempt.pid for attempt in self._attempts.values()}
        sessions.signal_all(sids, signal.SIGTERM)
        limit = time.monotonic() + GRACE_AFTER_ENGINE
        while sessions.members(sids) and time.monotonic() < limit:
            time.sleep(_SOON)
        sessions.end_all(sids)


def _engine_gone() -> None:
    raise _EngineGoneError


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return  # ended meanwhile
