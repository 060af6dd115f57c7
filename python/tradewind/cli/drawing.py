"""The terminal drawing of a DAG: one line a place, in an order that the core allows, with rails for the edges and boxes
around groups.

A rail leads to one place and carries every edge to it, so a join is never ambiguous; a rail that another crosses stays
whole. What gets a place is for `drawing.fold` to say. Pure: data in, text out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tradewind.cli.boxes import Boxes
from tradewind.cli.formatting import duration
from tradewind.cli.terminal import TIMES, Terminal, fit, pad, visible
from tradewind.drawing.fold import ROOM, Place, fold, group_path
from tradewind.drawing.views import TaskView, merged, summary
from tradewind.drawing.wording import facts, operator


def draw(
    spec: Mapping[str, Any],
    views: Mapping[str, TaskView] | None,
    terminal: Terminal,
    width: int,
    room: int = ROOM,
) -> list[str]:
    """The lines of the drawing, painted for `terminal`, each at most `width` columns.

    Args:
        spec: a `DagSpec` as plain data.
        views: how the tasks of a run stand; None draws the DAG alone.
        room: from so many places on groups are folded; 0: never.
    """
    folded = fold(spec, views, room)
    order = _reading_order(folded)
    places = [folded[index] for index in order]
    rails = _rails(folded, order)
    lanes = max((len(row) for _, _, row, _ in rails), default=0)
    dense = lanes > max(width - 36, 12)
    if dense:
        rails = [("", False, "●", None) for _ in order]
        lanes = 1
    parents = {group["id"]: group.get("parent") for group in spec["groups"]}
    paths = [group_path(place.group, parents) for place in places]
    bodies = _bodies(spec, places, views, terminal, [width - lanes - 20 - 2 * len(path) for path in paths])
    if dense:
        bodies = [_with_ups(body, place, folded, terminal) for body, place in zip(bodies, places, strict=True)]
    boxes = Boxes(paths, bodies, width - lanes - 2, terminal)

    out = [f"{' ' * lanes}  {border}" for border in boxes.between(-1)]
    for at, (place, (_, _, row, after)) in enumerate(zip(places, rails, strict=True)):
        mark = terminal.paint("●", "cyan") if views is None else terminal.mark(merged(place.tasks, views).state)
        out.append(f"{pad(_painted_rails(row, mark, terminal), lanes)}  {boxes.line(at)}")
        below, begins, _, _ = rails[at + 1] if at + 1 < len(rails) else ("", False, "", None)
        left = [] if after is None else [after]
        right = boxes.between(at)
        if begins and not right and not dense:
            left.append(below)  # a gap, lest the next one seem to follow this one
        left += [below] * (len(right) - len(left))
        right = [boxes.gap(at)] * (len(left) - len(right)) + right
        out += [f"{terminal.paint(pad(rail, lanes), 'dim')}  {text}" for rail, text in zip(left, right, strict=True)]
    return [fit(text, width).rstrip() for text in out]


def _reading_order(places: Sequence[Place]) -> list[int]:
    """An order that the core allows, deep before wide, staying inside a group while it can."""
    from tradewind.graph import Graph

    edges = ((up, index) for index, place in enumerate(places) for up in place.ups)
    graph = Graph.from_edges(edges, nodes=range(len(places)))
    sorter = graph.sorter()
    stack = sorted(sorter.ready(), reverse=True)
    order: list[int] = []
    while stack:
        group = places[order[-1]].group if order else None
        near = range(len(stack) - 1, max(len(stack) - 65, -1), -1)
        index = stack.pop(next((at for at in near if places[stack[at]].group == group), len(stack) - 1))
        order.append(index)
        sorter.done([index])
        stack.extend(sorted(sorter.ready(), reverse=True))
    return order


# -- rails -----------------------------------------------------------------------------------------------------------


def _rails(places: Sequence[Place], order: Sequence[int]) -> list[tuple[str, bool, str, str | None]]:
    """For each place: the rails before it, whether it begins a rail right below where another ended, its own row (`●`
    is the task), and the row that spreads its edges, if any."""
    rank = {index: at for at, index in enumerate(order)}
    lanes: list[int | None] = []  # the place that each rail leads to
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
        for down in sorted(places[index].downs, key=rank.__getitem__):
            if down in lanes:
                if lanes.index(down) != at:
                    joined.append(lanes.index(down))
            elif lanes[at] is None:
                lanes[at] = down
            else:
                opened.append(_free(lanes, at))
                lanes[opened[-1]] = down
        ended = None if places[index].downs else at
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


def _bodies(
    spec: Mapping[str, Any],
    places: Sequence[Place],
    views: Mapping[str, TaskView] | None,
    terminal: Terminal,
    rooms: Sequence[int],
) -> list[str]:
    """Name and what there is to say of each place, the names of one width in each group's depth."""
    nodes = {node["id"]: node for node in spec["nodes"]}
    via: dict[str, list[str]] = {}
    for edge in spec["edges"]:
        if edge.get("label"):
            via.setdefault(edge["down"], []).append(f"{edge['up']}: {edge['label']}")
    labels = [_label(place, nodes, terminal) for place in places]
    room = max(rooms, default=0)  # outside all groups, or nearly
    widest = max((visible(label) + room - own for label, own in zip(labels, rooms, strict=True)), default=0)
    bodies = []
    for place, label, own in zip(places, labels, rooms, strict=True):
        wide = max(min(widest, max(room, 12)) - (room - own), min(visible(label), 8))
        info = _spec_info(place, nodes, via, terminal) if views is None else _run_info(place, views, terminal)
        bodies.append(f"{pad(fit(label, wide), wide)}  {info}".rstrip())
    return bodies


def _with_ups(body: str, place: Place, places: Sequence[Place], terminal: Terminal) -> str:
    """Too dense for rails: the names of the upstreams."""
    if not place.ups:
        return body
    ups = ", ".join(places[up].name for up in place.ups[:4])
    more = f", +{len(place.ups) - 4}" if len(place.ups) > 4 else ""
    return f"{body}  {terminal.paint(f'← {ups}{more}', 'dim')}"


def _label(place: Place, nodes: Mapping[str, Mapping[str, Any]], terminal: Terminal) -> str:
    mapped = "[]" if len(place.tasks) == 1 and nodes[place.tasks[0]].get("expand") else ""
    name = f"▸ {place.name}" if place.folded else place.name + mapped
    return f"{name} {terminal.paint(f'{TIMES}{place.times}', 'bold')}" if place.times > 1 else name


def _spec_info(
    place: Place, nodes: Mapping[str, Mapping[str, Any]], via: Mapping[str, Sequence[str]], terminal: Terminal
) -> str:
    if place.folded:
        return terminal.paint(f"{len(place.tasks)} tasks", "dim")
    kinds = dict.fromkeys(operator(nodes[task]) for task in place.tasks)
    parts = [", ".join(kind for kind in kinds if kind), *facts(nodes[place.tasks[0]]), *via.get(place.tasks[0], ())]
    return terminal.paint(" · ".join(part for part in parts if part), "dim")


def _run_info(place: Place, views: Mapping[str, TaskView], terminal: Terminal) -> str:
    view = merged(place.tasks, views)
    if sum(view.counts.values()) == 1:
        shown = "not started" if view.state == "none" else view.state
        parts = [terminal.state(view.state, pad(shown, 15)), f"{duration(view.seconds):>7}", view.note]
        return "  ".join(part for part in parts if part).rstrip()
    parts = [
        terminal.state(state, f"{number} {'not started' if state == 'none' else state}")
        for state, number in summary(view)
    ]
    bad = [task for task in place.tasks if task in views and views[task].state in ("failed", "crashed", "running")]
    if bad and len(place.tasks) > 1:
        parts.append(", ".join(bad[:3]) + (f", +{len(bad) - 3}" if len(bad) > 3 else ""))
    return " · ".join(parts)
