"""The machine against its reference: whatever happens, both decide the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from oracle.driver import Pair, spec
from oracle.runs import FLYING
from tradewind import _core

RULES = _core.trigger_rules()
CALLBACKS = ["execute", "success", "failure", "retry", "skipped"]
REPORTS = ["success", "success", "success", "failed", "crashed", "timeout", "skipped", "filtered", "lost", "cancelled"]
ENDED = {"success", "failed", "cancelled", "crashed"}
WAITS = ["deferred", "waiting", "reschedule"]


@st.composite
def specs(draw: st.DrawFn, dag_id: str = "d", *, mapped: bool = True) -> dict[str, Any]:
    """Up to nine tasks t0, t1, ...; edges go from lower to higher numbers."""
    size = draw(st.integers(1, 9))
    nodes: list[dict[str, Any]] = []
    grouped = set(draw(st.lists(st.integers(1, 8), max_size=3, unique=True))) if mapped else set()
    for number in range(size):
        rare = draw(st.integers(0, 15))
        node: dict[str, Any] = {
            "id": f"t{number}",
            "trigger_rule": draw(st.sampled_from(RULES)) if draw(st.booleans()) else "all_success",
            "retries": draw(st.sampled_from([0, 0, 1, 2])),
            "retry_delay": draw(st.sampled_from([0.0, 5.0])),
            "timeout": draw(st.sampled_from([None, None, 7.0])),
            "pool": draw(st.sampled_from(["default_pool", "p", "q"])),
            "pool_slots": draw(st.sampled_from([1, 1, 2, 5])),
            "priority_weight": draw(st.integers(-1, 2)),
            "callbacks": draw(st.lists(st.sampled_from(CALLBACKS), unique=True, max_size=3)),
            "empty": rare in (0, 1, 2),
            "setup": rare == 3,
            "teardown": rare in (4, 5),
            "on_failure_fail_run": rare == 5,
        }
        if node["teardown"] and draw(st.booleans()):
            node["trigger_rule"] = "all_done_setup_success"
        if number in grouped:
            node["expand"] = {"group": "g", "over": ["t0"]}
        elif mapped and rare in (6, 7) and number:
            node["expand"] = {"over": [f"t{draw(st.integers(0, number - 1))}"]}
        elif mapped and rare == 8:
            node["expand"] = {"size": draw(st.integers(0, 3))}
        nodes.append(node)
    pairs = [(up, down) for down in range(size) for up in range(down)]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=14)) if pairs else []
    return spec(
        nodes,
        [(f"t{up}", f"t{down}") for up, down in edges],
        dag_id=dag_id,
        max_active_tasks=draw(st.sampled_from([None, None, 1, 2])),
        max_active_runs=draw(st.sampled_from([None, 1])),
        run_timeout=draw(st.sampled_from([None, None, 30.0])),
        callbacks=["success", "failure"],
        policy={
            "fail_fast": draw(st.integers(0, 4)) == 0,
            "outcome": draw(st.sampled_from(["leaves", "leaves", "any_failure"])),
            "default_timeout": draw(st.sampled_from([None, None, 11.0])),
        },
    )


class Play:
    """Draws what happens next, mostly what could really happen."""

    def __init__(self, pair: Pair, draw: Any) -> None:
        self.pair, self.draw = pair, draw

    def instances(self, *states: str) -> list[tuple[int, tuple[str, int], Any]]:
        runs = self.pair.reference.runs.items()
        every = [(key, name, it) for key, run in runs for name, it in run.insts.items()]
        return [found for found in every if not states or found[2].state in states]

    def pick(self, found: list[Any]) -> Any:
        return found[self.draw(st.integers(0, len(found) - 1))]

    def event(self) -> tuple[Any, ...] | None:
        kind = self.draw(
            st.sampled_from(
                ["report"] * 8 + ["start"] * 4 + ["expand"] * 4 + ["odd", "wait", "resume", "run", "mark", "pool"]
            )
        )
        return getattr(self, kind)()

    def start(self) -> tuple[Any, ...] | None:
        if found := self.instances("queued"):
            run, name, it = self.pick(found)
            return "started", run, name, it.attempt, None
        return None

    def report(self) -> tuple[Any, ...] | None:
        if not (found := self.instances(*FLYING)):
            return None
        run, name, it = self.pick(found)
        kind = self.draw(st.sampled_from(REPORTS))
        return kind, run, name, it.attempt, self.arg(kind, run, name)

    def arg(self, kind: str, run: int, name: tuple[str, int]) -> Any:
        if kind == "success" and self.draw(st.booleans()):
            downs = self.pair.reference.runs[run].downs[name[0]]
            return self.draw(st.lists(st.sampled_from(downs), unique=True)) if downs else []
        if kind == "failed":
            return self.draw(st.sampled_from([None, None, True]))
        return self.pair.now + self.draw(st.integers(0, 9)) if kind == "reschedule" else None

    def wait(self) -> tuple[Any, ...] | None:
        if not (found := self.instances(*FLYING)):
            return None
        run, name, it = self.pick(found)
        kind = self.draw(st.sampled_from(WAITS))
        return kind, run, name, it.attempt, self.arg(kind, run, name)

    def resume(self) -> tuple[Any, ...] | None:
        if found := self.instances("deferred", "waiting"):
            run, name, it = self.pick(found)
            return self.draw(st.sampled_from(["resume", "resume", "failed"])), run, name, it.attempt, None
        return None

    def expand(self) -> tuple[Any, ...] | None:
        if not (found := self.expanding()):
            return None
        run, name, told = self.pick(found)
        return (
            "expanded",
            run,
            name,
            told,
            (self.draw(st.integers(0, 3)), self.draw(st.sampled_from([True, True, False]))),
        )

    def expanding(self) -> list[tuple[int, tuple[str, int], int]]:
        runs = self.pair.reference.runs
        return [(run, name, runs[run].count[name[0]]) for run, name, it in self.instances("scheduled")
                if runs[run].stands_for_many(it)]  # fmt: skip

    def odd(self) -> tuple[Any, ...]:
        """Anything about any attempt."""
        run, name, it = self.pick(self.instances())
        kind = self.draw(st.sampled_from([*REPORTS, *WAITS, "resume", "started", "expanded"]))
        arg = (1, True) if kind == "expanded" else self.arg(kind, run, name)
        return kind, run, name, max(0, it.attempt + self.draw(st.integers(-1, 1))), arg

    def mark(self) -> tuple[Any, ...]:
        run, name, _ = self.pick(self.instances())
        return "mark", run, name, 0, self.draw(st.sampled_from(["success", "failed", "skipped"]))

    def run(self) -> tuple[Any, ...]:
        run = self.pick(list(self.pair.reference.runs))
        kind = self.draw(st.sampled_from(["submit", "cancel_run", "retry_run", "retry_run"]))
        if kind != "retry_run":
            return kind, run, None, 0, None
        tasks = st.sampled_from(sorted(self.pair.reference.runs[run].nodes))
        named = st.lists(tasks, max_size=2, unique=True)
        names = st.lists(st.sampled_from(sorted(self.pair.reference.runs[run].insts)), max_size=3, unique=True)
        selected = st.tuples(st.none() | names, st.booleans(), names)
        return kind, run, None, 0, self.draw(st.none() | named | selected)

    def pool(self) -> tuple[Any, ...]:
        return "pool", 0, None, 0, (self.draw(st.sampled_from(["p", "q"])), self.draw(st.integers(1, 4)))

    def settle_everything(self) -> None:
        """Reports every attempt and lets all time pass: then every run must have ended."""
        for _ in range(400):
            self.pair.apply()
            if all(run.state in ENDED for run in self.pair.reference.runs.values()):
                return
            events = [("success", run, name, it.attempt, None) for run, name, it in self.instances(*FLYING)]
            events += [
                ("resume", run, name, it.attempt, None) for run, name, it in self.instances("deferred", "waiting")
            ]
            events += [("expanded", run, name, told, (1, True)) for run, name, told in self.expanding()]
            timer = self.pair.machine.next_timer()
            self.pair.apply(*events, later=0.0 if events or timer is None else max(0.0, timer - self.pair.now))
        raise AssertionError("it never comes to rest")


@pytest.mark.property
@given(st.data())
def test_machine_decides_as_the_reference(data: st.DataObject) -> None:
    pair = Pair({"p": 1, "q": 3})
    for key in range(1, 1 + data.draw(st.integers(1, 3), label="runs")):
        pair.add_run(key, data.draw(specs(data.draw(st.sampled_from(["d", "d", "e"])))))
    play = Play(pair, data.draw)
    pair.apply(*[("submit", key, None, 0, None) for key in pair.dags], room=data.draw(st.integers(0, 4)))
    for _ in range(data.draw(st.integers(0, 30), label="steps")):
        if data.draw(st.integers(0, 9)) == 0:
            pair.crash()
        events = [found for _ in range(data.draw(st.integers(0, 3))) if (found := play.event())]
        later, room = data.draw(st.sampled_from([0.0, 0.0, 1.0, 6.0])), data.draw(st.integers(0, 4))
        rejected = pair.apply(*events, later=later, room=room)["rejected"]
        before = pair.machine.states(1), pair.machine.next_timer()
        again = [one for number, one in enumerate(events) if number not in rejected]
        if not {"retry_run", "cancel_run", "mark", "pool"} & {one[0] for one in again}:
            assert len(pair.apply(*again, room=0)["rejected"]) == len(again), "an event counts once"
        assert before == (pair.machine.states(1), pair.machine.next_timer())
    play.settle_everything()
    for key, run in pair.reference.runs.items():
        assert run.state in ENDED, key
        event(f"a run ended {run.state}")
