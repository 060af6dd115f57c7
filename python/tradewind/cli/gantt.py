"""The Gantt chart of a run in the terminal: a row a task, a bar an attempt. Pure: data in, text out."""

from __future__ import annotations

from collections.abc import Sequence

from tradewind.cli.formatting import duration
from tradewind.cli.terminal import Terminal, fit, pad, visible
from tradewind.drawing.gantt import BETWEEN, QUEUED, RAN, Bar, Row, span, ticks

_GOOD, _BAD, _WAITS, _BETWEEN = "█", "▓", "░", "·"
_LEGEND = ((_GOOD, "at work"), (_BAD, "a try that failed"), (_WAITS, "queued"), (_BETWEEN, "until the next try"))
_FAILED = ("failed", "crashed", "cancelled")


def draw_gantt(rows: Sequence[Row], terminal: Terminal, width: int) -> list[str]:
    """The lines of the chart, painted for `terminal`, each at most `width` columns."""
    names = min(max((visible(row.name) for row in rows), default=0), max(width // 3, 6))
    sides = 2 + names + 2
    notes = [_note(row) for row in rows]
    tail = max((visible(note) for note in notes), default=0)
    if width - sides - tail - 2 < 10:
        tail = 0
    cells = max(width - sides - (tail + 2 if tail else 0), 4)
    begin, end = span(rows)
    scale = cells / max(end - begin, 1e-3)

    lines = [" " * sides + terminal.paint(_axis(end - begin, cells), "dim")]
    for row, note in zip(rows, notes, strict=True):
        chart = _cells(row, begin, scale, cells, terminal)
        shown = f"  {terminal.paint(pad(note, tail), 'dim')}" if tail else ""
        lines.append(f"{terminal.mark(row.view.state)} {pad(fit(row.name, names), names)}  {chart}{shown}".rstrip())
    used = {sign for row in rows for sign, _ in map(_look, row.bars)}
    legend = "  ".join(f"{sign} {text}" for sign, text in _LEGEND if sign in used)
    lines.append(" " * sides + terminal.paint(legend, "dim"))
    return [fit(line, width).rstrip() for line in lines]


def _axis(seconds: float, cells: int) -> str:
    """Times above the cells where they are."""
    text = ""
    for time, shown in ticks(max(seconds, 1e-3), max(cells // 10, 1)):
        at = int(time / max(seconds, 1e-3) * cells)
        if at >= len(text) and at + len(shown) <= cells:
            text = f"{text:<{at}}{shown} "
    return text.rstrip()


def _cells(row: Row, begin: float, scale: float, cells: int, terminal: Terminal) -> str:
    shown: list[tuple[str, str]] = [(" ", "")] * cells
    for kind in (BETWEEN, QUEUED, RAN):  # what matters more covers the rest
        for bar in row.bars:
            if bar.kind == kind:
                first = min(int((bar.begin - begin) * scale), cells - 1)
                last = max(min(int((bar.end - begin) * scale - 1e-9), cells - 1), first)
                shown[first : last + 1] = [_look(bar)] * (last - first + 1)
    out, at = "", 0
    while at < cells:  # paint what looks alike at once
        sign, state = shown[at]
        until = next((next_at for next_at in range(at, cells) if shown[next_at] != shown[at]), cells)
        out += terminal.state(state, sign * (until - at)) if state else sign * (until - at)
        at = until
    return out


def _look(bar: Bar) -> tuple[str, str]:
    """The sign of a bar, and the state in whose colour it is."""
    if bar.kind == QUEUED:
        return _WAITS, "queued"
    if bar.kind == BETWEEN:
        return _BETWEEN, "queued"
    return (_BAD if bar.state in _FAILED else _GOOD), bar.state


def _note(row: Row) -> str:
    if not row.bars:
        return "not started" if row.view.state == "none" else row.view.state
    return " · ".join(filter(None, [duration(row.busy), f"{row.tries} tries" if row.tries > 1 else ""]))
