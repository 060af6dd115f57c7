"""What of a DAG gets a place of its own in a drawing: a task; equal parallel branches, as one; or a whole group, where
there would be too many places otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tradewind.drawing.views import TaskView
from tradewind.drawing.wording import pattern, short

FOLD_NUMBERED = 4
FOLD_NAMED = 9
"""So many equal branches become one place: few if their names differ by a number only, else more."""
SINGLED_OUT = 8
"""So many failed branches at most keep places of their own."""
ROOM = 200
"""From so many places on groups are folded, the innermost first."""

_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Place:
    """One mark of a drawing."""

    tasks: list[str]
    group: str | None
    """the innermost group that it is in"""
    folded: list[str] = field(default_factory=list)
    """the groups that it stands for"""
    ups: list[int] = field(default_factory=list)
    downs: list[int] = field(default_factory=list)

    @property
    def times(self) -> int:
        """How many equal branches it stands for."""
        return len(self.folded) or len(self.tasks)

    @property
    def name(self) -> str:
        """Without the group's prefix."""
        return pattern([short(name, self.group) for name in self.folded or self.tasks])


def fold(spec: Mapping[str, Any], views: Mapping[str, TaskView] | None = None, room: int = ROOM) -> list[Place]:
    """The places in the order in which the tasks were written.

    Args:
        spec: a `DagSpec` as plain data.
        views: of a run; the branches that failed keep places of their own.
        room: 0 folds nothing.
    """
    views = views or {}
    homes: dict[str, str] = {}
    units = _Units(spec, homes)
    if room == 0:
        return units.places([[unit] for unit in units.members])
    places = units.places(_alike(units, views))
    for folded in _foldings(spec) if len(places) > room else ():
        homes = _without_circles(spec, folded)
        units = _Units(spec, homes)
        places = units.places(_alike(units, views))
        if len(places) <= room:
            break
    return places


def group_path(group: str | None, parents: Mapping[str, str | None]) -> list[str]:
    """The groups around what is in `group`, outermost first."""
    path: list[str] = []
    while group is not None:
        path.append(group)
        group = parents.get(group)
    return path[::-1]


class _Units:
    """Tasks, and groups folded into one, by name; a group's begins with a control character, which no id has."""

    def __init__(self, spec: Mapping[str, Any], homes: Mapping[str, str]) -> None:
        parents = {group["id"]: group.get("parent") for group in spec["groups"]}
        self.members: dict[str, list[str]] = {}
        self.group: dict[str, str | None] = {}
        self.kind: dict[str, str] = {}
        of: dict[str, str] = {}
        for node in spec["nodes"]:
            home = homes.get(node["id"])
            unit = of[node["id"]] = node["id"] if home is None else f"\0{home}"
            self.members.setdefault(unit, []).append(node["id"])
            self.group[unit] = node.get("group") if home is None else parents.get(home)
            self.kind[unit] = str(node["operator"]) if home is None else "\0"
        ups: dict[str, dict[str, None]] = {unit: {} for unit in self.members}
        downs: dict[str, dict[str, None]] = {unit: {} for unit in self.members}
        for edge in spec["edges"]:
            up, down = of[edge["up"]], of[edge["down"]]
            if up != down:
                ups[down][up] = downs[up][down] = None
        self.ups = {unit: list(near) for unit, near in ups.items()}
        self.downs = {unit: list(near) for unit, near in downs.items()}

    def places(self, alike: Sequence[Sequence[str]]) -> list[Place]:
        place_of = {unit: index for index, units in enumerate(alike) for unit in units}
        places = []
        for units in alike:
            groups = {self.group[unit] for unit in units}
            place = Place([task for unit in units for task in self.members[unit]], groups.pop())
            if groups:
                place.group = None
            place.folded = [unit[1:] for unit in units if unit[0] == "\0"]
            place.ups = list(dict.fromkeys(place_of[up] for unit in units for up in self.ups[unit]))
            place.downs = list(dict.fromkeys(place_of[down] for unit in units for down in self.downs[unit]))
            places.append(place)
        return places


def _alike(units: _Units, views: Mapping[str, TaskView]) -> list[list[str]]:
    """Units that share a place: those at one place of equal branches, but for branches that failed."""
    # Branches: paths whose inner links are the only ones of both ends.
    branches: list[list[str]] = []
    for unit, above in units.ups.items():
        if len(above) == 1 and len(units.downs[above[0]]) == 1:
            continue  # not the head of a branch
        branch = [unit]
        while len(units.downs[branch[-1]]) == 1 and len(units.ups[units.downs[branch[-1]][0]]) == 1:
            branch.append(units.downs[branch[-1]][0])
        branches.append(branch)

    equal: dict[tuple[Any, ...], list[list[str]]] = {}
    for branch in branches:
        ends = (frozenset(units.ups[branch[0]]), frozenset(units.downs[branch[-1]]))
        alone = not ends[0] and not ends[1] and len(branch) > 1
        kind = tuple(units.kind[unit] for unit in branch)
        equal.setdefault((*ends, kind, branch[0] if alone else units.group[branch[0]]), []).append(branch)

    alike: list[list[str]] = []
    for same in equal.values():
        numbered = len({_DIGITS.sub("#", branch[0]) for branch in same}) == 1
        wide = len(same) >= (FOLD_NUMBERED if numbered else FOLD_NAMED)
        failed = [branch for branch in same if _failed(branch, units, views)] if views else []
        if wide and len(failed) > SINGLED_OUT:
            failed = []
        single = {id(branch) for branch in (failed if wide else same)}
        for branch in same:
            if id(branch) in single:
                alike.extend([unit] for unit in branch)
        alike.extend(list(place) for place in zip(*(b for b in same if id(b) not in single), strict=True))
    return alike


def _failed(branch: Sequence[str], units: _Units, views: Mapping[str, TaskView]) -> bool:
    return any(task in views and views[task].failed for unit in branch for task in units.members[unit])


def _foldings(spec: Mapping[str, Any]) -> list[list[str]]:
    """Groups to fold, ever more of them: the deepest first, in the end all that are in no other."""
    parents = {group["id"]: group.get("parent") for group in spec["groups"]}
    depth = {group: len(group_path(group, parents)) for group in parents}
    return [
        [group for group in parents if depth[group] == level] for level in sorted(set(depth.values()), reverse=True)
    ]


def _without_circles(spec: Mapping[str, Any], groups: Sequence[str]) -> dict[str, str]:
    """Task -> the group of `groups` that it is folded into. Groups that lead into each other both ways stay open."""
    parents = {group["id"]: group.get("parent") for group in spec["groups"]}
    wanted = set(groups)
    home_of = {
        node["id"]: home for node in spec["nodes"] for home in group_path(node.get("group"), parents) if home in wanted
    }
    kept: set[str] = set()
    waiting = [list(groups)]
    while waiting:
        some = waiting.pop()
        if _has_order(spec, {task: home for task, home in home_of.items() if home in kept or home in some}):
            kept.update(some)
        elif len(some) > 1:
            waiting += [some[len(some) // 2 :], some[: len(some) // 2]]
    return {task: home for task, home in home_of.items() if home in kept}


def _has_order(spec: Mapping[str, Any], homes: Mapping[str, str]) -> bool:
    from tradewind.errors import CycleError
    from tradewind.graph import Graph

    of = {task: f"\0{home}" for task, home in homes.items()}
    pairs: Collection[tuple[str, str]] = {
        (of.get(edge["up"], edge["up"]), of.get(edge["down"], edge["down"])) for edge in spec["edges"]
    }
    try:
        Graph.from_edges(sorted(pair for pair in pairs if pair[0] != pair[1]))
    except CycleError:
        return False
    return True
