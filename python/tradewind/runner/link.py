"""The engine's end of a socketpair: frames in and out without ever waiting, and the small loop that serves them."""

from __future__ import annotations

import os
import select
import socket
from array import array
from collections import deque

from tradewind.runner.protocol import Decoder, FrameError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tradewind.runner.protocol import Message

_READ, _WRITE = select.EPOLLIN, select.EPOLLOUT


class Loop:
    """An epoll with a callback per descriptor. Its own descriptor can be watched by another loop."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._ready: dict[int, Callable[[int], None]] = {}

    def fileno(self) -> int:
        return self._epoll.fileno()

    def add(self, fd: int, ready: Callable[[int], None]) -> None:
        """Have `ready(events)` called whenever `fd` is readable or closed."""
        self._ready[fd] = ready
        self._epoll.register(fd, _READ)

    def want_write(self, fd: int, wanted: bool) -> None:
        self._epoll.modify(fd, _READ | _WRITE if wanted else _READ)

    def forget(self, fd: int) -> None:
        """Before `fd` is closed; closing takes it out of the epoll."""
        self._ready.pop(fd, None)

    def turn(self, timeout: float = 0) -> None:
        """Serve what is ready; wait at most `timeout` seconds for something."""
        for fd, events in self._epoll.poll(timeout):
            # an earlier callback of this turn may have closed it, or given its number to another: callbacks never block
            ready = self._ready.get(fd)
            if ready is not None:
                ready(events)

    def close(self) -> None:
        self._ready.clear()
        self._epoll.close()


class Link:
    """Frames over one socket. `closed` is called once: with None at the end, with a text when the stream is broken."""

    __slots__ = ("_closed", "_decoder", "_fd", "_loop", "_message", "_out", "_sock")

    def __init__(
        self,
        loop: Loop,
        sock: socket.socket,
        message: Callable[[Message], None],
        closed: Callable[[str | None], None],
    ) -> None:
        self._loop = loop
        self._sock = sock
        self._fd = sock.fileno()
        self._message = message
        self._closed = closed
        self._decoder = Decoder()
        self._out: deque[tuple[bytes, Sequence[int]]] | None = None
        loop.add(self._fd, self._serve)

    @property
    def open(self) -> bool:
        return self._fd >= 0

    def send(self, frame: bytes, fds: Sequence[int] = ()) -> None:
        """Write now what fits, the rest when the peer reads. Owns `fds` and closes them. Nothing if it is closed."""
        if self._out is None and self._fd >= 0:
            rest = self._write(frame, fds)
            if rest is None:
                return
            self._out = deque((rest,))
            self._loop.want_write(self._fd, True)
        elif self._out is not None:
            self._out.append((frame, fds))
        else:
            _close_all(fds)

    def _write(self, frame: bytes, fds: Sequence[int]) -> tuple[bytes, Sequence[int]] | None:
        """What is left to write, with the descriptors that didn't go."""
        flags = socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL
        try:
            if fds:
                rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", fds))]
                sent = self._sock.sendmsg((frame,), rights, flags)
            else:
                sent = self._sock.send(frame, flags)
        except BlockingIOError:
            return frame, fds
        except OSError:  # the peer is gone; reading tells so
            sent = len(frame)
        _close_all(fds)
        return None if sent == len(frame) else (frame[sent:], ())

    def _serve(self, events: int) -> None:
        if events & _WRITE and self._out is not None:
            self._flush()
        if events & ~_WRITE:
            self.receive()

    def _flush(self) -> None:
        assert self._out is not None
        while self._out:
            rest = self._write(*self._out[0])
            if rest is not None:
                self._out[0] = rest
                return
            self._out.popleft()
        self._out = None
        self._loop.want_write(self._fd, False)

    def receive(self) -> bool:
        """Read what has arrived; whether there may be more."""
        if self._fd < 0:
            return False
        try:
            data = self._sock.recv(1 << 18, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        broken = None
        if data:
            try:
                for message in self._decoder.feed(data):
                    self._message(message)
                return True
            except FrameError as error:
                broken = str(error)
        elif self._decoder.pending:
            broken = f"it ends after {self._decoder.pending} bytes of a frame"
        self.close()
        self._closed(broken)
        return False

    def close(self) -> None:
        if self._fd >= 0:
            self._loop.forget(self._fd)
            self._fd = -1
            self._sock.close()
            for _, fds in self._out or ():
                _close_all(fds)
            self._out = None


def _close_all(fds: Sequence[int]) -> None:
    for fd in fds:
        os.close(fd)
