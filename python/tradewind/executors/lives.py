"""Attempts that a `concurrent.futures.Executor` has: what is known of each, in this process and in others."""

from __future__ import annotations

import os
import signal
import socket
import struct
import threading
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from tradewind.executors import streams
from tradewind.executors.here import LocalChannel
from tradewind.executors.threads import Threads
from tradewind.runner.attempt import Terminated
from tradewind.runner.capture import Lines
from tradewind.runner.link import Link, Loop
from tradewind.runner.protocol import encode
from tradewind.runner.results import call_of, is_moment, log_text, reply_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tradewind.executors.protocol import Host, Work
    from tradewind.runner.protocol import Message


def in_this_process(executor: Executor) -> bool:
    """Whether it is known to run what it is given in threads of this interpreter."""
    kinds = {kind.__name__ for kind in type(executor).__mro__}
    return isinstance(executor, Threads | ThreadPoolExecutor) and "InterpreterPoolExecutor" not in kinds


class Life:
    """One attempt or callback, from `submit` to its report."""

    def __init__(self, number: int, work: Work) -> None:
        self.number = number
        self.work = work
        self.key = (work.key, work.attempt_id, work.callback)
        self.future: Future[bytes] | None = None
        self.generation = 0
        self.begun = False
        self.started_at: float | None = None
        self.asked: str | None = None
        """`timeout` or `cancel` once it is to end"""
        self.how: str | None = None
        """what there is to say about that end"""
        self.given_up = False
        """it goes on, and nobody waits for its end"""
        self.over = threading.Event()
        self.channel: ThreadChannel | None = None
        """where it runs in this process"""
        self.link: Link | None = None
        """where it runs in another"""
        self.logged = Lines("log")
        self.process = -1
        """its pidfd"""
        self.ended = 0
        """which of all links ended so: 1 is the first"""
        self.wrong: str | None = None

    def ask_to_end(self, grace: float, then: Callable[[], None]) -> None:
        """Of one in this process: `on_kill`, and the cancellation of what it awaits; after `grace` seconds `then`."""
        threading.Thread(target=self._ask, args=(grace, then), name="tradewind-ending", daemon=True).start()

    def _ask(self, grace: float, then: Callable[[], None]) -> None:
        channel = self.channel
        assert channel is not None
        channel.leave(mute=False)
        if not self._listens(channel):
            grace = 0.0
        limit = time.monotonic() + grace
        with suppress(Exception):  # a user's; that it may fail changes nothing here
            channel.end_early()
        cancelled = False
        while time.monotonic() < limit and not self.over.wait(0.02):
            context = channel.context
            if not cancelled and context is not None and "event_loop" in vars(context):
                cancelled = context.event_loop.cancel()
        if not self.over.is_set():
            then()

    @staticmethod
    def _listens(channel: ThreadChannel) -> bool:
        """Whether it can be asked: it awaits something, or its operator has an `on_kill`."""
        from tradewind.authoring.operator import BaseOperator

        context = channel.context
        if context is None:
            return False
        own = context.task is not None and type(context.task).on_kill is not BaseOperator.on_kill
        return own or "event_loop" in vars(context)

    def leave(self) -> None:
        """Nobody waits for it any more."""
        if self.channel is not None:
            self.channel.leave(mute=True)
        if self.future is not None:
            self.future.cancel()


class ThreadChannel(LocalChannel):
    """Of an attempt in a thread: has the engine's thread do what it asks for."""

    def __init__(self, host: Host, work: Work, put: Callable[[Callable[[], None]], None]) -> None:
        super().__init__(host.state_dir)
        self._host = host
        self._work = work
        self._put = put
        self._replies: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._mute = False
        self._asking = threading.Lock()

    def ask(self, op: str, args: dict[str, Any]) -> Any:
        with self._asking:
            if not self.asked:
                self._put(lambda: self._host.call(self._work, op, args, self._replies.put))
            reply = self._replies.get() if not self.asked else None
        if reply is None:
            self._replies.put(None)  # for the next that asks
            raise Terminated(1)
        return self.answered(op, reply)

    def tell(self, lines: list[tuple[float, str, str]]) -> None:
        if not self._mute:
            self._put(lambda: self._host.log(self._work, lines))

    def leave(self, *, mute: bool) -> None:
        """From now on whatever it asks ends it.

        Args:
            mute: nobody listens to what it says any more.
        """
        self.asked = True
        self._mute = self._mute or mute
        self._replies.put(None)

    @contextmanager
    def captured(self) -> Iterator[None]:
        """What it prints goes to its log."""
        sink = streams.Sink(self.tell)
        with streams.Capture():
            mark = streams.current.set(sink)
            try:
                yield
            finally:
                streams.current.reset(mark)
                if rest := sink.take():
                    self.tell(rest)


class Lives:
    """The attempts that run in other processes: a socket that those find by its name, and what they say.

    Args:
        token: what they know, so that they are ours.
        by_number: those that there are.
    """

    def __init__(self, token: str, by_number: dict[int, Life], host: Host) -> None:
        self.token = token
        self.by_number = by_number
        self.host = host
        self.loop = Loop()
        self._listener: socket.socket | None = None
        self.links: set[Link] = set()
        self._ends = 0
        self._at_work: list[int] = []
        """pidfds of processes whose attempt was given up"""

    def fileno(self) -> int:
        return self.loop.fileno()

    def turn(self, timeout: float = 0) -> None:
        self.loop.turn(timeout)

    def address(self) -> bytes:
        """Where they connect: a name that no file has, and that only processes of this user may use."""
        if self._listener is None:
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
            listener.bind(b"\0tradewind-" + os.urandom(16).hex().encode())
            listener.listen(512)
            self._listener = listener
            self.loop.add(listener.fileno(), self._accept)
        name: bytes = self._listener.getsockname()
        return name

    def _accept(self, events: int) -> None:
        assert self._listener is not None
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            pid, uid, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
            if uid == os.getuid():
                _Caller(self, sock, pid)
            else:
                sock.close()

    def drain(self, life: Life) -> None:
        """Take what it has said before it ended."""
        self.turn()
        while life.link is not None and life.link.receive():
            continue

    def forget(self, life: Life, *, given_up: bool = False) -> None:
        """It has its report. One that was given up may still be at work."""
        if life.link is not None:
            self.links.discard(life.link)
            life.link.close()
        if life.process >= 0:
            if given_up:
                self._at_work.append(life.process)
            else:
                os.close(life.process)
            life.process = -1

    def close(self, *, kill: bool) -> None:
        """Nobody listens any more.

        Args:
            kill: end the processes that are at work on an attempt, too.
        """
        for life in list(self.by_number.values()):
            self.forget(life, given_up=True)
        for process in self._at_work:
            if kill:
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(process, signal.SIGKILL)
            os.close(process)
        self._at_work.clear()
        for link in list(self.links):
            link.close()
        if self._listener is not None:
            self._listener.close()
        self.loop.close()

    def next_end(self) -> int:
        self._ends += 1
        return self._ends


class _Caller:
    """One connection of a process that says to run one of our attempts."""

    def __init__(self, lives: Lives, sock: socket.socket, pid: int) -> None:
        self._lives = lives
        self._pid = pid
        self._life: Life | None = None
        self._link = Link(lives.loop, sock, self._message, self._closed)
        lives.links.add(self._link)
        while self._link.receive():
            continue

    def _message(self, message: Message) -> None:
        life = self._life
        if not self._link.open:
            return
        kind, host = message["type"], self._lives.host
        if life is None:
            self._hello(message)
        elif kind == "lines":
            if _are_lines(message.get("lines")):
                host.log(life.work, [tuple(line) for line in message["lines"]])
            else:
                self._break("lines that are none")
        elif kind == "log":
            now = time.time()
            if lines := life.logged.feed_text(log_text(message)):
                host.log(life.work, [(now, "log", line) for line in lines])
        elif kind == "call":
            host.call(life.work, *call_of(message), self._reply)
        elif kind != "heartbeat":
            self._break(f"unknown type {kind[:40]!r}")

    def _hello(self, message: Message) -> None:
        number = message.get("n")
        life = self._lives.by_number.get(number) if type(number) is int else None
        good = message["type"] == "hello" and message.get("token") == self._lives.token
        if life is None or not good or life.link is not None:
            self._link.close()  # not ours, or given up before it began
            self._lives.links.discard(self._link)
            return
        self._life, life.link = life, self._link
        life.begun, life.started_at = True, time.time()
        with suppress(OSError):
            life.process = os.pidfd_open(self._pid)
        self._link.send(encode({"type": "go", "at": life.started_at}))
        self._lives.host.started(life.work, life.started_at, 0, 0)

    def _reply(self, reply: dict[str, Any]) -> None:
        if self._link.open:
            self._link.send(reply_frame(reply))

    def _break(self, why: str) -> None:
        self._link.close()
        self._closed(why)

    def _closed(self, broken: str | None) -> None:
        self._lives.links.discard(self._link)
        if self._life is not None:
            self._life.wrong = broken
            self._life.ended = self._lives.next_end()


def _are_lines(value: Any) -> bool:
    return type(value) is list and all(
        type(line) is list
        and len(line) == 3
        and is_moment(line[0])
        and line[1] in ("out", "err")
        and type(line[2]) is str
        for line in value
    )
