"""The attempt: what a forked child does from its first instruction to its last."""

from __future__ import annotations

import os
import signal
import sys
import time
from _thread import RLock, get_ident

from tradewind.runner.attempt import AttemptChannel, Terminated, perform
from tradewind.runner.failure import describe
from tradewind.runner.protocol import MAX_FRAME, Decoder, encode, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any, NoReturn

    from tradewind.runner.protocol import Message
    from tradewind.runner.source import Source

DONE = encode({"type": "result", "ok": True, "outcome": "success"})
"""What most attempts have to say."""
ENGINE_GONE = 75
"""Exit code when nobody is left to report to."""


class SocketChannel(AttemptChannel):
    """Speaks frames with the engine. Usable from several threads of a task."""

    def __init__(self, fd: int, state_dir: str) -> None:
        super().__init__(state_dir)
        self._fd = fd
        self._lock = RLock()
        self._decoder: Decoder | None = None

    def send(self, message: Message) -> None:
        self.write(encode(message))

    def write(self, data: bytes) -> None:
        """Send an encoded frame."""
        with self._lock:
            try:
                while data:
                    data = data[os.write(self._fd, data) :]
            except OSError:
                self.gone()

    def gone(self) -> NoReturn:
        """Nobody is left to report to."""
        os._exit(ENGINE_GONE)

    def log(self, level: str, text: str) -> None:
        self.send({"type": "log", "level": level, "msg": text[: MAX_FRAME // 8]})

    def ask(self, op: str, args: dict[str, Any]) -> Any:
        with self._lock:
            self.send({"type": "call", "op": op, "args": args})
            reply = self.receive()
        return self.answered(op, reply)

    def receive(self) -> Message:
        """The next frame from the engine; waits."""
        decoder = self._decoder = self._decoder or Decoder()
        while True:
            data = os.read(self._fd, 1 << 16)
            if not data:
                self.gone()
            messages = list(decoder.feed(data))
            if messages:
                return messages[0]


class Attempt:
    """One attempt, in its own process.

    Args:
        work: its facts, packed, and under `run`, packed as well, those that all attempts of its run share.
        fd: its end of the socket to the engine.
    """

    def __init__(self, work: bytes, fd: int) -> None:
        facts = unpack(work)
        self.channel = SocketChannel(fd, facts.pop("state_dir"))
        self._facts: dict[str, Any] = {**unpack(facts.pop("run")), **facts}

    def run(self, source: Source, ticks: int) -> NoReturn:
        """Execute it and end the process, which began at `ticks` since boot."""
        code, pid, channel = 1, os.getpid(), self.channel
        become(channel)
        try:
            channel.send({"type": "start", "pid": pid, "ticks": ticks})
            self._facts["started_at"] = time.time()
            result = result_of(source, self._facts, channel)
            flush()
            channel.write(DONE if plain_success(result) else encode(result))
            code = 0
        except Terminated as ended:
            flush()
            code = int(ended.code or 0)
        except BaseException as error:  # noqa: BLE001 - our own mistake: it must reach the engine, not the zygote's loop
            channel.send({"type": "result", "ok": False, "outcome": "crashed", "error": describe(error, source.root)})
        finally:
            os._exit(code)


def result_of(source: Source, facts: dict[str, Any], channel: SocketChannel) -> Message:
    """Perform an attempt; its `result` message."""
    dag = source.dags.get(facts["dag_id"])
    if dag is None:
        error = LookupError(f"the file no longer defines the DAG {facts['dag_id']!r}")
        return {"type": "result", "ok": False, "outcome": "failed", "error": describe(error, source.root)}
    return perform(dag, facts, channel, source.root)


def plain_success(result: Message) -> bool:
    """Whether it says no more than `DONE`."""
    return len(result) == 3 and result["ok"]


def become(channel: SocketChannel) -> None:
    """From now on this process runs attempts: TERM ends the one that runs."""
    global _attempt
    _attempt = (os.getpid(), channel)
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork_in_child)


_attempt: tuple[int, SocketChannel] | None = None
"""In an attempt: its pid and channel."""
_ending = False
in_zygote: Callable[[], None] | None = None
"""What TERM does in the zygote itself."""


def terminate(number: int, frame: FrameType | None) -> None:
    """On TERM in an attempt, once: the operator's `on_kill`, then `Terminated` wherever the task stands.

    Installed by the zygote, before the fork: a call of `signal.signal` costs each attempt dozens of page faults.
    """
    global _ending
    if _attempt is None and in_zygote is not None:
        in_zygote()
    elif _attempt is None or _attempt[0] != os.getpid():  # a file being loaded, or a process that the task has forked
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    elif not _ending:
        _ending = True
        _attempt[1].end_early()
        raise Terminated(128 + number)


def threads_warning() -> str:
    """Why attempts of this file can't be forked: its import left threads running."""
    threading = sys.modules.get("threading")
    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread()] if threading else []
    if not others:
        who = "a library in C"
    else:
        target = getattr(others[0], "_target", None)
        who = f"module {getattr(target, '__module__', None) or type(others[0]).__module__} ({others[0].name})"
    return (
        f"{who} has threads running after the import, so every attempt starts an interpreter of its own, which is slow"
    )


# Processes that the task forks (a pool's workers) die of TERM at once, as their parent expects. TERM waits while Python
# forks: the child forgets a signal whose handler, inherited from here, is due by then.

_masks: dict[int, set[int]] = {}
"""by thread that forks: its signal mask before"""


def _before_fork() -> None:
    _masks[get_ident()] = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTERM,))


def _after_fork() -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, _masks.pop(get_ident()))


def _after_fork_in_child() -> None:
    if signal.getsignal(signal.SIGTERM) is terminate:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _after_fork()


def reseed() -> None:
    """What must differ between siblings. The standard library's `random` reseeds itself after a fork."""
    legacy = sys.modules.get("numpy.random")
    if legacy is not None:
        legacy.seed()


def prepare_streams() -> None:
    """Stdout and stderr as lines of UTF-8, whatever the locale says: they are pipes, read line by line."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]


def flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue  # the task closed or replaced it
