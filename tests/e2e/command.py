"""The real command in a folder of its own, and a look at what it leaves behind."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TRADEWIND = str(Path(sys.executable).with_name("tradewind"))


@dataclass
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass
class Folder:
    """A folder with DAG files, in which `tradewind` is called as a user would. Its processes carry a mark."""

    path: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRADEWIND_", "PYTEST_"))}
        return kept | {"TEST_MARK": self.mark, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100", "NO_COLOR": ""}

    def write(self, name: str, text: str) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def call(self, *args: str, env: dict[str, str] | None = None, through: tuple[str, ...] = (), **popen: Any) -> Done:
        """Call it to its end; `through`: a command that starts it."""
        done = subprocess.run(
            [*through, TRADEWIND, *args], cwd=self.path, env=self.env | (env or {}), text=True, encoding="utf-8",
            capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=60, **popen,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def start(self, *args: str, **popen: Any) -> subprocess.Popen[str]:
        return subprocess.Popen([TRADEWIND, *args], cwd=self.path, env=self.env, text=True, encoding="utf-8", **popen)

    def processes(self) -> list[int]:
        """Those that carry the mark and aren't zombies."""
        found = []
        needle = f"TEST_MARK={self.mark}".encode()
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                environ = Path("/proc", pid, "environ").read_bytes()
                state = Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if needle in environ.split(b"\0") and state != "Z":
                found.append(int(pid))
        return found

    def left_behind(self, patience: float = 3.0) -> list[str]:
        """Command lines of processes that are still there after some seconds; this ends them."""
        end = time.monotonic() + patience
        while (pids := self.processes()) and time.monotonic() < end:
            time.sleep(0.02)
        lines = []
        for pid in pids:
            try:
                lines.append(f"{pid} {Path('/proc', str(pid), 'cmdline').read_bytes()!r}")
                os.kill(pid, signal.SIGKILL)
            except OSError:
                continue
        return lines


class InTerminal:
    """A command that is the foreground job of a terminal of its own."""

    def __init__(self, folder: Folder, args: tuple[str, ...], size: tuple[int, int], env: dict[str, str]) -> None:
        self.shown = b""
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.chdir(folder.path)
            os.execve(TRADEWIND, [TRADEWIND, *args], folder.env | {"TERM": "xterm"} | env)
        self.resize(*size)
        self._code: int | None = None

    def resize(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def type(self, keys: bytes) -> None:
        os.write(self._terminal, keys)

    def read(self) -> bool:
        """Take what is shown next; False after the last process has let go of the terminal."""
        try:
            chunk = os.read(self._terminal, 65536)
        except OSError:  # how Linux reports a hang-up
            return False
        self.shown += chunk
        return bool(chunk)

    def drain(self) -> str:
        """All that was shown, to the end."""
        while self.read():
            pass
        return self.shown.decode()

    def wait(self) -> int:
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return self._code

    def close(self) -> None:
        if self._code is None:
            os.kill(self._pid, signal.SIGKILL)
            self.wait()
        os.close(self._terminal)


@contextmanager
def in_terminal(
    folder: Folder, *args: str, size: tuple[int, int] = (80, 24), env: dict[str, str] | None = None
) -> Iterator[InTerminal]:
    terminal = InTerminal(folder, args, size, env or {})
    try:
        yield terminal
    finally:
        terminal.close()


def wait_for(what: Any, patience: float = 20.0) -> Any:
    """The first true value of `what()`."""
    end = time.monotonic() + patience
    while not (value := what()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)
    return value
