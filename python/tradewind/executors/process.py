"""The `process` executor: every attempt is a forked child of a zygote that has imported the DAG's file already."""

from __future__ import annotations

import os
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from tradewind.executors.protocol import Report
from tradewind.loading.bundle import changed
from tradewind.runner import warm
from tradewind.runner.protocol import MAX_FRAME, PACKET, pack
from tradewind.runner.supervisor import GRACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tradewind.executors.pool import Pool
    from tradewind.executors.protocol import Host, RunInfo, Work
    from tradewind.runner.exits import Ending
    from tradewind.runner.protocol import Message
    from tradewind.runner.supervisor import Attempt
    from tradewind.runner.zygotes import DagZygote, Key, Zygotes

MAX_WORK = MAX_FRAME - 4096
"""Bytes that an attempt is told: one frame, with room for its envelope."""
_RUNS = 256
"""Runs whose shared facts are kept encoded."""


class ProcessExecutor:
    """See `executors.protocol.Executor`.

    Args:
        parallelism: attempts at once.
        zygotes: those to use; else the ones that the loader has left warm, else new ones. Closed with the executor.
        grace: seconds between TERM and KILL.
    """

    name = "process"
    here = False

    def __init__(
        self,
        parallelism: int | None = None,
        *,
        zygotes: Zygotes | None = None,
        grace: float = GRACE,
    ) -> None:
        self._parallelism = parallelism or os.cpu_count() or 1
        self._zygotes = zygotes or warm.take()
        self._grace = grace
        self._closed = False
        self._live: dict[tuple[int, int, str | None], Watch] = {}
        self._pools: dict[DagZygote, Pool] = {}
        self._queue: deque[Watch] = deque()
        """those with a process of their own for which there is none yet"""
        self._processes = 0
        """attempts that have one"""
        self._runs: dict[int, tuple[RunInfo, bytes, Key]] = {}
        """by run: facts shared by its attempts, plain and encoded; bundle and environment that it began in"""

    def open(self, host: Host) -> None:
        self._host = host
        self._bundles = os.path.join(host.state_dir, "bundles")
        host.watch(self._zygotes.fileno(), self._zygotes.turn)

    def room(self) -> int:
        room = self._parallelism
        for pool in self._pools.values():
            if pool.live:
                room = max(room, 2 * self._parallelism * pool.pace.depth)
        return room - len(self._live)

    def start(self, works: Sequence[Work]) -> None:
        for work in works:
            watch = Watch(self, self._host, work)
            self._live[watch.key] = watch
            try:
                facts, key = self._run(work)
                zygote = self._zygote(work, key)
            except OSError as error:  # no descriptors or processes left, or the working folder is gone
                watch.fail("crashed", f"no process could be started: {error}")
                continue
            if zygote is None:
                watch.fail("crashed", "a DAG without a file runs only with the executors inline and thread")
                continue
            watch.work_bytes = self._encode(work, facts)
            zygote.when_loaded(lambda watch=watch, zygote=zygote: self._launch(watch, zygote))  # type: ignore[misc]
        self.share_out()

    def _launch(self, watch: Watch, zygote: DagZygote) -> None:
        if watch.key not in self._live:
            return  # killed while its file was being loaded
        reply = zygote.reply or {}
        if reply.get("type") != "loaded":
            error = {"type": reply.get("kind"), **{name: reply.get(name) for name in ("message", "traceback", "place")}}
            watch.fail("crashed", f"its file doesn't load: {reply.get('message')}", error)
        elif len(watch.work_bytes) > MAX_WORK:
            watch.fail("crashed", f"its params and context have {len(watch.work_bytes) >> 20} MiB, which is too much")
        elif not zygote.link.open:
            watch.fail("lost", "the process that had loaded its file was ended from outside")
        elif watch.isolation == "pool" and not reply.get("warning") and len(watch.work_bytes) < PACKET:
            pool = self._pools.get(zygote)
            if pool is None:
                from tradewind.executors.pool import Pool

                pool = self._pools[zygote] = Pool(self, zygote, self._host.state_dir)
            watch.pool = pool
            pool.queue.append(watch)
        else:
            watch.zygote = zygote
            if watch.key[2] is not None:  # a callback runs beside the attempts
                self._begin(watch)
            else:
                self._queue.append(watch)
                self.share_out()

    def share_out(self) -> None:
        """Begin what there is room for."""
        queue = self._queue
        while queue and self._processes < self._parallelism:
            watch = queue.popleft()
            self._begin(watch)
            self._processes += watch.attempt is not None
        for zygote, pool in list(self._pools.items()):
            if pool.live:
                pool.share_out(self._parallelism)
            elif not zygote.link.open:
                del self._pools[zygote]

    def _begin(self, watch: Watch) -> None:
        assert watch.zygote is not None
        if not watch.zygote.link.open:
            watch.fail("lost", "the process that had loaded its file was ended from outside")
            return
        try:
            watch.attempt = watch.zygote.start(watch, watch.work_bytes, spawn=watch.isolation == "spawn")
        except OSError as error:
            watch.fail("crashed", f"no process could be started: {error}")

    def _zygote(self, work: Work, key: Key) -> DagZygote | None:
        found = self._zygotes.find(key)
        if found is not None:
            return found
        bundle = work.dag.bundle
        if bundle.main is None:
            return None
        request = {
            "path": os.path.join(bundle.root, bundle.main),
            "root": bundle.root,
            "files": changed(bundle),
            "bundles": self._bundles,
        }
        return self._zygotes.load(request, key)

    def _run(self, work: Work) -> tuple[bytes, Key]:
        run = work.run
        known = self._runs.get(run.run)
        if known is None or known[0] is not run:  # another object once it is retried, perhaps with other code
            if len(self._runs) >= _RUNS:
                del self._runs[next(iter(self._runs))]
            facts = {name: getattr(run, name) for name in run.__slots__}
            key = (work.dag.bundle.hash, self._zygotes.environment())
            known = self._runs[run.run] = (run, pack(facts), key)
        return known[1:]

    def _encode(self, work: Work, run: bytes) -> bytes:
        return pack(
            {
                "run": run,
                "state_dir": self._host.state_dir,
                "task_id": work.task_id,
                "map_index": work.map_index,
                "try_number": work.try_number,
                "max_tries": work.max_tries,
                "attempt_id": work.attempt_id,
                "callback": work.callback,
                "about": work.context,
            }
        )

    def kill(self, key: int, attempt_id: int, reason: str) -> None:
        watch = self._live.get((key, attempt_id, None))
        if watch is None:
            return
        if watch.attempt is not None:
            watch.attempt.kill(reason, self._grace)
        elif watch.pool is None or not watch.pool.kill(watch, reason, self._grace):
            if watch in self._queue:
                self._queue.remove(watch)
            watch.fail("timeout" if reason == "timeout" else "cancelled", "ended before it began")

    def forget(self, watch: Watch) -> None:
        self._live.pop(watch.key, None)
        if watch.attempt is not None:
            watch.attempt = None
            self._processes -= watch.key[2] is None

    def step(self) -> None:
        if self._live:
            self.share_out()
        self._zygotes.flush()

    def close(self, *, kill: bool = True) -> None:
        while self._live and not kill:
            self._zygotes.turn(1.0)
        if not self._closed:
            self._closed = True
            self._host.unwatch(self._zygotes.fileno())
            self._zygotes.close()
            self._live.clear()


class Watch:
    """One work on its way; turns what the supervisor tells into the host's calls."""

    __slots__ = (
        "_executor",
        "_host",
        "_started_at",
        "_work",
        "attempt",
        "isolation",
        "key",
        "pool",
        "work_bytes",
        "zygote",
    )

    def __init__(self, executor: ProcessExecutor, host: Host, work: Work) -> None:
        self._executor = executor
        self._host = host
        self._work = work
        self._started_at: float | None = None
        self.key = (work.key, work.attempt_id, work.callback)
        self.isolation = work.isolation if work.kind == "attempt" else "fork"
        self.attempt: Attempt | None = None
        self.pool: Pool | None = None
        self.zygote: DagZygote | None = None
        self.work_bytes = b""

    def started(self, at: float, pid: int, ticks: int) -> None:
        self._started_at = at
        self._host.started(self._work, at, pid, ticks)

    def lines(self, lines: list[tuple[float, str, str]]) -> None:
        self._host.log(self._work, lines)

    def call(self, op: str, args: dict[str, Any], reply: Callable[[dict[str, Any]], None]) -> None:
        self._host.call(self._work, op, args, reply)

    def ended(self, end: Ending, result: Message | None) -> None:
        self._executor.forget(self)
        work = self._work
        report = Report(
            work.key,
            work.attempt_id,
            end.outcome,  # type: ignore[arg-type]
            self._started_at,
            time.time(),
            end.exit_code,
            end.signal,
            end.reason,
            callback=work.callback,
        )
        if result is not None and end.outcome == result["outcome"]:
            _take(report, result)
        self._host.post(report)

    def done(self, result: Message, began: float, ended: float) -> None:
        """A worker has reported it."""
        self._executor.forget(self)
        work = self._work
        report = Report(work.key, work.attempt_id, result["outcome"], began, ended, reason=result.get("reason"))
        if len(result) > 3:
            _take(report, result)
        self._host.post(report)

    def fail(self, outcome: str, reason: str, error: dict[str, Any] | None = None) -> None:
        """It never came to a process."""
        self._executor.forget(self)
        work = self._work
        self._host.post(
            Report(
                work.key,
                work.attempt_id,
                outcome,  # type: ignore[arg-type]
                None,
                time.time(),
                reason=reason,
                error=error,
                callback=work.callback,
            )
        )


def _take(report: Report, result: Message) -> None:
    """What an attempt says of itself."""
    report.error = result.get("error")
    report.no_retry = bool(result.get("no_retry"))
    report.skip = result.get("skip")
    report.until = result.get("until")
    report.wait_for = result.get("wait_for")
    report.outputs = [tuple(row) for row in result.get("outputs") or ()]
