"""Names and durations as drawings write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def duration(seconds: float | None) -> str:
    """`0.42s`, `12.3s`, `4m 05s`, `2h 07m`; empty for None."""
    if seconds is None:
        return ""
    seconds = max(seconds, 0.0)
    if seconds < 9.995:
        return f"{seconds:.2f}s"
    if seconds < 99.95:
        return f"{seconds:.1f}s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60}m {whole % 60:02d}s"
    return f"{whole // 3600}h {whole % 3600 // 60:02d}m"


def short(name: str, group: str | None) -> str:
    """`name` without the prefix of its innermost group, where it has it."""
    return (name.removeprefix(f"{group}.") or name) if group else name


def pattern(names: Sequence[str]) -> str:
    """Several names as one: `load_*` if they share their start or end, else the first and the last."""
    if len(names) == 1:
        return names[0]
    start = _shared(names)
    end = _shared([name[len(start) :][::-1] for name in names])[::-1]
    return f"{start}*{end}" if start or end else f"{names[0]} … {names[-1]}"


def _shared(words: Sequence[str]) -> str:
    low, high = min(words), max(words)
    length = 0
    while length < len(low) and low[length] == high[length : length + 1]:
        length += 1
    return low[:length]


def operator(node: Mapping[str, Any]) -> str:
    """`BashOperator`"""
    return str(node["operator"]).rpartition(".")[2]


def facts(node: Mapping[str, Any]) -> list[str]:
    """What is special about a task, beside its operator."""
    parts = []
    if node["trigger_rule"] != "all_success":
        parts.append(str(node["trigger_rule"]))
    if node["retries"]:
        parts.append(f"retries {node['retries']}")
    if node["setup"] or node["teardown"]:
        parts.append("setup" if node["setup"] else "teardown")
    return parts
