"""`logs`: what tasks wrote, as it was written; `-f` follows while the run goes on."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from tradewind.cli.app import json_option, state_options
from tradewind.cli.formatting import instance_name, moment
from tradewind.cli.lookup import compiled, find_both, find_task, forsaken, reading, short
from tradewind.cli.names import RUN, TASK
from tradewind.cli.terminal import Terminal, harmless, pad
from tradewind.errors import UsageError
from tradewind.states import TERMINAL_RUN_STATES

if TYPE_CHECKING:
    from tradewind.stores.protocol import AttemptRow, RunRow, Store

POLL = 0.15
"""Seconds between two looks at the store while following."""

_STREAM_COLOURS = {"err": "yellow", "sys": "dim", "log": "", "out": ""}


@click.command("logs")
@click.argument("run", default="last", type=RUN)
@click.argument("task", required=False, type=TASK)
@click.option("-f", "--follow", is_flag=True, help="Go on until the run has ended.")
@click.option(
    "--attempt", "try_number", type=click.IntRange(min=1), metavar="N", help="Try N of each task; default: all tries."
)
@click.option("--stream", type=click.Choice(["out", "err", "log", "sys"]), help="Only this stream.")
@json_option
@state_options
def logs_command(
    run: str, task: str | None, follow: bool, try_number: int | None, stream: str | None, as_json: bool, url: str | None
) -> None:
    """Print the logs of RUN (default: the last), or of its TASK (TASK[3] for one instance of a mapped task).

    Each line says its stream: out, err, log (Python's logging), or sys, which is tradewind: tracebacks, and why a
    process ended. With --json each line is one object.
    """
    with reading(url) as store:
        row, task = find_both(store, run, task)
        wanted = find_task(compiled(store, row), task) if task else None
        terminal = Terminal(sys.stdout)
        printer = _Printer(terminal, as_json, stream)

        def ended() -> bool:
            now = store.run(row.run_id)
            return not follow or now is None or now.state in TERMINAL_RUN_STATES or forsaken(url, now)

        for attempt, lines in _lines(store, row, wanted, try_number, ended):
            printer.show(attempt, lines)
            if follow:
                terminal.flush()
        if not printer.attempts:
            what = f"'{task}' of run {short(row)}" if task else f"run {short(row)} ({row.dag_id})"
            if try_number is not None:
                raise UsageError(f"{what} has no try {try_number}", fix=f"see `tradewind show {short(row)}`")
            Terminal(sys.stderr).line(f"{what} has made no attempt yet → tradewind why {short(row)}")
        now = store.run(row.run_id)
        if follow and now is not None and forsaken(url, now):
            text = f"no engine is at work on run {short(row)} → tradewind retry {short(row)}"
            Terminal(sys.stderr).line(text)


def _lines(
    store: Store,
    row: RunRow,
    wanted: tuple[str, int | None] | None,
    try_number: int | None,
    ended: Callable[[], bool],
) -> Iterator[tuple[AttemptRow, list[tuple[float, str, str]]]]:
    """Attempts in order with their lines that are new since the last look; once more after nothing can follow."""
    from msgpack import unpackb

    seen: dict[int, int] = {}
    while True:
        over = ended()
        attempts = store.attempts(row.run, *wanted) if wanted else store.attempts(row.run)
        for attempt in attempts:
            if try_number is not None and attempt.try_number != try_number:
                continue
            if seen.get(attempt.attempt_id) == _SETTLED:
                continue
            after = seen.setdefault(attempt.attempt_id, -1)
            chunks = store.logs(row.run, attempt.attempt_id, after)
            lines = [(at, name, text) for chunk in chunks for at, name, text in unpackb(chunk.data)]
            settled = attempt.outcome is not None  # read before its logs were: nothing follows
            yield attempt, lines + (_how_it_ended(attempt) if settled else [])
            seen[attempt.attempt_id] = _SETTLED if settled else chunks[-1].seq if chunks else after
        if over:
            return
        time.sleep(POLL)


def _how_it_ended(attempt: AttemptRow) -> list[tuple[float, str, str]]:
    """The traceback, and what else is known of an attempt that went wrong, as lines of the stream `sys`."""
    lines: list[str] = []
    if attempt.error:
        error = json.loads(attempt.error)
        lines += (error.get("traceback") or f"{error['type']}: {error['message']}").rstrip().splitlines()
    if attempt.reason:
        lines.append(attempt.reason)
    return [(attempt.ended_at or 0.0, "sys", line) for line in lines]


_SETTLED = 1 << 62


class _Printer:
    def __init__(self, terminal: Terminal, as_json: bool, stream: str | None) -> None:
        self.attempts: set[int] = set()
        self._terminal = terminal
        self._as_json = as_json
        self._stream = stream
        self._last = -1

    def show(self, attempt: AttemptRow, lines: list[tuple[float, str, str]]) -> None:
        self.attempts.add(attempt.attempt_id)
        shown = [line for line in lines if self._stream in (None, line[1])]
        if shown and not self._as_json and self._last != attempt.attempt_id:
            self._last = attempt.attempt_id
            tries = f" · try {attempt.try_number}" if attempt.try_number > 1 else ""
            outcome = f" · {attempt.outcome}" if attempt.outcome not in (None, "success") else ""
            self._terminal.line(
                self._terminal.paint(f"── {instance_name(attempt.task_id, attempt.map_index)}{tries}{outcome}", "bold")
            )
        for at, stream, text in shown:
            if self._as_json:
                self._terminal.stream.write(json.dumps(_record(attempt, at, stream, text)) + "\n")
                continue
            shown_text = harmless(text) if self._terminal.interactive else text
            tag = self._terminal.paint(pad(stream, 3), "dim")
            self._terminal.line(f"{tag} {self._terminal.paint(shown_text, _STREAM_COLOURS.get(stream, ''))}")


def _record(attempt: AttemptRow, at: float, stream: str, text: str) -> dict[str, Any]:
    return {
        "time": moment(at),
        "task_id": attempt.task_id,
        "map_index": attempt.map_index,
        "try_number": attempt.try_number,
        "stream": stream,
        "text": text,
    }
