"""A DAG as SVG, alone or with the states of a run: the core's layout, drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tradewind.drawing.fold import ROOM, Place, fold, group_path
from tradewind.drawing.svg import Paper, cut, document, escape, number, sign, width
from tradewind.drawing.theme import FAMILY
from tradewind.drawing.views import TaskView, merged, summary
from tradewind.drawing.wording import duration, facts, operator, short

MARGIN, HEAD = 20.0, 44.0
_BOX, _LONGEST = 42.0, 220.0
_SIGN = 22.0
_DEEPEST = 64  # groups in groups that the core draws


@dataclass(slots=True)
class _Box:
    """The text of one place."""

    name: str
    detail: str
    hint: str
    state: str | None
    stacked: bool

    @property
    def width(self) -> float:
        inner = max(width(self.name), width(self.detail, 11), 44.0)
        return inner + 26.0 + (_SIGN if self.state is not None else 0.0)


def chart(
    spec: Mapping[str, Any],
    views: Mapping[str, TaskView] | None = None,
    *,
    head: Sequence[str] = (),
    paper: Paper = "auto",
    room: int = ROOM,
) -> str:
    """The picture.

    Args:
        spec: a `DagSpec` as plain data.
        views: how the tasks of a run stand; None draws the DAG alone.
        head: what stands above it, the first part bold; default: the dag_id and the number of tasks.
        room: from so many places on groups are folded; 0: never.
    """
    from tradewind.graph import Graph, layout

    places = fold(spec, views, room)
    nodes = {node["id"]: node for node in spec["nodes"]}
    boxes = [_box(place, nodes, views) for place in places]
    parents = {group["id"]: group.get("parent") for group in spec["groups"]}
    titles = {group: cut(short(group, parent), _LONGEST, 11) for group, parent in parents.items()}
    labels = _labels(spec, places)
    paths = {at: group_path(place.group, parents)[:_DEEPEST] for at, place in enumerate(places)}
    drawn = layout(
        Graph.from_edges([(up, at) for at, place in enumerate(places) for up in place.ups], nodes=range(len(places))),
        {at: (box.width, _BOX) for at, box in enumerate(boxes)},
        groups={at: path[-1] for at, path in paths.items() if path},
        parents={group: up for group, up in parents.items() if len(group_path(group, parents)) <= _DEEPEST},
        titles={group: width(title, 11) + 28 for group, title in titles.items()},
        even=True,
        spacing=(18.0, max([44.0, *(width(label, 11) + 30 for label in labels.values())]), 14.0, 18.0),
    )
    count = len(spec["nodes"])
    head = head or (spec["dag_id"], f"{count} task{'' if count == 1 else 's'}")
    body = ['<rect class="tw-paper" width="100%" height="100%" rx="6"/>', heading(head)]
    body.append(f'<g transform="translate({number(MARGIN)} {number(HEAD)})">')
    outer_first = sorted(drawn.groups, key=lambda group: len(group_path(group, parents)))
    body += [_group(group, titles[group], drawn.groups[group]) for group in outer_first]
    body += [_edge(points, labels.get((up, down))) for up, down, points in drawn.edges]
    body += [_node(box, drawn.nodes[at]) for at, box in enumerate(boxes)]
    body.append("</g>")
    wide = max(drawn.width, heading_width(head)) + 2 * MARGIN
    return document(" · ".join(head), (wide, drawn.height + HEAD + MARGIN), body, paper)


def heading(parts: Sequence[str]) -> str:
    """The line above a picture, its first part bold."""
    first, rest = cut(parts[0], 420.0, 14), " · ".join(parts[1:])
    more = f'<tspan class="tw-dim" font-weight="400" dx="10">{escape(rest)}</tspan>' if rest else ""
    return f'<text x="{number(MARGIN)}" y="26" font-weight="600">{escape(first)}{more}</text>'


def heading_width(parts: Sequence[str]) -> float:
    """How much room `heading` takes."""
    return width(cut(parts[0], 420.0, 14), 15) + 10 + width(" · ".join(parts[1:]), 11)


def _box(place: Place, nodes: Mapping[str, Mapping[str, Any]], views: Mapping[str, TaskView] | None) -> _Box:
    node = nodes[place.tasks[0]]
    name = place.name + ("[]" if len(place.tasks) == 1 and node.get("expand") else "")
    view = None if views is None else merged(place.tasks, views)
    if place.folded:
        what = f"{len(place.tasks)} tasks"
    else:
        kinds = dict.fromkeys(operator(nodes[task]) for task in place.tasks)
        what = " · ".join([*filter(None, [", ".join(kinds)]), *facts(node)])
    detail = what if view is None else _standing(view)
    times = f" \N{MULTIPLICATION SIGN}{place.times}" if place.times > 1 else ""
    full = place.folded or place.tasks
    hint = [
        full[0] if len(full) == 1 else f"{len(full)}: {', '.join(full[:12])}{', …' if len(full) > 12 else ''}",
        what,
    ]
    if view is not None:
        hint += [_standing(view), *filter(None, [view.note])]
    return _Box(
        cut(name, _LONGEST - width(times)) + times,
        cut(detail, _LONGEST, 11),
        "\n".join(hint),
        None if view is None else view.state,
        place.times > 1 or bool(place.folded),
    )


def _standing(view: TaskView) -> str:
    """`0.42s`, `upstream_failed`, `11 success · 9 failed`"""
    if sum(view.counts.values()) > 1:
        return " · ".join(f"{number} {'not started' if state == 'none' else state}" for state, number in summary(view))
    if view.state == "none":
        return "not started"
    return (
        duration(view.seconds)
        if view.state == "success" and view.seconds is not None
        else (f"{view.state} · {duration(view.seconds)}" if view.seconds is not None else view.state)
    )


def _labels(spec: Mapping[str, Any], places: Sequence[Place]) -> dict[tuple[int, int], str]:
    """Labels of edges by the places that they join."""
    if not any(edge.get("label") for edge in spec["edges"]):
        return {}
    place_of = {task: at for at, place in enumerate(places) for task in place.tasks}
    labels: dict[tuple[int, int], str] = {}
    for edge in spec["edges"]:
        ends = place_of[edge["up"]], place_of[edge["down"]]
        if edge.get("label") and ends[0] != ends[1]:
            labels.setdefault(ends, cut(edge["label"], 120.0, 11))
    return labels


def _group(group: str, title: str, rect: tuple[float, float, float, float]) -> str:
    x, y, wide, high = map(number, rect)
    text = f'<text class="tw-name" x="{number(rect[0] + 14)}" y="{number(rect[1] + 19)}">{escape(title)}</text>'
    box = f'<rect class="tw-group" x="{x}" y="{y}" width="{wide}" height="{high}" rx="10"/>'
    return f"<g><title>{escape(group)}</title>{box}{text}</g>"


def _edge(points: Sequence[tuple[float, float]], label: str | None) -> str:
    """Curves between layers, straight along them; an arrow at the end, and the label where the first curve is."""
    (x, y), (end, last) = points[0], points[-1]
    path = [f"M{number(x)} {number(y)}"]
    for (x, y), (to, across) in pairwise(points):
        if abs(y - across) < 0.05:
            path.append(f"H{number(to)}")
        else:
            half = number((x + to) / 2)
            path.append(f"C{half} {number(y)} {half} {number(across)} {number(to)} {number(across)}")
    arrow = (
        f"M{number(end - 6)} {number(last - 3.5)}L{number(end)} {number(last)}L{number(end - 6)} {number(last + 3.5)}Z"
    )
    text = ""
    if label:
        (x, y), (to, across) = points[0], points[1]
        at = f'x="{number((x + min(to, x + 240)) / 2)}" y="{number((y + across) / 2 + 4)}"'
        text = f'<text class="tw-label" text-anchor="middle" {at}>{escape(label)}</text>'
    return f'<path class="tw-edge" d="{"".join(path)}"/><path class="tw-arrow" d="{arrow}"/>{text}'


def _node(box: _Box, rect: tuple[float, float, float, float]) -> str:
    x, y, wide, high = rect
    look = f"tw-box tw-{FAMILY[box.state or 'none']}"
    side = f'width="{number(wide)}" height="{number(high)}" rx="7"'
    stack = f'<rect class="{look}" x="{number(x + 4)}" y="{number(y + 4)}" {side}/>' if box.stacked else ""
    left = x + 13 + (_SIGN if box.state is not None else 0)
    signed = sign(box.state, x + 20, y + high / 2) if box.state is not None else ""
    say = "tw-dim" if box.state is None else f"tw-dim tw-say tw-{FAMILY[box.state]}"
    return (
        f"<g><title>{escape(box.hint)}</title>{stack}"
        f'<rect class="{look}" x="{number(x)}" y="{number(y)}" {side}/>{signed}'
        f'<text x="{number(left)}" y="{number(y + 18)}">{escape(box.name)}</text>'
        f'<text class="{say}" x="{number(left)}" y="{number(y + 33)}">{escape(box.detail)}</text></g>'
    )
