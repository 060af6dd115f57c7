"""One turn: take what has come in, let the core decide, commit, and only then carry it out."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from tradewind._core import (
    EV_CANCELLED,
    EV_CRASHED,
    EV_DEFERRED,
    EV_EXPANDED,
    EV_FAILED,
    EV_FILTERED,
    EV_LOST,
    EV_MARK,
    EV_RESCHEDULE,
    EV_SKIPPED,
    EV_STARTED,
    EV_SUCCESS,
    EV_TIMEOUT,
    EV_WAITING,
)
from tradewind.engine import crashpoints, waiting
from tradewind.engine.secrecy import Secrecy
from tradewind.executors.protocol import Report, Work
from tradewind.runner.attempt import EXPAND
from tradewind.states import TERMINAL_RUN_STATES
from tradewind.stores.protocol import AttemptEnd, AttemptRunning, AttemptStart, Batch, EventRow, LogChunk, OutputRow

if TYPE_CHECKING:
    from tradewind._core import Decisions, RunMachine
    from tradewind.engine.active import ActiveRun
    from tradewind.engine.clock import Clock
    from tradewind.engine.observer import Observer
    from tradewind.executors.protocol import Executor
    from tradewind.stores.protocol import Store

Answer = tuple[Callable[[dict[str, Any]], None], dict[str, Any]]
Command = tuple[Any, ...]

GRANTED = json.dumps({"ok": True})
"""the answer to a request that was carried out"""

_EVENT_OF = {
    "success": EV_SUCCESS,
    "failed": EV_FAILED,
    "crashed": EV_CRASHED,
    "timeout": EV_TIMEOUT,
    "skipped": EV_SKIPPED,
    "filtered": EV_FILTERED,
    "lost": EV_LOST,
    "reschedule": EV_RESCHEDULE,
    "deferred": EV_DEFERRED,
    "waiting": EV_WAITING,
    "cancelled": EV_CANCELLED,
}


class Turn:
    """Everything between two turns, and the turn itself. `mutex` guards it, the machine and the store: hold it to
    add something from another thread."""

    def __init__(
        self, store: Store, machine: RunMachine, clock: Clock, observer: Observer | None, state_dir: str
    ) -> None:
        self.store = store
        self.machine = machine
        self.clock = clock
        self.observer = observer
        self.secrecy = Secrecy(store, state_dir)
        self.mutex = threading.RLock()
        self.runs: dict[int, ActiveRun] = {}
        self.works: dict[tuple[int, int], Work] = {}
        """(key, attempt_id) of every attempt handed out that has not reported"""
        self.batch = Batch()
        """rows that ride along with the next turn"""
        self.events: list[tuple[int, int, int, Any]] = []
        self.reports: deque[Report] = deque()
        self.answers: list[Answer] = []
        """replies that wait for the commit"""
        self.lines: dict[tuple[int, int], list[tuple[float, str, str]]] = {}
        self.urgent = False
        """a turn is due at once; otherwise what has come in may wait for company"""
        self.backlog: dict[Executor, deque[Work]] = {}
        """claimed, but their executor had no room"""
        self.ended: dict[tuple[int, int], tuple[Work, Report]] = {}
        """(key, attempt_id) of what this turn has settled, for the callbacks about it"""
        self.expanding: dict[int, str] = {}
        """task_id by the key of an unmapped instance whose operator is asked for its instances"""
        self.leaving: set[int] = set()
        """runs that have ended, but for what is in flight"""
        self.carry_out: Callable[[Command], None] = _no_command

    # -- what comes in --

    def add(self, *events: tuple[int, int, int, Any]) -> None:
        """Events for the next turn."""
        self.events += events
        self.urgent = True

    def note(self, kind: str, run: int, **data: Any) -> None:
        """Something noteworthy, for the audit."""
        self.batch.events.append(EventRow(self.clock.now(), run, kind, json.dumps(data)))

    def started(self, work: Work, at: float, pid: int, pid_started: int) -> None:
        """See `Host.started`."""
        if work.kind == "attempt" and (work.key, work.attempt_id) in self.works:
            self.events.append((EV_STARTED, work.key, work.attempt_id, None))
            if pid:
                self.batch.attempts_running.append(
                    AttemptRunning(at, pid, pid_started, _host_name(), work.run.run, work.attempt_id)
                )
            crashpoints.reach("started")

    def log(self, work: Work, lines: Iterable[tuple[float, str, str]]) -> None:
        """See `Host.log`."""
        self.lines.setdefault((work.run.run, work.attempt_id), []).extend(self.secrecy.lines(lines))

    @property
    def waiting(self) -> bool:
        """Something has come in that a turn would take."""
        return bool(self.urgent or self.reports or self.events or self.lines or self.batch)

    # -- the turn --

    def take(self) -> None:
        """Take everything that has come in, decide, commit, carry out.

        Raises:
            StoreError: nothing of this turn was committed; the machine is ahead of the store, so the engine must stop.
        """
        now = self.clock.now()
        batch, self.batch = self.batch, Batch()
        events, self.events = self.events, []
        answers, self.answers = self.answers, []
        self.urgent = False
        own = len(events)
        reports: list[Report] = []
        queue = self.reports
        while queue:
            report = queue.popleft()
            self.secrecy.guard(report)
            if report.callback is not None:
                self._callback_ended(report, batch)
                continue
            reports.append(report)
            outcome = report.outcome
            arg: Any = None
            if outcome == "success":
                arg = report.skip
            elif outcome == "failed":
                arg = True if report.no_retry else None
            elif outcome == "reschedule":
                arg = report.until
            elif outcome == "waiting":
                waiting.note(batch, report, self.works.get((report.key, report.attempt_id)))
            events.append((_EVENT_OF[outcome], report.key, report.attempt_id, arg))

        decisions = self.machine.apply(events, now=now, room=self._room())
        if reports:
            stale = {index - own for index in decisions.rejected} if decisions.rejected else ()
            self._settle(reports, stale, batch)
        if self.lines:
            self._pack_lines(batch)
        batch.instances = batch.instances + decisions.rows if batch.instances else decisions.rows
        batch.runs += [(state, now, run) for state, run in decisions.runs]
        works = self._claim(decisions, batch, now) if decisions.starts else ()
        for command in decisions.commands:
            if command[0] == "expand":  # what an earlier expansion left is void
                batch.expansions.append((command[1] >> 32, command[2], 0, 0))
        ending = [run for state, run in decisions.runs if state in TERMINAL_RUN_STATES]
        if ending:
            self._answer_cancels(ending, batch, now)
            crashpoints.reach("before-finish")
        self.commit(batch)
        if answers:
            for reply, answer in answers:
                reply(answer)
        for state, run in decisions.runs:
            self.runs[run].state = state
            (self.leaving.add if state in TERMINAL_RUN_STATES else self.leaving.discard)(run)
        if works:
            crashpoints.reach("after-claim")
            self._start(works)
            crashpoints.reach("after-start")
        elif self.backlog:
            self._start(())
        for command in decisions.commands:
            self.carry_out(command)
        self.ended.clear()
        if self.leaving:
            self._retire()

    def commit(self, batch: Batch) -> None:
        """One transaction; then tell the observer."""
        if not batch:
            return
        crashpoints.reach("before-commit")
        self.store.commit(batch)
        crashpoints.reach("after-commit")
        if self.observer is not None:
            self.observer.committed(batch)
        crashpoints.reach("before-ack")

    # -- its parts --

    def _settle(self, reports: list[Report], stale: Iterable[int], batch: Batch) -> None:
        """Rows of the attempts that ended. A stale one is closed, but what it put out is not taken."""
        works, runs, ended, outputs = self.works, self.runs, batch.attempts_ended, batch.outputs
        settled = self.ended
        for index, report in enumerate(reports):
            key, attempt_id = report.key, report.attempt_id
            work = works.pop((key, attempt_id), None)
            if work is None:
                continue
            run = key >> 32
            active = runs[run]
            active.in_flight -= 1
            settled[key, attempt_id] = (work, report)
            error, reason = report.error, report.reason
            if report.outcome in ("timeout", "cancelled"):
                reason = report.reason = active.ended_early(report.outcome, work.task_id, reason)
            if reason is not None and not reason.isascii():
                report.reason = reason = reason.encode(errors="replace").decode()  # no store takes lone surrogates
            ended.append(
                AttemptEnd(
                    report.outcome,
                    report.started_at,
                    report.ended_at,
                    report.exit_code,
                    report.signal,
                    reason,
                    None if error is None else json.dumps(error, default=str),
                    run,
                    attempt_id,
                )
            )
            if report.outcome == "lost":
                active.again.add((work.task_id, work.map_index))
            if report.outputs and index not in stale:
                for name, codec, data, blob, size in report.outputs:
                    outputs.append(
                        OutputRow(run, work.task_id, work.map_index, name, codec, data, blob, size, attempt_id)
                    )

    def _answer_cancels(self, runs: list[int], batch: Batch, now: float) -> None:
        for run in runs:
            active = self.runs[run]
            batch.requests_done += [(now, GRANTED, request_id) for request_id in active.cancelling]
            active.cancelling.clear()

    def _callback_ended(self, report: Report, batch: Batch) -> None:
        run = report.key >> 32
        active = self.runs.get(run)
        if active is None:
            self.expanding.pop(report.key, None)
            return
        active.in_flight -= 1
        if report.callback == EXPAND:
            self._instances_came(report, batch)
        elif report.outcome != "success":
            about = {"callback": report.callback, "outcome": report.outcome, "error": report.error or report.reason}
            batch.events.append(EventRow(report.ended_at, run, "callback_failed", json.dumps(about, default=str)))
            message = (report.error or {}).get("message") or report.reason or report.outcome
            line = (report.ended_at, "sys", f"the {report.callback} callback failed: {message}")
            self.lines.setdefault((run, report.attempt_id), []).append(line)

    def _instances_came(self, report: Report, batch: Batch) -> None:
        """An operator has said what its instances are: kept in this commit, told to the machine in the next turn."""
        run, task_id = report.key >> 32, self.expanding.pop(report.key, None)
        if task_id is None:
            return  # it was asked twice: cancelled and retried meanwhile
        if report.outcome != "success":
            if (task_id, -1, "scheduled") not in [one[:3] for one in self.machine.states(run)]:
                return  # cancelled meanwhile
            message = (report.error or {}).get("message") or report.reason or report.outcome
            self.lines.setdefault((run, report.attempt_id), []).append((report.ended_at, "sys", message))
            self.expand_failed(report.key, task_id, message)
            return
        batch.outputs += [OutputRow(run, task_id, -1, *output, report.attempt_id) for output in report.outputs]
        self.expanded(report.key, task_id, len(report.outputs))

    def expanded(self, key: int, task_id: str, count: int) -> None:
        """A mapped task has so many instances."""
        self.batch.expansions.append((key >> 32, task_id, count, 1))
        self.add((EV_EXPANDED, key, 0, (count, True)))

    def expand_failed(self, key: int, task_id: str, why: str) -> None:
        """Nobody knows how many."""
        self.note("expand_failed", key >> 32, task_id=task_id, reason=why)
        self.add((EV_MARK, key, 0, "failed"))

    def _pack_lines(self, batch: Batch) -> None:
        import msgpack

        lines, self.lines = self.lines, {}
        for (run, attempt_id), some in lines.items():
            active = self.runs.get(run)
            if active is None:
                continue
            seq = active.log_seqs.get(attempt_id)
            if seq is None:  # callbacks of a run log as attempt 0, of an earlier engine perhaps
                seq = 0 if attempt_id else len(self.store.logs(run, 0))
            data = msgpack.packb(some, unicode_errors="replace")  # a task may print lone surrogates
            batch.logs.append(LogChunk(run, attempt_id, seq, data))
            active.log_seqs[attempt_id] = seq + 1

    def _room(self) -> int:
        room = 0
        for executor in {active.executor for active in self.runs.values()}:
            room = max(room, executor.room() - len(self.backlog.get(executor, ())))
        return room

    def _claim(self, decisions: Decisions, batch: Batch, now: float) -> list[Work]:
        works, claimed, started, runs = self.works, [], batch.attempts_started, self.runs
        for key, attempt_id, task_id, map_index, try_number in decisions.starts:
            run = key >> 32
            active = runs[run]
            active.in_flight += 1
            max_tries = active.max_tries(task_id)
            work = Work(key, attempt_id, task_id, map_index, try_number, active.info, active.dag, max_tries)
            work.isolation = active.isolation_of(task_id)
            work.timeout = active.timeout_of(task_id)
            if try_number > 1 or (active.again and (task_id, map_index) in active.again):
                batch.outputs_cleared.append((run, task_id, map_index))
            works[key, attempt_id] = work
            claimed.append(work)
            started.append(AttemptStart(run, attempt_id, task_id, map_index, try_number, now))
        return claimed

    def _start(self, works: Iterable[Work]) -> None:
        if len(self.runs) == 1 and not self.backlog:
            (active,) = self.runs.values()
            active.executor.start(list(works))
            return
        for work in works:
            self.backlog.setdefault(self.runs[work.run.run].executor, deque()).append(work)
        for executor, queue in list(self.backlog.items()):
            room = max(0, executor.room())
            executor.start([queue.popleft() for _ in range(min(room, len(queue)))])
            if not queue:
                del self.backlog[executor]

    def _retire(self) -> None:
        for run in list(self.leaving):
            active = self.runs[run]
            if active.in_flight == 0 and not any(about == run for about, _ in self.lines):
                self.leaving.discard(run)
                del self.runs[run]
                self.machine.remove_run(run)
                active.ended.set()


def _no_command(command: Command) -> None:
    raise NotImplementedError(command)


def _host_name() -> str:
    global _host
    if not _host:
        import socket

        _host = socket.gethostname()
    return _host


_host = ""
