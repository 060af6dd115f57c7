"""The `inline` executor: attempts run in the engine's own thread and process. Fast; a timeout can't end them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from time import monotonic, time
from typing import TYPE_CHECKING, Any, Literal

from tradewind.executors import streams
from tradewind.executors.here import Here, LocalChannel
from tradewind.executors.protocol import Report, Work
from tradewind.runner.attempt import Terminated

if TYPE_CHECKING:
    from tradewind.executors.protocol import Host

SLICE = 0.005
"""seconds of work after which finished attempts get their commit"""
MOST = 512
"""attempts claimed at once where they are short"""


class InlineExecutor:
    """Claims many attempts at once while they are short, one by one when they are long. What is claimed but not begun
    stays `queued`."""

    name = "inline"
    here = True

    def __init__(self) -> None:
        self._host: Host
        self._here: Here
        self._queue: deque[Work] = deque()
        self._limit = 8
        self._in_user_code = False

    def open(self, host: Host) -> None:
        self._host = host
        self._here = Here(host.state_dir, self.name)

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
        with streams.Capture():
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

    def _attempt(self, work: Work) -> Report:
        started = time()
        channel = InlineChannel(self._host, work)
        sink = streams.Sink()
        token = streams.current.set(sink)
        try:
            dag, facts = self._here.of_run(work)
            facts["started_at"] = started
            if work.callback is None and dag.get_task(work.task_id).on_execute_callback:
                self._host.started(work, started, 0, 0)  # otherwise its end says enough
            self._in_user_code = True
            report = self._here.report(work, dag, facts, channel)
            self._in_user_code = False
        except Terminated:
            return Report(work.key, work.attempt_id, "cancelled", started, time(), callback=work.callback)
        except Exception as error:  # noqa: BLE001  of the user's file, while it is imported here
            return self._here.failed(work, error, started)
        else:
            return report
        finally:
            streams.current.reset(token)
            if lines := sink.take():
                self._host.log(work, lines)


class InlineChannel(LocalChannel):
    """Asks the host without a detour."""

    def __init__(self, host: Host, work: Work) -> None:
        super().__init__(host.state_dir)
        self._host = host
        self._work = work

    def ask(self, op: str, args: dict[str, Any]) -> Any:
        replies: list[dict[str, Any]] = []
        self._host.call(self._work, op, args, replies.append)
        (reply,) = replies
        return self.answered(op, reply)

    def tell(self, lines: list[tuple[float, str, str]]) -> None:
        self._host.log(self._work, lines)
