"""How another process wakes the engine: a datagram on a unix socket that only its user may write to."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator

NAME = "engine.sock"


class Doorbell:
    """The engine's end. A ring says only that there are requests; they are rows of the store."""

    def __init__(self, state_dir: str) -> None:
        self._dir = state_dir
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        os.fchmod(self._socket.fileno(), 0o600)  # before bind, so that the file is never open to others
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(state_dir, NAME))
        with _short(state_dir) as folder:
            self._socket.bind(f"{folder}/{NAME}")

    def fileno(self) -> int:
        return self._socket.fileno()

    def drain(self) -> None:
        """Take all rings."""
        with contextlib.suppress(BlockingIOError):
            while True:
                self._socket.recv(16)

    def close(self) -> None:
        self._socket.close()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self._dir, NAME))


def ring(state_dir: str) -> bool:
    """Wake the engine of `state_dir`; False if none listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as bell, _short(state_dir) as folder:
        try:
            bell.sendto(b"!", f"{folder}/{NAME}")
        except BlockingIOError:
            return True  # so many rings wait already that one more says nothing
        except OSError:
            return False
    return True


@contextlib.contextmanager
def _short(folder: str) -> Iterator[str]:
    """A path to `folder` that fits into the 108 bytes of a socket address."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{fd}" if os.path.isdir(f"/proc/self/fd/{fd}") else folder
    finally:
        os.close(fd)
