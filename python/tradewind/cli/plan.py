"""`--dry-run`: what would run, as a tree of groups with the tasks in their order, or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tradewind.cli.app import emit
from tradewind.cli.formatting import plural, share
from tradewind.cli.progress import run_header
from tradewind.cli.terminal import Terminal, fit, pad, visible
from tradewind.spec import decode

if TYPE_CHECKING:
    from tradewind.loading.loaded import LoadedDag
    from tradewind.spec import DagSpec

MOST_NAMED = 12
"""tasks, or instances of one, that a line names"""


def show_run_plan(whole: LoadedDag, part: LoadedDag, select: str | None, exclude: str | None, *, as_json: bool) -> None:
    """What `run` would run: `part`, which may be the whole."""
    from tradewind.engine.selection import selection_of

    brackets = (selection_of(part.spec) or {"brackets": []})["brackets"]
    spec = decode(part.spec)
    levels = {task_id: number for number, level in enumerate(part.compiled.levels(), 1) for task_id in level}
    tasks: list[dict[str, Any]] = [
        {
            "task_id": node["id"],
            "group": node.get("group"),
            "level": levels[node["id"]],
            "upstream": part.compiled.upstream(node["id"]),
            "not_awaited": [up for up in whole.compiled.upstream(node["id"]) if up not in levels],
            "bracket": node["id"] in brackets,
        }
        for node in spec["nodes"]
    ]
    left = [task_id for task_id in whole.compiled.task_ids if task_id not in levels]
    if as_json:
        head = {"dag_id": part.dag_id, "dag_version": part.dag_version, "select": select, "exclude": exclude}
        emit({**head, "tasks": tasks, "not_selected": left})
        return
    count = share(len(tasks), len(whole.compiled.task_ids), "task")
    header = [part.dag_id, f"{count} would run", plural(max(levels.values(), default=0), "level")]
    foot = f"not selected: {_listed(left)}" if left else ""
    _draw(header, spec, {task["task_id"]: (task["level"], _run_note(task)) for task in tasks}, foot)


def show_retry_plan(
    run: dict[str, Any], dag: LoadedDag, instances: Sequence[tuple[str, int, str]], kept: int, *, as_json: bool
) -> None:
    """What `retry` would run again.

    Args:
        run: what is said of the run: run_id, select, exclude.
        instances: (task_id, map_index, present state).
        kept: how many others there are.
    """
    states: dict[str, list[tuple[int, str]]] = {}
    for task_id, map_index, state in instances:
        states.setdefault(task_id, []).append((map_index, state))
    part = dag.compiled.subset(list(states))
    levels = {task_id: number for number, level in enumerate(part.levels(), 1) for task_id in level}
    spec = decode(part.to_msgpack())
    if as_json:
        tasks = [
            {
                "task_id": node["id"],
                "group": node.get("group"),
                "level": levels[node["id"]],
                "upstream": part.upstream(node["id"]),
                "instances": [{"map_index": index, "state": state} for index, state in sorted(states[node["id"]])],
            }
            for node in spec["nodes"]
        ]
        emit({**run, "dag_id": dag.dag_id, "dag_version": dag.dag_version, "tasks": tasks, "kept": kept})
        return
    what = f"{plural(len(instances), 'instance')} would run again"
    header = [dag.dag_id, f"run {run['run_id'][:8]}", what, plural(max(levels.values(), default=0), "level")]
    lines = {task_id: (levels[task_id], _retry_note(states[task_id])) for task_id in states}
    _draw(
        header, spec, lines, f"{plural(kept, 'instance')} kept as {'it is' if kept == 1 else 'they are'}" * (kept > 0)
    )


def _run_note(task: Mapping[str, Any]) -> str:
    notes = ["brackets what is selected"] if task["bracket"] else []
    if task["not_awaited"]:
        notes.append(f"does not wait for {_listed(task['not_awaited'])}")
    return ", ".join(notes)


def _retry_note(states: Sequence[tuple[int, str]]) -> str:
    counts: dict[str, list[int]] = {}
    for map_index, state in sorted(states):
        counts.setdefault("not started" if state == "none" else state, []).append(map_index)
    return ", ".join(
        state if indexes == [-1] else f"{state}: {_listed([f'[{index}]' for index in indexes])}"
        for state, indexes in counts.items()
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


# -- the tree ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Branch:
    """A group, or a task if it has no children."""

    name: str
    children: list[_Branch] = field(default_factory=list)


def _draw(header: Sequence[str], spec: DagSpec, lines: Mapping[str, tuple[int, str]], foot: str) -> None:
    terminal = Terminal(sys.stdout)
    terminal.line(run_header(terminal, header))
    rows = list(_rows(_tree(spec, lines), ""))
    width = max((visible(text) for text, _ in rows), default=0)
    for text, task_id in rows:
        level, note = lines.get(task_id, (0, ""))
        told = f"  {terminal.paint(f'level {level}', 'dim')}  {note}".rstrip() if level else ""
        terminal.line(fit(f"{pad(text, width)}{told}".rstrip(), terminal.width))
    if foot:
        terminal.line(fit(terminal.paint(foot, "dim"), terminal.width))


def _tree(spec: DagSpec, lines: Mapping[str, tuple[int, str]]) -> list[_Branch]:
    """Tasks by level, groups where their first task stands."""
    parents = {group["id"]: group.get("parent") for group in spec.get("groups") or ()}
    home = {node["id"]: node.get("group") for node in spec["nodes"]}
    order = {task_id: at for at, task_id in enumerate(home)}
    root = _Branch("")
    groups: dict[str | None, _Branch] = {None: root}
    for task_id in sorted(lines, key=lambda task_id: (lines[task_id][0], order[task_id])):
        path: list[str] = []
        group = home[task_id]
        while group is not None and group not in groups:
            path.append(group)
            group = parents.get(group)
        branch = groups[group]
        for name in reversed(path):
            groups[name] = _Branch(name)
            branch.children.append(groups[name])
            branch = groups[name]
        branch.children.append(_Branch(task_id))
    return root.children


def _rows(branches: Sequence[_Branch], before: str, inside: str = "") -> Iterator[tuple[str, str]]:
    """(line, task_id or nothing for a group)"""
    for branch in branches:
        last = branch is branches[-1]
        shown = branch.name.removeprefix(f"{inside}.") if inside else branch.name
        sign = "▾ " if branch.children else ""
        yield f"{before}{'╰─' if last else '├─'} {sign}{shown}", "" if branch.children else branch.name
        yield from _rows(branch.children, before + ("   " if last else "│  "), branch.name)
