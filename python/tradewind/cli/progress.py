"""Progress of one run, from the batches that the engine has committed: a line per finished task, and on a terminal a
small region below that says what is running. Without a terminal only lines are appended.
"""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tradewind.cli.failure import failure_note, way
from tradewind.cli.formatting import duration, instance_name
from tradewind.cli.records import FAILURES, task_places
from tradewind.cli.region import Region
from tradewind.cli.terminal import Terminal, fit, harmless, pad
from tradewind.states import TERMINAL_TASK_STATES

if TYPE_CHECKING:
    from tradewind._core import CompiledDag
    from tradewind.stores.protocol import AttemptEnd, AttemptRunning, Batch

TAIL = 5
"""Lines of a failed task's log that are shown without `-v`."""
NAME_WIDTH = (12, 40)

_Key = tuple[str, int]


class Progress:
    """An `engine.observer.Observer` that prints.

    Args:
        terminal: of stderr.
        opening: lines to print as soon as the run is in the store.
        quiet: print nothing but failures.
        verbose: print what tasks print, as it comes.
    """

    def __init__(
        self,
        terminal: Terminal,
        dag: CompiledDag,
        *,
        opening: Sequence[str] = (),
        quiet: bool = False,
        verbose: bool = False,
    ) -> None:
        longest = max((len(task_id) for task_id in dag.task_ids), default=0)
        self._terminal = terminal
        self._dag = dag
        self._opening = opening
        self._quiet = quiet
        self._verbose = verbose
        self._name_width = min(max(longest, NAME_WIDTH[0]), NAME_WIDTH[1])
        self._region = Region(terminal, self._status) if terminal.interactive and not quiet else None
        self._run: int | None = None
        self._run_id = ""
        self._others = False
        self.first_failed: str | None = None
        """the first task instance that failed, as `logs` takes it"""
        self._began = time.monotonic()
        self._states: dict[_Key, str] = {}
        self._done = 0
        self._total = len(dag.task_ids)
        self._sizes: dict[str, int] = {}  # instances of a mapped task, once they are known
        self._ended: Counter[str] = Counter()  # instances of a mapped task that have ended
        self._places: dict[str, str] | None = None
        self._companions: dict[str, list[str]] | None = None
        self._spent: dict[str, float] = {}
        self._attempts: dict[int, _Key] = {}
        self._running: dict[int, tuple[_Key, float]] = {}
        self._tails: dict[int, deque[str]] = {}
        self._closed = False

    def expect(self, run_id: str) -> None:
        """Show the run of this id, from its first commit on; the engine may carry others."""
        self._run_id = run_id

    def watch(
        self, run: int, states: Iterable[tuple[str, int, str]], expansions: Iterable[tuple[str, int, bool]]
    ) -> None:
        """Show a run that exists.

        Args:
            run: the store's integer key.
            states: (task_id, map_index, state) of its instances so far.
            expansions: (task_id, count, complete), as the store has them.
        """
        self._begin(run)
        for expansion in expansions:
            self._expanded(*expansion)
        for task_id, map_index, state in states:
            self._set((task_id, map_index), state)

    @property
    def began(self) -> bool:
        """Whether the run is in the store."""
        return self._run is not None

    def counts(self) -> dict[str, int]:
        """Instances by state, as last committed."""
        counts = Counter(self._states.values())
        counts["none"] += self._total - len(self._states)
        return counts

    def close(self) -> None:
        """Take the region away. Idempotent."""
        self._closed = True
        if self._region is not None:
            self._region.close()

    # -- Observer --

    def committed(self, batch: Batch) -> None:
        for new in batch.new_runs:
            if new.run_id == self._run_id:
                self._begin(new.run)
        if self._run is not None:
            self._print(self._take(batch))

    def _begin(self, run: int) -> None:
        self._run = run
        self._print(self._opening)

    def _print(self, lines: Sequence[str]) -> None:
        try:
            if self._region is not None and not self._closed:
                self._region.put(lines)
            elif lines:
                for line in lines:
                    self._terminal.line(line)
                self._terminal.flush()
        except OSError:
            self._quiet = True  # nobody reads, or nothing more can be written; the run goes on

    def _take(self, batch: Batch) -> list[str]:
        """Note a batch; the lines to print."""
        run = self._run
        for start in batch.attempts_started:
            if start.run == run:
                self._attempts[start.attempt_id] = (start.task_id, start.map_index)
        for running in batch.attempts_running:
            if running.run == run:
                self._note_running(running)
        for task_run, task_id, count, complete in batch.expansions:
            if task_run == run:
                self._expanded(task_id, count, bool(complete))
        out = self._note_others(batch)
        for chunk in batch.logs:
            if chunk.run == run:
                out += self._log_lines(chunk.attempt_id, chunk.data)
        ended = {end.attempt_id: end for end in batch.attempts_ended if end.run == run}
        for attempt_id in ended:
            self._running.pop(attempt_id, None)
        for state, try_number, _, attempt_id, next_at, _, task_run, task_id, map_index in batch.instances:
            if task_run == run:
                key = (task_id, map_index)
                if self._set(key, state):
                    out += self._changed(key, state, try_number, next_at, attempt_id, ended.get(attempt_id))
        for attempt_id in ended:
            self._tails.pop(attempt_id, None)
            self._attempts.pop(attempt_id, None)
        return out

    def _set(self, key: _Key, state: str) -> bool:
        """Note the state of an instance; False: nothing to show."""
        task_id, map_index = key
        if map_index < 0 and state == "removed":  # a mapped task whose instances are known; these count instead
            self._states.pop(key, None)
            return False
        before = self._states.get(key, "none")
        self._states[key] = state
        step = (state in TERMINAL_TASK_STATES) - (before in TERMINAL_TASK_STATES)
        self._done += step
        if map_index >= 0:
            self._ended[task_id] += step
        return before != state

    def _expanded(self, task_id: str, count: int, complete: bool) -> None:
        """A mapped task, or the mapped group whose first it is, has so many instances."""
        if self._companions is None:
            groups: dict[str, list[str]] = {}
            for node in json.loads(self._dag.to_json())["nodes"]:
                if node["expand"]:
                    groups.setdefault(node["expand"]["group"] or node["id"], []).append(node["id"])
            self._companions = {members[0]: members for members in groups.values()}
        for member in self._companions.get(task_id, [task_id]):
            self._total -= self._sizes.pop(member, 1) - 1
            if complete:
                self._sizes[member] = count
                self._total += count - 1

    def _note_others(self, batch: Batch) -> list[str]:
        """Once: that the engine continues runs which an earlier one left unfinished."""
        if self._others or self._quiet or all(start.run == self._run for start in batch.attempts_started):
            return []
        self._others = True
        return [self._terminal.paint("  this engine also continues unfinished runs → tradewind runs", "dim")]

    def _note_running(self, running: AttemptRunning) -> None:
        key = self._attempts.get(running.attempt_id)
        if key is not None:
            self._running[running.attempt_id] = (key, time.monotonic())

    # -- lines --

    def _changed(
        self, key: _Key, state: str, try_number: int, next_at: float | None, attempt_id: int, end: AttemptEnd | None
    ) -> list[str]:
        if state not in TERMINAL_TASK_STATES and state != "up_for_retry":
            return []
        task_id, map_index = key
        seconds = end.ended_at - end.started_at if end is not None and end.started_at is not None else None
        failed = state in ("failed", "crashed")
        if failed and self.first_failed is None:
            self.first_failed = instance_name(*key)
        if map_index >= 0 and state in TERMINAL_TASK_STATES:
            done = self._mapped_done(task_id, seconds)
            if not failed:
                return [done] if done and not self._quiet else []
        if self._quiet and not failed:
            return []
        error = json.loads(end.error) if end is not None and end.error else None
        reason = end.reason if end is not None else None
        note = failure_note(state, error, reason, self._place(task_id) if failed else None)
        if state == "upstream_failed":
            ups = [up for up in self._dag.upstream(task_id) if self._states.get((up, -1)) in FAILURES]
            note = f"upstream_failed: {', '.join(ups)}" if ups else "upstream_failed"
        elif state == "up_for_retry":
            wait = f", again in {duration(next_at - time.time())}" if next_at else ""
            note = f"{note}  (try {try_number} failed{wait})".strip()
        elif state in ("skipped", "filtered", "cancelled", "removed"):
            note = f"{state}: {note}" if note and note != state else state
        lines = [task_line(self._terminal, instance_name(*key), self._name_width, state, seconds, harmless(note))]
        if failed and error:
            lines += [f"    {self._terminal.paint(harmless(step), 'dim')}" for step in way(error["traceback"])]
        if failed and not self._verbose:
            lines += [f"    {self._terminal.paint('│', 'dim')} {line}" for line in self._tails.get(attempt_id, ())]
        if failed and map_index >= 0 and done and not self._quiet:
            lines.append(done)
        return lines

    def _place(self, task_id: str) -> str | None:
        if self._places is None:
            self._places = task_places(self._dag)
        return self._places.get(task_id)

    def _mapped_done(self, task_id: str, seconds: float | None) -> str | None:
        """The one line of a mapped task, when its last instance has ended."""
        self._spent[task_id] = self._spent.get(task_id, 0.0) + (seconds or 0.0)
        size = self._sizes.get(task_id)
        if size is None or self._ended[task_id] < size:
            return None
        states = Counter(self._states.get((task_id, index)) for index in range(size))
        good = states["success"]
        bad = states.keys() - {"success", "skipped", "filtered"}
        state = "failed" if bad else "success" if good else "filtered" if states["filtered"] else "skipped"
        name = f"{task_id}[0..{size - 1}]"
        return task_line(self._terminal, name, self._name_width, state, self._spent[task_id], f"{good}/{size}")

    def _log_lines(self, attempt_id: int, data: bytes) -> list[str]:
        from msgpack import unpackb

        name = instance_name(*self._attempts.get(attempt_id, ("", -1)))
        lines: Sequence[tuple[float, str, str]] = unpackb(data)
        if self._verbose and not self._quiet:
            label = f"{self._terminal.paint(pad(name, self._name_width), 'dim')} {self._terminal.paint('│', 'dim')}"
            return [
                f"  {label} {self._terminal.paint(harmless(text), 'yellow' if stream == 'err' else '')}"
                for _, stream, text in lines
            ]
        tail = self._tails.setdefault(attempt_id, deque(maxlen=TAIL))
        tail.extend(harmless(text) for _, stream, text in lines if text.strip())
        return []

    # -- the region --

    def _status(self) -> list[str]:
        """What is running now, and how far the run is; the region asks for it."""
        now = time.monotonic()
        terminal = self._terminal
        running = list(self._running.values())  # one step for the interpreter: the engine's thread changes it
        room = max(min(terminal.size()[1] // 2, 8), 1)
        lines = []
        for key, since in running[:room]:
            lines.append(task_line(terminal, instance_name(*key), self._name_width, "running", now - since, ""))
        if len(running) > room:
            lines.append(terminal.paint(f"  and {len(running) - room} more running", "dim"))
        lines.append(terminal.paint(f"{self._done}/{self._total} · {duration(now - self._began)}", "dim"))
        return lines


def task_line(terminal: Terminal, name: str, width: int, state: str, seconds: float | None, note: str) -> str:
    """`✖ load               0.08s   TypeError: ...`"""
    text = f"{terminal.mark(state)} {pad(fit(name, width), width)} {duration(seconds):>8}"
    return f"{text}   {terminal.state(state, note) if state in FAILURES else note}".rstrip()


def run_header(terminal: Terminal, parts: Iterable[Any]) -> str:
    """`etl · run 7f3a01c2 · 9 tasks · .tradewind/tradewind.db`"""
    first, *rest = (str(part) for part in parts)
    return " · ".join([terminal.paint(first, "bold"), *(terminal.paint(part, "dim") for part in rest)])
