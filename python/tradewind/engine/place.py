"""The engine's hold on its place of state: the folder, the lock, the doorbell."""

from __future__ import annotations

import os
import weakref

from tradewind.engine.doorbell import Doorbell
from tradewind.engine.lock import EngineLock
from tradewind.stores.location import MEMORY, Location, find_location, make_folder


class Place:
    """Held from construction to `release`. A store in memory gets a temporary folder, which nobody else can reach; it
    goes with the last object that refers to this one.

    Raises:
        UsageError: the URL means nothing to us.
        StoreError: or one of its kinds: the folder can't be made or written, or another engine has it.
    """

    def __init__(self, url: str | os.PathLike[str] | None) -> None:
        self.location: Location = find_location(url)
        self.in_memory: bool = self.location.database == MEMORY
        self.bell: Doorbell | None = None
        self._lock: EngineLock | None = None
        if self.location.state_dir is None:
            import shutil  # with tempfile 5 ms, which a run in a folder needn't pay
            import tempfile

            self.state_dir: str = tempfile.mkdtemp(prefix="tradewind-")
            weakref.finalize(self, shutil.rmtree, self.state_dir, ignore_errors=True)
            return
        make_folder(self.location.state_dir)
        self.state_dir = str(self.location.state_dir)
        self._lock = EngineLock(self.state_dir)
        self._lock.acquire()
        try:
            self.bell = Doorbell(self.state_dir)
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        """Let go. Idempotent."""
        if self.bell is not None:
            self.bell.close()
            self.bell = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None
