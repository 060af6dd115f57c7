"""A DAG as a Mermaid flowchart: groups as subgraphs, labels on edges, states as classes. Pure: text out of data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from tradewind.drawing.theme import DARK, FAMILY, LIGHT


def mermaid(
    spec: Mapping[str, Any], states: Mapping[str, str] | None = None, paper: Literal["light", "dark"] = "light"
) -> str:
    """The text of the chart.

    Args:
        spec: a `DagSpec` as plain data.
        states: state by task_id, to colour the tasks of a run.
    """
    names = {node["id"]: f"t{index}" for index, node in enumerate(spec["nodes"])}
    members: dict[str | None, list[str]] = {}
    for node in spec["nodes"]:
        members.setdefault(node.get("group"), []).append(_node(node, names))
    children: dict[str | None, list[Mapping[str, Any]]] = {}
    for group in spec["groups"]:
        children.setdefault(group.get("parent"), []).append(group)
    numbers = {group["id"]: f"g{index}" for index, group in enumerate(spec["groups"])}

    lines = ["flowchart LR"]

    def put(group: str | None, depth: int) -> None:
        indent = "  " * depth
        lines.extend(f"{indent}{text}" for text in members.get(group, ()))
        for child in children.get(group, ()):
            lines.append(f"{indent}subgraph {numbers[child['id']]}[{_quoted(child['id'])}]")
            put(child["id"], depth + 1)
            lines.append(f"{indent}end")

    put(None, 1)
    for edge in spec["edges"]:
        arrow = f"-->|{_quoted(edge['label'])}|" if edge.get("label") else "-->"
        lines.append(f"  {names[edge['up']]} {arrow} {names[edge['down']]}")
    families: dict[str, list[str]] = {}
    for task, name in names.items() if states is not None else ():
        families.setdefault(FAMILY[(states or {}).get(task, "none")], []).append(name)
    theme = DARK if paper == "dark" else LIGHT
    for family, look in theme.looks.items():
        if family in families:
            lines.append(f"  classDef {family} fill:{look.fill},stroke:{look.line},color:{theme.text}")
            lines.append(f"  class {','.join(families[family])} {family}")
    return "\n".join(lines)


def _node(node: Mapping[str, Any], names: Mapping[str, str]) -> str:
    mapped = "[]" if node.get("expand") else ""
    text = _quoted(node["id"] + mapped)
    shape = f"([{text}])" if node["empty"] else f"[[{text}]]" if mapped else f"[{text}]"
    return f"{names[node['id']]}{shape}"


def _quoted(text: str) -> str:
    """A Mermaid string: quotes, brackets and markup as character codes, so that no id can end it or add markup."""
    safe = "".join(sign if sign.isalnum() or sign in " _-.,:/+=()" else f"#{ord(sign)};" for sign in text)
    return f'"{safe}"'
