"""When the attempts of a run were queued and at work: rows of bars, and their SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tradewind.drawing.chart import MARGIN, heading, heading_width
from tradewind.drawing.fold import ROOM, fold
from tradewind.drawing.svg import Paper, cut, document, escape, number, sign, width
from tradewind.drawing.theme import FAMILY
from tradewind.drawing.views import TaskView, merged
from tradewind.drawing.wording import duration

if TYPE_CHECKING:
    from tradewind.stores.protocol import AttemptRow

QUEUED, RAN, BETWEEN = "queued", "ran", "between"
"""Kinds of bars: waiting for a place in the executor, at work, and between two tries."""

_STATES = {
    None: "running",
    "timeout": "failed",
    "lost": "cancelled",
    "reschedule": "up_for_reschedule",
}
_STEPS = (
    *(digit * 10.0**power for power in range(-4, 0) for digit in (1, 2, 5)),
    *(1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400),
)


@dataclass(slots=True)
class Bar:
    """A span of time, Unix seconds. `state` is how what ran ended, in the words of task states."""

    kind: str
    begin: float
    end: float
    state: str
    try_number: int


@dataclass(slots=True)
class Row:
    """A place of the drawing and its bars, by their begin."""

    name: str
    view: TaskView
    bars: list[Bar] = field(default_factory=list)
    tries: int = 0
    """of the instance that was tried most"""

    @property
    def busy(self) -> float | None:
        """Seconds from the begin of its first attempt to the end of its last one; None: none has begun."""
        ran = [bar for bar in self.bars if bar.kind == RAN]
        return max(bar.end for bar in ran) - min(bar.begin for bar in ran) if ran else None


def rows(
    spec: Mapping[str, Any],
    views: Mapping[str, TaskView],
    attempts: Iterable[AttemptRow],
    now: float,
    room: int = ROOM,
) -> list[Row]:
    """A row for each place of `fold`, by the time at which it began; what has no attempt comes last.

    Args:
        now: until when bars go that have no end yet, Unix seconds.
    """
    by_task: dict[str, list[AttemptRow]] = {}
    for attempt in attempts:
        by_task.setdefault(attempt.task_id, []).append(attempt)
    found = []
    for place in fold(spec, views, room):
        own = [attempt for task in place.tasks for attempt in by_task.get(task, ())]
        full = place.folded or place.tasks
        times = f" \N{MULTIPLICATION SIGN}{place.times}" if place.times > 1 else ""
        count = f" ({len(place.tasks)} tasks)" if place.folded else ""
        name = (full[0] if len(full) == 1 else place.name) + times + count
        row = Row(name, merged(place.tasks, views), tries=max((attempt.try_number for attempt in own), default=0))
        several = len({(attempt.task_id, attempt.map_index) for attempt in own}) > 1
        row.bars = _together(_bars(own, now)) if several else _bars(own, now)
        found.append(row)
    return sorted(found, key=lambda row: row.bars[0].begin if row.bars else float("inf"))


def span(rows: Sequence[Row]) -> tuple[float, float]:
    """From the first bar's begin to the last one's end."""
    bars = [bar for row in rows for bar in row.bars]
    begin = min((bar.begin for bar in bars), default=0.0)
    return begin, max((bar.end for bar in bars), default=begin + 1.0)


def ticks(seconds: float, most: int) -> list[tuple[float, str]]:
    """Round times within `seconds`, at most about `most` of them, and how they are written."""
    days = 86400.0 * max(1, round(seconds / 86400 / most))
    step = next((step for step in _STEPS if seconds / step <= most), days)
    return [(at * step, _clock(at * step)) for at in range(int(seconds / step + 1e-9) + 1)]


def _clock(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:g}s"
    if seconds < 3600:
        return f"{seconds // 60:g}m" + (f"{seconds % 60:g}s" if seconds % 60 else "")
    return f"{seconds // 3600:g}h" + (f"{seconds % 3600 // 60:g}m" if seconds % 3600 else "")


def _bars(attempts: Sequence[AttemptRow], now: float) -> list[Bar]:
    bars: list[Bar] = []
    ended: dict[tuple[str, int], float] = {}
    for attempt in attempts:
        key, end = (attempt.task_id, attempt.map_index), attempt.ended_at if attempt.ended_at is not None else now
        state = _STATES.get(attempt.outcome, attempt.outcome or "running")
        if key in ended and ended[key] < attempt.queued_at:
            bars.append(Bar(BETWEEN, ended[key], attempt.queued_at, state, attempt.try_number))
        started = attempt.started_at
        if started is None or started > attempt.queued_at:
            bars.append(
                Bar(QUEUED, attempt.queued_at, end if started is None else started, "queued", attempt.try_number)
            )
        if started is not None:
            bars.append(Bar(RAN, started, max(end, started), state, attempt.try_number))
        ended[key] = end
    return sorted(bars, key=lambda bar: bar.begin)


def _together(bars: Sequence[Bar]) -> list[Bar]:
    """Of many instances: bars of one kind and end that touch become one."""
    open_bars: dict[tuple[str, str], Bar] = {}
    found: list[Bar] = []
    for bar in bars:
        if bar.kind == BETWEEN:
            continue
        last = open_bars.get((bar.kind, bar.state))
        if last is not None and bar.begin <= last.end:
            last.end = max(last.end, bar.end)
        else:
            open_bars[bar.kind, bar.state] = bar
            found.append(bar)
    return sorted(found, key=lambda bar: (bar.begin, bar.kind == RAN))


# -- svg ---------------------------------------------------------------------------------------------------------------

_ROW, _TOP, _TIME, _LONGEST = 26.0, 66.0, 620.0, 240.0


def gantt(found: Sequence[Row], head: Sequence[str], paper: Paper = "auto") -> str:
    """The picture of `rows`.

    Args:
        head: what stands above it, the first part bold.
    """
    begin, end = span(found)
    seconds = max(end - begin, 1e-3)
    names = [cut(row.name, _LONGEST) for row in found]
    left = MARGIN + 24 + max((width(name) for name in names), default=0.0) + 14
    bottom = _TOP + _ROW * len(found)

    def at(time: float) -> float:
        return left + (time - begin) / seconds * _TIME

    body = ['<rect class="tw-paper" width="100%" height="100%" rx="6"/>', heading(head)]
    for time, text in ticks(seconds, 7):
        x = number(at(begin + time))
        body.append(f'<line class="tw-rule" x1="{x}" x2="{x}" y1="{number(_TOP - 8)}" y2="{number(bottom)}"/>')
        body.append(f'<text class="tw-dim" text-anchor="middle" x="{x}" y="{number(_TOP - 14)}">{text}</text>')
    for index, (row, name) in enumerate(zip(found, names, strict=True)):
        body.append(_row(row, name, _TOP + _ROW * index + _ROW / 2, left, at))
    size = (max(left + _TIME, MARGIN + heading_width(head)) + 96, bottom + MARGIN)
    return document(" · ".join(head), size, body, paper)


def _row(row: Row, name: str, middle: float, left: float, at: Any) -> str:
    parts = [f"<g><title>{escape(row.name)}</title>", sign(row.view.state, MARGIN + 7, middle)]
    parts.append(f'<text x="{number(MARGIN + 24)}" y="{number(middle + 4.5)}">{escape(name)}</text>')
    for bar in sorted(row.bars, key=lambda bar: bar.kind == RAN):  # what ran covers what waited
        x, wide = at(bar.begin), at(bar.end) - at(bar.begin)
        hint = f"<title>{escape(_hint(bar))}</title>"
        if bar.kind == BETWEEN:
            line = f'x1="{number(x)}" x2="{number(x + wide)}" y1="{number(middle)}" y2="{number(middle)}"'
            parts.append(f'<line class="tw-between" {line}>{hint}</line>')
            continue
        high = 14.0 if bar.kind == RAN else 6.0
        box = (
            f'x="{number(x)}" y="{number(middle - high / 2)}" width="{number(max(wide, 2.0))}" height="{number(high)}"'
        )
        look = f"tw-{FAMILY[bar.state]}" if bar.kind == RAN else "tw-wait tw-faint"
        parts.append(f'<rect class="tw-bar {look}" {box} rx="3">{hint}</rect>')
    said = " · ".join(filter(None, [duration(row.busy), f"{row.tries} tries" if row.tries > 1 else ""]))
    if not row.bars:
        said = "not started" if row.view.state == "none" else row.view.state
    x = (at(max(bar.end for bar in row.bars)) if row.bars else left) + 7
    parts.append(f'<text class="tw-dim" x="{number(x)}" y="{number(middle + 4)}">{escape(said)}</text></g>')
    return "".join(parts)


def _hint(bar: Bar) -> str:
    took = duration(bar.end - bar.begin)
    if bar.kind == RAN:
        return f"try {bar.try_number}: {bar.state} · {took}"
    return f"queued {took}" if bar.kind == QUEUED else f"{took} until try {bar.try_number}"
