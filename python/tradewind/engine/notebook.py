"""A run as a notebook shows it: its drawing, what failed, and when its attempts were at work."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradewind.engine.run import Reader, TaskRun
    from tradewind.stores.protocol import RunRow

_FAILURES = 20
"""So many lines at most about what failed."""


def html(row: RunRow, tasks: list[TaskRun], read: Reader) -> str:
    """What Jupyter and its like put below a cell. Everything that a file named is escaped."""
    from tradewind._core import CompiledDag
    from tradewind.drawing.chart import chart
    from tradewind.drawing.gantt import gantt, rows
    from tradewind.drawing.svg import escape
    from tradewind.drawing.views import count
    from tradewind.drawing.wording import duration

    version, attempts = read(lambda store: (store.version(row.dag_version), store.attempts(row.run)))
    if version is None:  # pruned
        return f"<div>{escape(row.dag_id)} · run {escape(row.run_id[:8])} · {escape(row.state)}</div>"
    spec = json.loads(CompiledDag.from_msgpack(version[0]).to_json())
    shown = [task for task in tasks if task.state != "removed"]
    views = count((task.task_id, str(task.state), task.duration) for task in shown)
    failed = [task for task in shown if task.state in ("failed", "crashed")]
    for task in failed:
        views[task.task_id].note = str(task)
    took = f" in {duration(row.ended_at - row.started_at)}" if row.ended_at and row.started_at else ""
    head = [row.dag_id, f"run {row.run_id[:8]}", f"{row.state}{took}"]
    until = row.ended_at or max([time.time(), *(attempt.queued_at for attempt in attempts)])
    lines = [f"<li><code>{escape(str(task))}</code></li>" for task in failed[:_FAILURES]]
    if len(failed) > _FAILURES:
        lines.append(f"<li>and {len(failed) - _FAILURES} more</li>")
    parts = [chart(spec, views, head=head), f"<ul>{''.join(lines)}</ul>" if lines else ""]
    if attempts:
        bars = gantt(rows(spec, views, attempts, until), head)
        parts.append(f"<details><summary>when its attempts were at work</summary>{bars}</details>")
    return f'<div style="overflow-x:auto">{"".join(parts)}</div>'
