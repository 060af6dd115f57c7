"""Values as people read them: durations, times, counts, tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tradewind.cli.terminal import Terminal, pad, visible
from tradewind.drawing.wording import duration as duration

# Order of a summary: what went well, what did not, what never ran, what still runs.
_ORDER = (
    "success",
    "failed",
    "crashed",
    "upstream_failed",
    "cancelled",
    "skipped",
    "filtered",
    "removed",
    "running",
    "up_for_retry",
    "up_for_reschedule",
    "deferred",
    "waiting",
    "queued",
    "scheduled",
    "none",
)


def moment(at: float | None) -> str | None:
    """Unix seconds as ISO 8601 in UTC: the shape of every time in `--json`."""
    if at is None:
        return None
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def local_time(at: float | None) -> str:
    """Unix seconds as `2026-01-31 14:05:09` in the reader's zone; `-` for None."""
    if at is None:
        return "-"
    import time

    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))


def relative(path: str) -> str:
    """`path` (also with `:line` at its end) as seen from the current folder, if it lies below."""
    if not path.startswith("/"):
        return path
    import os

    seen = os.path.relpath(path)
    return path if seen.startswith("..") else seen


def counts(terminal: Terminal, by_state: Mapping[str, int]) -> str:
    """`7 ok · 1 failed · 1 upstream_failed`, in a fixed order."""
    parts = []
    for state in _ORDER:
        if by_state.get(state):
            word = "ok" if state == "success" else "not started" if state == "none" else state
            parts.append(terminal.state(state, f"{by_state[state]} {word}"))
    return " · ".join(parts) or "0 tasks"


def instance_name(task_id: str, map_index: int) -> str:
    """`clean`, or `clean[3]` for an instance of a mapped task."""
    return task_id if map_index < 0 else f"{task_id}[{map_index}]"


def plural(count: int, noun: str) -> str:
    """`1 task`, `2 tasks`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def size(count: int) -> str:
    """Bytes: `812 B`, `1.2 KB`, `3.4 GB`, in powers of 1000."""
    if count < 1000:
        return f"{count} B"
    value = float(count)
    for unit in ("KB", "MB", "GB"):
        value /= 1000
        if value < 999.95:
            return f"{value:.1f} {unit}"
    return f"{value / 1000:.1f} TB"


def share(count: int, whole: int | None, noun: str) -> str:
    """`3 of 7 tasks`; `7 tasks` where that is the whole, or nobody knows."""
    return plural(count, noun) if whole in (None, count) else f"{count} of {plural(whole, noun)}"


def table(terminal: Terminal, head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows as aligned lines below a dim head; columns two blanks apart, the last one unpadded."""
    cells = [list(head), *(list(row) for row in rows)]
    widths = [max(visible(row[column]) for row in cells) for column in range(len(head))]
    lines = []
    for index, row in enumerate(cells):
        text = "  ".join([*(pad(cell, width) for cell, width in zip(row[:-1], widths, strict=False)), row[-1]]).rstrip()
        lines.append(terminal.paint(text, "dim") if index == 0 else text)
    return lines
