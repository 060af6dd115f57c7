"""The engine's side of a warm worker (`worker.py`): what it has been given and has reported, whose output it is."""

from __future__ import annotations

import os
import socket
import time

from tradewind.runner import exits
from tradewind.runner.capture import Lines
from tradewind.runner.link import Loop
from tradewind.runner.protocol import PACKET, pack, unpack
from tradewind.runner.results import flaw, is_moment
from tradewind.runner.supervisor import Attempt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from tradewind.runner.protocol import Message
    from tradewind.runner.zygotes import DagZygote

    TimedLines = list[tuple[float, str, str]]

    class Tender(Protocol):
        """Who gives work to a worker."""

        def begun(self, worker: PooledWorker, number: int, at: float) -> None: ...
        def lines(self, worker: PooledWorker, number: int, lines: TimedLines) -> None: ...
        def call(self, number: int, op: str, args: dict[str, Any], reply: Callable[[dict[str, Any]], None]) -> None: ...
        def done(self, worker: PooledWorker, number: int, began: float, ended: float, result: Message) -> None: ...
        def gone(self, worker: PooledWorker, end: exits.Ending, running: list[int], left: list[int]) -> None:
            """It has ended. `running`: begun, perhaps, and not reported; `left`: never begun."""


SUCCESS = {"type": "result", "ok": True, "outcome": "success"}


class PooledWorker(Attempt):
    """One worker. Made by `DagZygote.start_worker`; ends with one call of `Tender.gone`."""

    __slots__ = (
        "_behind",
        "_buffer",
        "_current",
        "_large",
        "_left",
        "_packets",
        "_seq",
        "_tender",
        "birth",
        "given",
        "retiring",
    )

    def __init__(self, loop: Loop, zygote: DagZygote, number: int, tender: Tender, state_dir: str, tasks: int) -> None:
        self.given: dict[int, None] = {}
        """numbers of the attempts that it has, in order, and has not reported"""
        self.retiring = False
        """it gets no more"""
        self.birth = 0
        """ticks since boot at its start"""
        self._tender = tender
        self._seq = 0
        self._left: list[int] = []
        self._large: list[Any] | None = None
        """a report whose result comes as a frame"""
        self._current: int | None = None
        """the attempt that it has said to have begun"""
        marker = b"\0" + os.urandom(12).hex().encode() + b"\n"
        self._buffer = memoryview(bytearray(PACKET))
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._packets = ours
        order = pack({"state_dir": state_dir, "marker": marker, "tasks": tasks})
        try:
            self._behind = theirs.dup()
            """the worker's own end: what it hasn't read can be taken back there"""
            super().__init__(loop, zygote, number, self, order, more=(theirs.fileno(),), worker=True)
            theirs.detach()  # sent, and so closed
        except OSError:
            for end in (ours, theirs, getattr(self, "_behind", None)):
                if end is not None:
                    end.close()
            raise
        self._out: _Cut = _Cut("out", marker)
        self._err: _Cut = _Cut("err", marker)

    # -- giving --

    def give(self, number: int, work: bytes) -> bool:
        """Send an attempt; False: it has as many as the socket holds."""
        try:
            self._packets.send(number.to_bytes(8, "big") + work, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
        except BlockingIOError:
            return False
        except OSError:
            self.retiring = True
            return False
        self.given[number] = None
        return True

    def take_back(self) -> list[int]:
        """Whatever it has not begun; it will never see it."""
        taken = []
        while self.given:
            try:
                head = self._behind.recv(8, socket.MSG_DONTWAIT)
            except OSError:
                break
            if not head:
                break
            number = int.from_bytes(head, "big")
            del self.given[number]
            taken.append(number)
        return taken

    # -- what it says --

    def _message(self, message: Message) -> None:
        self.collect()
        kind = message["type"]
        if kind == "reports":
            seq = message.get("seq")
            if type(seq) is not int or seq > self._seq:
                self._break(f"report {seq!a:.40} was announced, {self._seq} have come")
        elif kind == "report":
            large, self._large = self._large, None
            if large is None:
                self._break("a large report that no packet has announced")
            else:
                self._take([*large[:4], message.get("result")])
                self.collect()
        elif kind == "begin":
            number = message.get("n")
            if type(number) is not int or not is_moment(message.get("at")):
                self._break("a begin without number and time")
            elif number in self.given:  # else its report has been taken before this frame
                self._current = number
                self._tender.begun(self, number, message["at"])
                self._tell_current(self._out)
                self._tell_current(self._err)
        elif kind == "result":
            self.retiring = True
            super()._message(message)
        else:
            super()._message(message)

    def collect(self) -> None:
        """Take the reports that are there."""
        packets = self._packets
        while self.given and self._large is None and self._broken is None:
            try:
                size = packets.recv_into(self._buffer, 0, socket.MSG_DONTWAIT)
            except OSError:
                return
            if not size:
                return
            try:
                report = unpack(self._buffer[:size])
            except (ValueError, TypeError, RecursionError):
                report = None
            self._report(report)

    def _report(self, report: Any) -> None:
        due = self._seq + 1
        good = type(report) is list and len(report) == 5 and type(report[1]) is int
        if not good or report[0] != due or report[1] not in self.given or not all(map(is_moment, report[2:4])):
            told = f"report {report[0]!a:.40} about attempt {report[1]}" if good else "something that is no report"
            self._break(f"{told} came where report {due} was due")
            return
        self._seq = due
        if report[4] is True:
            self._large = report
        else:
            self._take(report)

    def _take(self, report: list[Any]) -> None:
        _, number, began, ended, result = report
        wrong = None if result is None else flaw(result)
        if wrong is not None:
            self._break(wrong)
            return
        del self.given[number]
        self._current = None
        self._log = Lines("log")
        lines: TimedLines = []
        for cut in (self._out, self._err):
            while not cut.closed and self._read(cut.stream, cut):
                pass
            if cut.closed:
                lines += cut.closed.pop(0)
        if lines:
            lines.sort(key=lambda line: line[0])
            self._tender.lines(self, number, lines)
        self._tender.done(self, number, began, ended, SUCCESS if result is None else result)

    # -- what it prints --

    def _read_out(self, events: int) -> None:
        super()._read_out(events)
        self._tell_current(self._out)

    def _read_err(self, events: int) -> None:
        super()._read_err(events)
        self._tell_current(self._err)

    def _tell_current(self, cut: _Cut) -> None:
        if self._current is not None and not cut.closed and cut.open:
            lines, cut.open = cut.open, []
            self._tender.lines(self, self._current, lines)

    # -- Watcher of itself --

    def lines(self, lines: TimedLines) -> None:
        """Of `log` frames: whoever runs now wrote them."""
        number = next(iter(self.given), None)
        if number is not None:
            self._tender.lines(self, number, lines)

    def call(self, op: str, args: dict[str, Any], reply: Callable[[dict[str, Any]], None]) -> None:
        if self.given:
            self._tender.call(next(iter(self.given)), op, args, reply)
        else:
            self._break("a call while nothing runs")

    def started(self, at: float, pid: int, ticks: int) -> None:
        self.birth = ticks

    def exited(self, status: int, memory: exits.MemoryWatch, grace: float) -> None:
        self._settle()
        super().exited(status, memory, grace)

    def lost(self, why: str) -> None:
        self._settle()
        super().lost(why)

    def _settle(self) -> None:
        """While the sockets are open: what it has reported, and what it has not begun."""
        self.collect()
        self._left += self.take_back()

    def abandon(self) -> None:
        super().abandon()
        self._packets.close()
        self._behind.close()

    def ended(self, end: exits.Ending, result: Message | None) -> None:
        self._settle()
        self.abandon()
        running, self.given = list(self.given), {}
        lines = self._out.last() + self._err.last()
        if lines and running:
            self._tender.lines(self, running[0], lines)
        if self._broken is not None and len(running) > 1:  # who wrote it isn't known
            end.outcome, end.reason = "lost", f"its worker was ended: {self._broken}"
        self._tender.gone(self, end, running, self._left)


class _Cut(Lines):
    """One stream of a worker, cut at the markers that end each attempt's part."""

    __slots__ = ("_held", "_lines", "_marker", "closed", "open")

    def __init__(self, stream: str, marker: bytes) -> None:
        super().__init__(stream)
        self.open: TimedLines = []
        """lines of the part that goes on"""
        self.closed: list[TimedLines] = []
        """the parts that have ended, oldest first"""
        self._marker = marker
        self._held = b""
        self._lines: Lines | None = None

    def feed(self, data: bytes) -> list[str]:
        """Nothing to tell at once: whose it is shows later."""
        *ended, data = (self._held + data).split(self._marker)
        for part in ended:
            self._add(part)
            self.closed.append(self.last())
        at = data.rfind(b"\0", max(0, len(data) - len(self._marker) + 1))
        if at >= 0 and self._marker.startswith(data[at:]):
            self._held, data = data[at:], data[:at]
        else:
            self._held = b""
        self._add(data)
        return []

    def rest(self) -> list[str]:
        return []

    def last(self) -> TimedLines:
        """The lines of the part, which ends here."""
        if self._lines is not None:
            self._tell(self._lines.rest())
            self._lines = None
        lines, self.open = self.open, []
        return lines

    def _add(self, data: bytes) -> None:
        if data:
            if self._lines is None:
                self._lines = Lines(self.stream)
            self._tell(self._lines.feed(data))

    def _tell(self, lines: list[str]) -> None:
        if lines:
            now = time.time()
            self.open += [(now, self.stream, line) for line in lines]
