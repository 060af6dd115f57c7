"""Whether an engine lives: a lock of the kernel on `.tradewind/engine.lock`, gone the moment its process is."""

from __future__ import annotations

import fcntl
import os
import time
import weakref
from pathlib import Path

from tradewind.errors import StoreError, StoreLockedError, StoreReadOnlyError


class EngineLock:
    """One engine per state folder, and one pipeline worker. Forked children of the user's program let go at once."""

    def __init__(self, state_dir: str, holder: str = "engine") -> None:
        self.holder = holder
        self.path: Path = Path(state_dir, f"{holder}.lock")
        self._fd = -1

    def acquire(self) -> None:
        """Take the lock, or raise at once.

        Raises:
            StoreLockedError: another engine lives; the text names its pid.
            StoreReadOnlyError: the folder can't be written.
        """
        try:
            fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except (PermissionError, OSError) as error:
            if isinstance(error, FileNotFoundError):
                raise StoreError(f"no folder {self.path.parent}") from error
            raise StoreReadOnlyError(
                f"can't write {self.path}: {error.strerror}", fix="make the folder writable or name another state url"
            ) from error
        if not _taken(fd):
            pid = os.read(fd, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(fd)
            raise StoreLockedError(
                f"another {self.holder} is at work in {self.path.parent} (pid {pid})",
                fix="wait for it, or use another folder or TRADEWIND_URL",
            )
        os.ftruncate(fd, 0)
        os.write(fd, f"{os.getpid()}\n".encode())
        self._fd = fd
        _held.add(self)

    def release(self) -> None:
        """Let go. Without effect if it isn't held."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
            _held.discard(self)


def _taken(fd: int) -> bool:
    for _ in range(4):  # a reader in `living_engine` holds the lock for some microseconds
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            time.sleep(0.005)
    return False


_held: weakref.WeakSet[EngineLock] = weakref.WeakSet()


def _forget_in_child() -> None:
    for lock in list(_held):
        lock.release()


os.register_at_fork(after_in_child=_forget_in_child)


def living_engine(state_dir: str) -> int | None:
    """Pid of the engine that holds the lock of `state_dir`, or None. Takes nothing and waits for nothing."""
    try:
        fd = os.open(Path(state_dir, "engine.lock"), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return int(os.read(fd, 20).decode("ascii", "replace").strip() or 0)
    else:
        return None
    finally:
        os.close(fd)
