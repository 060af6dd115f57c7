"""Trigger rules by the vectors that cargo's tests run, too: the reference, and the machine from the store's rows."""

import json
from pathlib import Path
from typing import Any

import pytest

from oracle.driver import compiled, spec
from oracle.runs import decide
from tradewind import _core

CASES = json.loads((Path(__file__).parents[1] / "vectors" / "trigger_rules.json").read_text())
NAMES = [f"{case['rule']}: {' '.join(case['upstreams']) or 'nothing'}" for case in CASES]


def test_every_rule_has_vectors() -> None:
    assert {case["rule"] for case in CASES} == set(_core.trigger_rules())


@pytest.mark.parametrize("case", [case for case in CASES if "scope" not in case and case["upstreams"]], ids=repr)
def test_the_reference_decides_as_the_vectors_say(case: dict[str, Any]) -> None:
    if case["rule"] != "always":
        setups = [case["upstreams"][number] for number in case.get("setups", [])]
        assert decide(case["rule"], case["upstreams"], setups) == case["verdict"]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_machine_decides_as_the_vectors_say(case: dict[str, Any]) -> None:
    """Direct upstreams u0, u1, ...; setups s0, s1, ... further up, each with a task of the scope between."""
    states = {f"u{number}": state for number, state in enumerate(case["upstreams"])}
    nodes: list[dict[str, Any]] = [
        {"id": task, "setup": number in case.get("setups", [])} for number, task in enumerate(states)
    ]
    edges = [(task, "it") for task in states]
    for number, state in enumerate(case.get("scope", [])):
        setup = f"s{number}"
        states[setup] = state
        nodes.append({"id": setup, "setup": True})
        edges.append((setup, "u0"))
    nodes.append({"id": "it", "trigger_rule": case["rule"]})
    rows = [(task, -1, state, 1, 0, 1, None) for task, state in states.items() if state != "none"]
    machine = _core.RunMachine()
    machine.add_run(
        1, compiled(spec(nodes, edges)), now=0.0, state="running", started_at=0.0, next_attempt_id=9, rows=rows
    )
    machine.apply([], now=0.0, room=100)
    found = {task: state for task, _, state, _ in machine.states(1)}["it"]
    assert found == {"run": "queued", "wait": "none"}.get(case["verdict"], case["verdict"])
