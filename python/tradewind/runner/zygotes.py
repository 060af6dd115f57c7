"""The engine's side of the zygotes: starts them, has them load files and fork attempts, forgets the idle ones."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time

from tradewind.runner import exits, protected, sessions
from tradewind.runner.link import Link, Loop
from tradewind.runner.protocol import encode
from tradewind.runner.supervisor import GRACE, Attempt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tradewind.runner.pooled import PooledWorker, Tender
    from tradewind.runner.protocol import Message
    from tradewind.runner.supervisor import Watcher

    Environment = tuple[str, frozenset[tuple[str, str]]]
    Key = tuple[str, int]
    """(hash of the bundle, number of the environment)"""

ENVIRONMENTS = 1024
"""Environments whose numbers are remembered: more than the runs that an executor keeps facts of."""
LIMIT = 8
"""DAG zygotes kept at most; those with attempts in flight aren't counted out."""


class DagZygote:
    """One process that has imported, or is importing, one bundle's file in one environment."""

    def __init__(self, owner: Zygotes, control: socket.socket, request: Message) -> None:
        self.link = Link(owner.loop, control, self._message, self._closed)
        self.pid = 0
        self.reply: Message | None = None
        """of its `load`, once it has come: `loaded`, or `failed`"""
        self.attempts: dict[int, Attempt] = {}
        self.used = time.monotonic()
        self._owner = owner
        self._path = request["path"]
        self._waiting: list[Callable[[], None]] = []
        self._done: list[int] = []
        """attempts that are over, but not reaped yet; the zygote hears of them with the next start"""
        self.link.send(encode(request))

    @property
    def usable(self) -> bool:
        return self.link.open and (self.reply is None or self.reply["type"] == "loaded")

    def when_loaded(self, then: Callable[[], None]) -> None:
        """Call `then` when `reply` is there: at once, or later."""
        if self.reply is None:
            self._waiting.append(then)
        else:
            then()

    def start(self, watcher: Watcher, work: bytes, *, spawn: bool = False) -> Attempt:
        """Fork an attempt, or give it an interpreter of its own. `work` as `child.Attempt` reads it.

        Raises:
            OSError: no descriptors left.
        """
        number = self._owner.next_number()
        attempt = Attempt(self._owner.loop, self, number, watcher, work, spawn=spawn)
        self.attempts[number] = attempt
        return attempt

    def start_worker(self, tender: Tender, state_dir: str, tasks: int) -> PooledWorker:
        """Fork a worker that runs at most `tasks` attempts.

        Raises:
            OSError: no descriptors left.
        """
        from tradewind.runner.pooled import PooledWorker

        number = self._owner.next_number()
        worker = PooledWorker(self._owner.loop, self, number, tender, state_dir, tasks)
        self.attempts[number] = worker
        return worker

    def send_start(self, number: int, work: bytes, fds: tuple[int, ...], **how: bool) -> None:
        done, self._done = self._done, []
        self.link.send(encode({"type": "start", "n": number, "work": work, "done": done, **how}), fds)

    def finished(self, number: int) -> None:
        """The attempt is over; nothing more is to be known of it."""
        del self.attempts[number]
        self.used = time.monotonic()
        self._done.append(number)

    def flush(self) -> None:
        """Have what is over reaped, if no start is on its way that could say so."""
        if self._done:
            done, self._done = self._done, []
            self.link.send(encode({"type": "done", "done": done}))

    def ask_end(self, number: int) -> None:
        """Have the zygote reap the attempt, end what is left of its session, and answer with `exit`."""
        self.link.send(encode({"type": "reap", "n": number}))

    def kill(self, number: int, grace: float) -> None:
        self.link.send(encode({"type": "kill", "n": number, "grace": grace}))

    def _message(self, message: Message) -> None:
        if message["type"] == "exit":
            attempt = self.attempts.pop(message["n"])
            self.used = time.monotonic()
            if message["status"] is None:
                attempt.lost(f"no process could be started: {message['why']}")
            else:
                attempt.exited(message["status"], self._owner.memory, GRACE)
        else:
            self._answer(message)

    def _answer(self, reply: Message) -> None:
        self.reply = reply
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()

    def _closed(self, broken: str | None) -> None:
        self._owner.gone(self)
        lost, self.attempts = self.attempts, {}
        for attempt in lost.values():
            attempt.lost(f"the process that started it (zygote, pid {self.pid}) was ended from outside")

    def died(self, how: str) -> None:
        """If it hasn't answered yet, it never will."""
        if self.reply is None:
            text = f"the process ended while it was loading the file: {how}"
            self._answer({"type": "failed", "kind": "LoadError", "message": text, "place": self._path})


class Zygotes:
    """The base zygote and its DAG zygotes. Nothing starts before the first `load`. For one thread at a time.

    Its descriptor (`fileno`) is readable whenever `turn` has something to do.
    """

    def __init__(self, *, limit: int = LIMIT) -> None:
        self.loop = Loop()
        self.memory = exits.MemoryWatch()
        self._limit = limit
        self._base: Link | None = None
        self._base_pid = 0
        self._numbers = 0
        self._closed = False
        self._by_key: dict[Key, DagZygote] = {}
        self._all: dict[int, DagZygote] = {}
        """by id: every one that hasn't ended"""
        self._pids: dict[int, DagZygote] = {}
        self._environments: dict[Environment, int] = {}
        """folder and variables -> number, the ones used last at the end"""

    def fileno(self) -> int:
        return self.loop.fileno()

    def turn(self, timeout: float = 0) -> None:
        """Serve frames, output and ends."""
        self.loop.turn(timeout)

    def flush(self) -> None:
        """At the end of a turn of the engine: see `DagZygote.flush`."""
        for zygote in self._by_key.values():
            zygote.flush()

    def environment(self) -> int:
        """The number of this process's environment and folder as they are now; equal ones have equal numbers."""
        known = self._environments
        now = (os.getcwd(), frozenset(protected.environment().items()))
        number = known.pop(now, None)
        if number is None:
            number = self.next_number()
            if len(known) >= ENVIRONMENTS:
                del known[next(iter(known))]
        known[now] = number
        return number

    def load(self, request: Message, key: Key) -> DagZygote:
        """Begin to load a file in a fresh DAG zygote.

        Args:
            request: as `source.Source` reads it: path, root, files, bundles, lower.
            key: its bundle's hash and its environment; with "" for an unknown hash, `keep` it once that is known.
        """
        ((folder, environ),) = (one for one, number in self._environments.items() if number == key[1])
        self.start()
        assert self._base is not None
        ours, theirs = socket.socketpair()
        number = self.next_number()
        zygote = DagZygote(self, ours, {"type": "load", "cwd": folder, "environ": dict(environ), **request})
        self._all[number] = zygote
        self._base.send(encode({"type": "zygote", "id": number}), (theirs.detach(),))
        if key[0]:
            self.keep(zygote, key)
        return zygote

    def keep(self, zygote: DagZygote, key: Key) -> None:
        """Have `find` give this one for `key` from now on."""
        before = self._by_key.pop(key, None)
        self._by_key[key] = zygote
        if before is not None and before is not zygote and not before.attempts:
            before.link.close()
        self.trim()

    def find(self, key: Key) -> DagZygote | None:
        """A usable zygote."""
        zygote = self._by_key.get(key)
        if zygote is None or not zygote.usable:
            return None
        zygote.used = time.monotonic()
        return zygote

    def trim(self) -> None:
        """End the least recently used DAG zygotes above the limit. (Idle ones end by themselves.)"""
        idle = sorted(
            (item for item in self._by_key.items() if not item[1].attempts and item[1].reply is not None),
            key=lambda item: item[1].used,
        )
        excess = len(self._by_key) - self._limit
        for _, zygote in idle[: max(0, excess)]:
            self.drop(zygote)

    def drop(self, zygote: DagZygote) -> None:
        """End one that has no attempts in flight."""
        zygote.link.close()
        self.gone(zygote)

    def next_number(self) -> int:
        self._numbers += 1
        return self._numbers

    def gone(self, zygote: DagZygote) -> None:
        """Its socket is closed."""
        for number, other in list(self._all.items()):
            if other is zygote:
                del self._all[number]
        for key, other in list(self._by_key.items()):
            if other is zygote:
                del self._by_key[key]
        if self._base is None:
            self._pids.pop(zygote.pid, None)  # else the base zygote tells when it has ended
            zygote.died("it was killed")

    # -- the base zygote --

    def start(self) -> None:
        """Have a base zygote: at the latest `load` sees to it, but it may start before there is anything to load."""
        if self._base is None:
            self._start_base()

    def _start_base(self) -> None:
        ours, theirs = socket.socketpair()
        theirs.set_inheritable(True)
        command = [sys.executable, "-P", os.path.dirname(__file__), "zygote", str(theirs.fileno()), str(os.getpid())]
        try:
            quiet = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            ours.close()
            theirs.close()
            raise
        try:
            self._base_pid = os.posix_spawn(
                sys.executable,
                command,
                protected.environment(),
                # what a file prints while it is loaded goes to stderr: stdout belongs to the user's own program
                file_actions=[(os.POSIX_SPAWN_DUP2, quiet, 0), (os.POSIX_SPAWN_DUP2, 2, 1)],
                setsigmask=(),
                setsigdef=(signal.SIGINT, signal.SIGTERM, signal.SIGCHLD),
            )
        except OSError:
            ours.close()
            raise
        finally:
            os.close(quiet)
            theirs.close()
        self._base = Link(self.loop, ours, self._from_base, self._base_closed)

    def _from_base(self, message: Message) -> None:
        if message["type"] == "forked":
            zygote = self._all.get(message["id"])
            if zygote is not None:
                zygote.pid = message["pid"]
                self._pids[zygote.pid] = zygote
        else:
            zygote = self._pids.pop(message["pid"], None)
            if zygote is not None:
                end = exits.Ending(message["status"])
                zygote.died(exits.signal_name(end.signal) if end.signal else f"exit code {end.exit_code}")

    def _base_closed(self, broken: str | None) -> None:
        self._base = None
        self._reap_base()
        for zygote in list(self._all.values()):
            if not zygote.link.open:
                zygote.died("it was killed")
        alive = self._all.values()
        self._pids = {pid: zygote for pid, zygote in self._pids.items() if zygote in alive}

    def _reap_base(self) -> None:
        """It has closed its socket or lost ours, so it ends within moments, if it hasn't."""
        try:
            os.waitpid(self._base_pid, 0)
        except ChildProcessError:
            return  # the program reaps all its children itself

    def close(self) -> None:
        """End every zygote and attempt; no process is left. Once closed, nothing happens any more."""
        if self._closed:
            return
        self._closed = True
        pids = set(self._pids)
        attempts = [attempt for zygote in self._all.values() for attempt in zygote.attempts.values()]
        sids = pids | {attempt.pid for attempt in attempts if attempt.pid}
        for zygote in list(self._all.values()):
            zygote.link.close()
            for attempt in zygote.attempts.values():
                attempt.abandon()
        if self._base is not None:
            self._base.close()
            self._base = None
            self._reap_base()
        limit = time.monotonic() + 1.0
        while sessions.members(sids) and time.monotonic() < limit:
            time.sleep(0.002)
        sessions.end_all(sids)
        self._all.clear()
        self._by_key.clear()
        self.loop.close()
