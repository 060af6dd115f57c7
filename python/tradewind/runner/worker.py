"""A warm worker: a forked child that runs many attempts, one after the other (isolation `pool`).

Works and reports are packets of one socket whose other end the engine reads when the doorbell, a frame on the second
socket, has rung; so a report outlives a crash of the attempt after it, and short attempts don't wake the engine one by
one. What an attempt changes in the process is put back after it; what can't be ends the worker (`surroundings.py`).
"""

from __future__ import annotations

import os
import time
from contextvars import copy_context

from tradewind.runner import child, kernel
from tradewind.runner.attempt import Terminated
from tradewind.runner.failure import describe
from tradewind.runner.protocol import PACKET, pack, unpack
from tradewind.runner.surroundings import Surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from typing import Any, NoReturn

    from tradewind.authoring.dag import DAG
    from tradewind.runner.protocol import Message
    from tradewind.runner.source import Source

QUICK = 0.001
"""Seconds: a function that took less the last time is begun without a word to the engine."""
LATE = 0.001
"""Seconds that reports of quick attempts wait for company."""


class Worker:
    """Args:
    order: packed: `state_dir`, `marker` (ends an attempt's part of stdout and stderr), `tasks` (attempts at most).
    fd: its end of the socket for frames.
    packets: its end of the socket for works and reports.
    """

    def __init__(self, order: bytes, fd: int, packets: socket.socket) -> None:
        facts = unpack(order)
        self.channel = child.SocketChannel(fd, facts["state_dir"])
        self._marker: bytes = facts["marker"]
        self._left: int = facts["tasks"]
        self._packets = packets
        self._buffer = memoryview(bytearray(PACKET + 8))
        self._runs: dict[bytes, dict[str, Any]] = {}
        self._quick: set[tuple[Any, Any]] = set()
        self._seq = self._rung = 0
        self._rung_at = 0.0

    def run(self, source: Source, ticks: int) -> NoReturn:
        """Serve until there is a reason to end, then end the process, which began at `ticks` since boot."""
        code = 1
        try:
            child.become(self.channel)
            self.channel.send({"type": "start", "pid": os.getpid(), "ticks": ticks})
            kernel.adopt_orphans()  # what daemonizes comes to this process, not past it to the zygote
            self._as_it_was = Surroundings()
            while self._left > 0:
                self._one(source, *self._next())
                self._left -= 1
                if not self._as_it_was.restore():
                    break
            self._ring()
            self.channel.write(child.DONE)
            code = 0
        except Terminated as ended:
            child.flush()
            code = int(ended.code or 0)
        except BaseException as error:  # noqa: BLE001 - our own mistake: it must reach the engine
            self.channel.send({"type": "log", "level": "error", "msg": str(describe(error, source.root)["traceback"])})
        finally:
            os._exit(code)

    def _next(self) -> tuple[int, Message]:
        """Number and facts of the next attempt."""
        try:
            size = self._packets.recv_into(self._buffer, 0, 0x40)  # MSG_DONTWAIT
        except BlockingIOError:
            self._ring()
            size = self._packets.recv_into(self._buffer)
        if not size:
            os._exit(child.ENGINE_GONE)
        facts = unpack(self._buffer[8:size])
        shared = facts.pop("run")
        run = self._runs.get(shared)
        if run is None:
            self._runs = {shared: unpack(shared)}
            run = self._runs[shared]
        del facts["state_dir"]
        return int.from_bytes(self._buffer[:8], "big"), {**run, **facts}

    def _one(self, source: Source, number: int, facts: Message) -> None:
        dag = source.dags.get(facts["dag_id"])
        key = None if dag is None else _kind(dag, facts["task_id"])
        facts["started_at"] = began = time.time()
        if key not in self._quick:
            self._ring()
            self.channel.send({"type": "begin", "n": number, "at": began})
        self.channel.outputs = {}
        result = copy_context().run(child.result_of, source, facts, self.channel)
        self.channel.context = None
        self._as_it_was.streams()
        ended = time.time()
        if key is not None:
            (self._quick.add if ended - began < QUICK else self._quick.discard)(key)
        for fd in self._as_it_was.outputs:
            os.write(fd, self._marker)
        self._seq += 1
        report = pack([self._seq, number, began, ended, None if child.plain_success(result) else result])
        large = len(report) > PACKET
        self._send(pack([self._seq, number, began, ended, True]) if large else report)
        if large:
            self.channel.send({"type": "report", "result": result})
        if ended - self._rung_at > LATE:
            self._ring()

    def _send(self, report: bytes) -> None:
        try:
            self._packets.send(report, 0x4040)  # MSG_DONTWAIT, MSG_NOSIGNAL
        except BlockingIOError:  # the engine is behind
            self._ring()
            self._packets.send(report, 0x4000)

    def _ring(self) -> None:
        """Tell the engine how many reports there are by now."""
        self._rung_at = time.time()
        if self._rung != self._seq:
            self._rung = self._seq
            self.channel.send({"type": "reports", "seq": self._seq})


def _kind(dag: DAG, task_id: str) -> tuple[Any, Any] | None:
    """What tasks that are as quick have in common; None: the engine has to know when it begins."""
    task = dag.task_dict.get(task_id)
    if task is None or task.execution_timeout is not None or task.on_execute_callback:
        return None
    if dag.default_timeout is not None or "TRADEWIND_DEFAULT_TIMEOUT" in os.environ:
        return None
    return type(task), getattr(task, "python_callable", None)
