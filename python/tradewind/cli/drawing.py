"""The terminal drawing of a DAG: one line a task, in an order that the core allows, with rails for the edges.

A rail leads to one task and carries every edge to it, so a join is never ambiguous; a rail that another crosses stays
whole. Equal parallel branches (same upstream, same downstream, same length) are folded. Pure: data in, text out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tradewind.cli.formatting import duration
from tradewind.cli.terminal import TIMES, Terminal, fit, pad, visible

FOLD_NUMBERED = 4
FOLD_NAMED = 9
"""So many equal branches become one line: few if their names differ by a number only, more if each has its own name."""
SINGLED_OUT = 8
"""So many failed branches at most keep lines of their own."""

_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class TaskView:
    """How a task stands in a run: instances by state, seconds of its last attempt, and a note (error, reason)."""

    counts: dict[str, int]
    seconds: float | None = None
    note: str = ""

    @property
    def state(self) -> str:
        """The one state to show: the worst of the finished ones, else what is going on."""
        for state in _WORST_FIRST:
            if self.counts.get(state):
                return state
        return "none"

    @property
    def failed(self) -> bool:
        """Whether an instance of it did."""
        return bool(self.counts.get("failed") or self.counts.get("crashed"))


_WORST_FIRST = (
    "running",
    "failed",
    "crashed",
    "up_for_retry",
    "cancelled",
    "upstream_failed",
    "up_for_reschedule",
    "deferred",
    "waiting",
    "queued",
    "scheduled",
    "success",
    "filtered",
    "skipped",
    "removed",
)


@dataclass(slots=True)
class _Line:
    """One line of the drawing: a task, or the tasks at one place of equal branches."""

    tasks: list[str]
    group: str | None
    ups: list[int] = field(default_factory=list)
    downs: list[int] = field(default_factory=list)


def draw(spec: Mapping[str, Any], views: Mapping[str, TaskView] | None, terminal: Terminal, width: int) -> list[str]:
    """The lines of the drawing, painted for `terminal`, each at most `width` columns.

    Args:
        spec: a `DagSpec` as plain data.
        views: how the tasks of a run stand; None draws the DAG alone.
    """
    lines = _fold(spec, views or {})
    order = _reading_order(lines)
    nodes = {node["id"]: node for node in spec["nodes"]}
    parents = {group["id"]: group.get("parent") for group in spec["groups"]}
    rails = _rails(lines, order)
    room = max((len(row) for _, _, row, _ in rails), default=0)
    dense = room > max(width - 36, 12)
    if dense:
        rails = [("", False, "●", None) for _ in order]
        room = 1
    labels = [_label(lines[index], nodes, parents, terminal) for index in order]
    name_width = min(max((visible(label) for label in labels), default=0), max(width - room - 20, 12))
    via = _edge_labels(spec)

    out: list[str] = []
    inside: list[str] = []
    for index, label, (before, begins, row, after) in zip(order, labels, rails, strict=True):
        line = lines[index]
        path = _group_path(line.group, parents)
        height = len(out)
        for depth, group in enumerate(path):
            if inside[depth : depth + 1] != [group]:
                inside = path[:depth]
                head = terminal.paint(f"▾ {_short(group, path[:depth])}", "bold")
                out.append(f"{pad(before, room)}  {'  ' * depth}{head}")
                inside.append(group)
        inside = path
        if begins and len(out) == height and not dense:
            out.append(before)  # a gap, lest this task seem to follow the one above it
        mark = _mark(line, views, terminal)
        info = _spec_info(line, nodes, via, terminal) if views is None else _run_info(line, views, terminal)
        if dense and line.ups:
            ups = ", ".join(_pattern(lines[up].tasks) for up in line.ups[:4])
            more = f", +{len(line.ups) - 4}" if len(line.ups) > 4 else ""
            info = f"{info}  {terminal.paint(f'← {ups}{more}', 'dim')}".strip()
        text = f"{pad(_painted_rails(row, mark, terminal), room)}  {pad(fit(label, name_width), name_width)}  {info}"
        out.append(text.rstrip())
        if after is not None:
            out.append(terminal.paint(after, "dim"))
    return [fit(text, width) for text in out]


# -- folding ---------------------------------------------------------------------------------------------------------


def _fold(spec: Mapping[str, Any], views: Mapping[str, TaskView]) -> list[_Line]:
    """Lines in the order in which the tasks were written, equal branches made one, but for those that failed."""
    ups: dict[str, list[str]] = {node["id"]: [] for node in spec["nodes"]}
    downs: dict[str, list[str]] = {node["id"]: [] for node in spec["nodes"]}
    for edge in spec["edges"]:
        if edge["up"] not in ups[edge["down"]]:
            ups[edge["down"]].append(edge["up"])
            downs[edge["up"]].append(edge["down"])

    # Branches: paths whose inner links are the only ones of both ends.
    branches: list[list[str]] = []
    for task, above in ups.items():
        if len(above) == 1 and len(downs[above[0]]) == 1:
            continue  # not the head of a branch
        branch = [task]
        while len(downs[branch[-1]]) == 1 and len(ups[downs[branch[-1]][0]]) == 1:
            branch.append(downs[branch[-1]][0])
        branches.append(branch)

    groups = {node["id"]: node.get("group") for node in spec["nodes"]}
    kinds = {node["id"]: node["operator"] for node in spec["nodes"]}
    alike: dict[tuple[Any, ...], list[list[str]]] = {}
    for branch in branches:
        ends = (frozenset(ups[branch[0]]), frozenset(downs[branch[-1]]))
        alone = not ends[0] and not ends[1] and len(branch) > 1
        kind = tuple(kinds[task] for task in branch)
        alike.setdefault((*ends, kind, branch[0] if alone else groups[branch[0]]), []).append(branch)

    lines: list[_Line] = []
    line_of: dict[str, int] = {}
    for same in alike.values():
        numbered = len({_DIGITS.sub("#", branch[0]) for branch in same}) == 1
        wide = len(same) >= (FOLD_NUMBERED if numbered else FOLD_NAMED)
        failed = [branch for branch in same if any(task in views and views[task].failed for task in branch)]
        if wide and len(failed) > SINGLED_OUT:
            failed = []
        single = failed if wide else same
        for members in [*([branch] for branch in single), [branch for branch in same if branch not in single]]:
            for place in zip(*members, strict=True):
                shared = {groups[task] for task in place}
                for task in place:
                    line_of[task] = len(lines)
                lines.append(_Line(list(place), shared.pop() if len(shared) == 1 else None))
    for line in lines:
        line.ups = list(dict.fromkeys(line_of[up] for task in line.tasks for up in ups[task]))
        line.downs = list(dict.fromkeys(line_of[down] for task in line.tasks for down in downs[task]))
    return lines


def _reading_order(lines: Sequence[_Line]) -> list[int]:
    """An order that the core allows, deep before wide, staying inside a group while it can."""
    from tradewind.graph import Graph

    edges = ((up, index) for index, line in enumerate(lines) for up in line.ups)
    graph = Graph.from_edges(edges, nodes=range(len(lines)))
    sorter = graph.sorter()
    stack = sorted(sorter.ready(), reverse=True)
    order: list[int] = []
    while stack:
        group = lines[order[-1]].group if order else None
        near = range(len(stack) - 1, max(len(stack) - 65, -1), -1)
        index = stack.pop(next((at for at in near if lines[stack[at]].group == group), len(stack) - 1))
        order.append(index)
        sorter.done([index])
        stack.extend(sorted(sorter.ready(), reverse=True))
    return order


# -- rails -----------------------------------------------------------------------------------------------------------


def _rails(lines: Sequence[_Line], order: Sequence[int]) -> list[tuple[str, bool, str, str | None]]:
    """For each line: the rails before it, whether it begins a rail right below where another ended, its own row (`●` is
    the task), and the row that spreads its edges, if any."""
    rank = {index: place for place, index in enumerate(order)}
    lanes: list[int | None] = []  # the line that each rail leads to
    rows: list[tuple[str, bool, str, str | None]] = []
    ended: int | None = None  # the lane of the task above, if nothing follows that task
    for index in order:
        before = _verticals(lanes)
        begins = index not in lanes
        at = _free(lanes, 0) if begins else lanes.index(index)
        begins = begins and at == ended
        lanes[at] = index
        row = _verticals(lanes)
        row = f"{row[: 2 * at]}●{row[2 * at + 1 :]}"
        lanes[at] = None
        joined: list[int] = []
        opened: list[int] = []
        for down in sorted(lines[index].downs, key=rank.__getitem__):
            if down in lanes:
                if lanes.index(down) != at:
                    joined.append(lanes.index(down))
            elif lanes[at] is None:
                lanes[at] = down
            else:
                opened.append(_free(lanes, at))
                lanes[opened[-1]] = down
        ended = None if lines[index].downs else at
        rows.append((before, begins, row, _spread(lanes, at, joined, opened) if joined or opened else None))
        while lanes and lanes[-1] is None:
            lanes.pop()
    return rows


def _free(lanes: list[int | None], start: int) -> int:
    """The first lane from `start` on that leads nowhere; a new one if there is none."""
    for at in range(start, len(lanes)):
        if lanes[at] is None:
            return at
    lanes.append(None)
    return len(lanes) - 1


def _verticals(lanes: Sequence[int | None]) -> str:
    return " ".join(" " if lane is None else "│" for lane in lanes)


def _spread(lanes: Sequence[int | None], at: int, joined: Sequence[int], opened: Sequence[int]) -> str:
    """The row in which the edges of the task at lane `at` reach the rails that exist (`joined`) or begin (`opened`)."""
    cells = list(_verticals(lanes))
    low, high = min(at, *joined, *opened), max(at, *joined, *opened)
    for column in range(2 * low, 2 * high + 1):
        if cells[column] == " ":
            cells[column] = "─"
    for lane in joined:
        cells[2 * lane] = "├" if lane == low else "┤" if lane == high else "┼"
    for lane in opened:
        cells[2 * lane] = "╭" if lane == low else "╮" if lane == high else "┬"
    onward = lanes[at] is not None
    if at == low:
        cells[2 * at] = "├" if onward else "╰"
    elif at == high:
        cells[2 * at] = "┤" if onward else "╯"
    else:
        cells[2 * at] = "┼" if onward else "┴"
    return "".join(cells).rstrip()


def _painted_rails(row: str, mark: str, terminal: Terminal) -> str:
    left, _, right = row.partition("●")
    return f"{terminal.paint(left, 'dim')}{mark}{terminal.paint(right.rstrip(), 'dim')}"


# -- labels ----------------------------------------------------------------------------------------------------------


def _group_path(group: str | None, parents: Mapping[str, str | None]) -> list[str]:
    path: list[str] = []
    while group is not None:
        path.append(group)
        group = parents.get(group)
    return path[::-1]


def _short(name: str, path: Sequence[str]) -> str:
    """`name` without the prefix of its innermost group, where it has it."""
    return name.removeprefix(f"{path[-1]}.") if path else name


def _label(
    line: _Line, nodes: Mapping[str, Mapping[str, Any]], parents: Mapping[str, str | None], terminal: Terminal
) -> str:
    path = _group_path(line.group, parents)
    if len(line.tasks) > 1:
        count = terminal.paint(f"{TIMES}{len(line.tasks)}", "bold")
        text = f"{_pattern([_short(task, path) for task in line.tasks])} {count}"
    else:
        mapped = "[]" if nodes[line.tasks[0]].get("expand") else ""
        text = _short(line.tasks[0], path) + mapped
    return "  " * len(path) + text


def _pattern(tasks: Sequence[str]) -> str:
    """Several ids as one: `load_*` if they share their start or end, else the first and the last."""
    if len(tasks) == 1:
        return tasks[0]
    start = _shared(tasks)
    end = _shared([task[len(start) :][::-1] for task in tasks])[::-1]
    return f"{start}*{end}" if start or end else f"{tasks[0]} … {tasks[-1]}"


def _shared(words: Sequence[str]) -> str:
    low, high = min(words), max(words)
    length = 0
    while length < len(low) and low[length] == high[length : length + 1]:
        length += 1
    return low[:length]


def _edge_labels(spec: Mapping[str, Any]) -> dict[str, list[str]]:
    via: dict[str, list[str]] = {}
    for edge in spec["edges"]:
        if edge.get("label"):
            via.setdefault(edge["down"], []).append(f"{edge['up']}: {edge['label']}")
    return via


def _mark(line: _Line, views: Mapping[str, TaskView] | None, terminal: Terminal) -> str:
    if views is None:
        return terminal.paint("●", "cyan")
    return terminal.mark(TaskView(_merged(line, views)).state)


def _merged(line: _Line, views: Mapping[str, TaskView]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for task in line.tasks:
        for state, count in (views[task].counts if task in views else {"none": 1}).items():
            counts[state] = counts.get(state, 0) + count
    return counts


def _spec_info(
    line: _Line, nodes: Mapping[str, Mapping[str, Any]], via: Mapping[str, Sequence[str]], terminal: Terminal
) -> str:
    first = nodes[line.tasks[0]]
    kinds = dict.fromkeys(nodes[task]["operator"].rpartition(".")[2] for task in line.tasks)
    parts = [", ".join(kind for kind in kinds if kind)]
    if first["trigger_rule"] != "all_success":
        parts.append(first["trigger_rule"])
    if first["retries"]:
        parts.append(f"retries {first['retries']}")
    if first["setup"] or first["teardown"]:
        parts.append("setup" if first["setup"] else "teardown")
    parts += via.get(line.tasks[0], ())
    return terminal.paint(" · ".join(part for part in parts if part), "dim")


def _run_info(line: _Line, views: Mapping[str, TaskView], terminal: Terminal) -> str:
    counts = _merged(line, views)
    several = sum(counts.values()) > 1
    if not several:
        view = views.get(line.tasks[0], TaskView(counts))
        shown = "not started" if view.state == "none" else view.state
        parts = [terminal.state(view.state, pad(shown, 15)), f"{duration(view.seconds):>7}", view.note]
        return "  ".join(part for part in parts if part).rstrip()
    parts = [terminal.state(state, f"{counts[state]} {state}") for state in reversed(_WORST_FIRST) if counts.get(state)]
    bad = [task for task in line.tasks if task in views and views[task].state in ("failed", "crashed", "running")]
    if bad and len(line.tasks) > 1:
        parts.append(", ".join(bad[:3]) + (f", +{len(bad) - 3}" if len(bad) > 3 else ""))
    return " · ".join(parts)
