"""The `inline` executor: attempts run in the engine's own thread and process. Fast; a timeout can't end them."""

from __future__ import annotations

import io
import os
import sys
import threading
from collections import deque
from collections.abc import Sequence
from time import monotonic, time
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakValueDictionary

from tradewind.errors import LoadError
from tradewind.executors.protocol import Report, RunInfo, Work
from tradewind.runner.attempt import AttemptChannel, Terminated, perform
from tradewind.runner.failure import describe

if TYPE_CHECKING:
    from tradewind.authoring.dag import DAG
    from tradewind.executors.protocol import Host
    from tradewind.loading.loaded import LoadedDag

SLICE = 0.005
"""seconds of work after which finished attempts get their commit"""
MOST = 512
"""attempts claimed at once where they are short"""


class InlineExecutor:
    """Claims many attempts at once while they are short, one by one when they are long. What is claimed but not begun
    stays `queued`."""

    name = "inline"

    def __init__(self) -> None:
        self._host: Host
        self._queue: deque[Work] = deque()
        self._limit = 8
        self._given: WeakValueDictionary[str, DAG] = WeakValueDictionary()
        """dag_version -> the program's own DAG: while it holds it, a run taken back from the store uses it too"""
        self._dags: dict[str, DAG] = {}
        """dag_version -> the DAG, imported here"""
        self._last: tuple[RunInfo, DAG, dict[str, Any]] | None = None
        """of the run that the last attempt was of"""
        self._capture = _Capture()
        self._in_user_code = False

    def open(self, host: Host) -> None:
        self._host = host

    def room(self) -> int:
        return self._limit - len(self._queue)

    def start(self, works: Sequence[Work]) -> None:
        self._queue.extend(works)

    def kill(self, key: int, attempt_id: int, reason: Literal["timeout", "cancel"]) -> None:
        for work in self._queue:
            if work.key == key and work.attempt_id == attempt_id and work.kind == "attempt":
                self._queue.remove(work)
                outcome: Literal["timeout", "cancelled"] = "timeout" if reason == "timeout" else "cancelled"
                self._host.post(Report(key, attempt_id, outcome, None, time()))
                return

    def step(self) -> None:
        queue = self._queue
        if not queue:
            return
        began = monotonic()
        stop = began + SLICE
        done = 0
        post = self._host.post
        with self._capture:
            while queue:
                report = self._attempt(queue.popleft())
                post(report)
                done += 1
                if monotonic() > stop or report.outcome == "cancelled":
                    break
        if queue or monotonic() > stop:
            self._limit = max(1, done)
        else:
            self._limit = min(MOST, self._limit * 2)

    def close(self, *, kill: bool = True) -> None:
        self._queue.clear()

    def interrupt(self) -> None:
        """In a signal handler of the engine's thread: break off the attempt that runs, as cancelled."""
        if self._in_user_code:
            self._in_user_code = False
            raise Terminated(1)

    # -- one attempt --

    def _attempt(self, work: Work) -> Report:
        started = time()
        channel = InlineChannel(self._host, work)
        try:
            dag, facts = self._of_run(work)
            facts["started_at"] = started
            if work.callback is None and dag.get_task(work.task_id).on_execute_callback:
                self._host.started(work, started, 0, 0)  # otherwise its end says enough
            self._in_user_code = True
            result = perform(dag, facts, channel, work.dag.bundle.root)
            self._in_user_code = False
        except Terminated:
            return Report(work.key, work.attempt_id, "cancelled", started, time(), callback=work.callback)
        except Exception as error:  # noqa: BLE001  of the user's file, while it is imported here
            result = {"outcome": "failed", "error": describe(error, work.dag.bundle.root), "no_retry": True}
        finally:
            if self._capture.parts:
                self._host.log(work, self._capture.lines())
        return Report(
            work.key,
            work.attempt_id,
            result["outcome"],
            started,
            time(),
            reason=result.get("reason"),
            error=result.get("error"),
            no_retry=result.get("no_retry", False),
            skip=result.get("skip"),
            until=result.get("until"),
            wait_for=result.get("wait_for"),
            outputs=result.get("outputs") or [],
            callback=work.callback,
        )

    def _of_run(self, work: Work) -> tuple[DAG, dict[str, Any]]:
        """The DAG, and what the attempt knows of itself."""
        if self._last is None or self._last[0] is not work.run:
            facts = {name: getattr(work.run, name) for name in RunInfo.__slots__}
            self._last = (work.run, self._dag_of(work.dag), facts)
        _, dag, facts = self._last
        facts = facts.copy()
        facts["task_id"] = work.task_id
        facts["map_index"] = work.map_index
        facts["try_number"] = work.try_number
        facts["max_tries"] = work.max_tries
        facts["attempt_id"] = work.attempt_id
        if work.callback is not None:
            facts["callback"] = work.callback
            facts["about"] = work.context
        return dag, facts

    def _dag_of(self, loaded: LoadedDag) -> DAG:
        version = loaded.dag_version
        dag: DAG | None = loaded.dag
        if dag is not None:
            self._given[version] = dag
            return dag
        dag = self._given.get(version)
        if dag is None:
            dag = self._dags.get(version)
        if dag is None:
            dag = self._dags[version] = _import_here(loaded, self._host.state_dir)
        return dag


def _import_here(loaded: LoadedDag, state_dir: str) -> DAG:
    """The DAG, from its file as the bundle has it.

    Raises:
        LoadError: there is no file, or it doesn't define the DAG any more.
    """
    if loaded.bundle.main is None:
        raise LoadError(f"DAG '{loaded.dag_id}' was not defined in a file, so it can't be continued elsewhere")
    from tradewind.runner.source import Source

    bundle, argv = loaded.bundle, sys.argv[:]
    try:
        source = Source(
            {
                "type": "load",
                "path": os.path.join(bundle.root, loaded.bundle.main),
                "root": bundle.root,
                "files": bundle.files,
                "bundles": os.path.join(state_dir, "bundles"),
            }
        )
    finally:
        sys.argv[:] = argv
    if loaded.dag_id not in source.dags:
        raise LoadError(f"{loaded.bundle.main} no longer defines the DAG '{loaded.dag_id}'")
    dag: DAG = source.dags[loaded.dag_id]
    return dag


class InlineChannel(AttemptChannel):
    """Asks the host without a detour."""

    def __init__(self, host: Host, work: Work) -> None:
        super().__init__(host.state_dir)
        self._host = host
        self._work = work

    def ask(self, op: str, args: dict[str, Any]) -> Any:
        replies: list[dict[str, Any]] = []
        self._host.call(self._work, op, args, replies.append)
        (reply,) = replies
        if not reply["ok"]:
            raise RuntimeError(reply["error"]["message"])
        return reply["data"]

    def log(self, level: str, text: str) -> None:
        now = time()
        self._host.log(self._work, [(now, "log", f"{level.upper()} {line}") for line in text.splitlines() or [""]])


class _Capture:
    """stdout and stderr of this thread while attempts run; other threads of the program keep theirs."""

    def __init__(self) -> None:
        self.parts: list[tuple[float, str, str]] = []
        self._out, self._err = _Tee(self.parts, "out"), _Tee(self.parts, "err")

    def __enter__(self) -> None:
        self._out.begin(sys.stdout)
        self._err.begin(sys.stderr)
        sys.stdout, sys.stderr = self._out, self._err

    def __exit__(self, *exc: object) -> None:
        sys.stdout, sys.stderr = self._out.other, self._err.other

    def lines(self) -> list[tuple[float, str, str]]:
        """What was written since, cut into lines; a stream's own order is kept, and between streams that of lines."""
        lines: list[tuple[float, str, str]] = []
        open_lines: dict[str, tuple[float, str]] = {}
        for at, stream, text in self.parts:
            began, before = open_lines.pop(stream, (at, ""))
            *whole, rest = (before + text).split("\n")
            lines += [(began, stream, line) for line in whole]
            if rest:
                open_lines[stream] = (began, rest)
        lines += [(at, stream, rest) for stream, (at, rest) in open_lines.items()]
        self.parts.clear()
        return lines


class _Tee(io.TextIOBase):
    def __init__(self, parts: list[tuple[float, str, str]], stream: str) -> None:
        self._parts = parts
        self._stream = stream

    def begin(self, other: Any) -> None:
        self.other = other
        self._thread = threading.get_ident()

    def write(self, text: str) -> int:
        if threading.get_ident() != self._thread:
            written: int = self.other.write(text)
            return written
        self._parts.append((time(), self._stream, text))
        return len(text)

    def writable(self) -> bool:
        return True

    def flush(self) -> None:
        if threading.get_ident() != self._thread:
            self.other.flush()

    def fileno(self) -> int:
        fd: int = self.other.fileno()
        return fd

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return getattr(self.other, "encoding", None) or "utf-8"
