"""A DAG as Graphviz's dot: groups as clusters, labels on edges, states as colours. Pure: text out of data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from tradewind.drawing.theme import DARK, FAMILY, LIGHT


def dot(
    spec: Mapping[str, Any], states: Mapping[str, str] | None = None, paper: Literal["light", "dark"] = "light"
) -> str:
    """The text of the graph.

    Args:
        spec: a `DagSpec` as plain data.
        states: state by task_id, to colour the tasks of a run.
    """
    theme = DARK if paper == "dark" else LIGHT
    names = {node["id"]: f"t{index}" for index, node in enumerate(spec["nodes"])}
    members: dict[str | None, list[str]] = {}
    for node in spec["nodes"]:
        mapped = "[]" if node.get("expand") else ""
        colour = ""
        if states is not None:
            look = theme.looks[FAMILY[states.get(node["id"], "none")]]
            colour = f', fillcolor="{look.fill}", color="{look.line}"'
        text = f"{names[node['id']]} [label={_quoted(node['id'] + mapped)}{colour}];"
        members.setdefault(node.get("group"), []).append(text)
    children: dict[str | None, list[tuple[int, Mapping[str, Any]]]] = {}
    for number, group in enumerate(spec["groups"]):
        children.setdefault(group.get("parent"), []).append((number, group))

    plain = theme.looks["plain"]
    lines = [
        f"digraph {_quoted(spec['dag_id'])} {{",
        f'  graph [rankdir=LR, bgcolor="{theme.paper}", fontcolor="{theme.text}", fontname="Helvetica"];',
        '  node [shape=box, style="rounded,filled", fontname="Helvetica"];',
        f'  node [fillcolor="{plain.fill}", color="{plain.line}", fontcolor="{theme.text}"];',
        f'  edge [color="{theme.edge}", fontcolor="{theme.dim}", fontname="Helvetica"];',
    ]
    work: list[tuple[str | None, int, str]] = [(None, 1, "")]
    while work:
        group, depth, closing = work.pop()
        if closing:
            lines.append(closing)
            continue
        indent = "  " * depth
        lines.extend(f"{indent}{text}" for text in members.get(group, ()))
        for number, child in reversed(children.get(group, [])):
            work.append((None, 0, f"{indent}}}"))
            work.append((child["id"], depth + 1, ""))
            work.append((None, 0, f"{indent}subgraph cluster_{number} {{\n{indent}  label={_quoted(child['id'])};"))
    for edge in spec["edges"]:
        label = f" [label={_quoted(edge['label'])}]" if edge.get("label") else ""
        lines.append(f"  {names[edge['up']]} -> {names[edge['down']]}{label};")
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    """A dot string: quotes can't end it, and a backslash begins no escape."""
    clean = "".join(sign if sign.isprintable() else " " for sign in text)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'
