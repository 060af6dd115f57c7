"""Drives the machine and its reference side by side, and keeps what a store would keep."""

from __future__ import annotations

from typing import Any

import msgpack

from oracle.reference import Reference
from oracle.runs import FLYING, Run
from tradewind import _core

KINDS = [name for name in vars(_core) if name.startswith("EV_")]
NODE = {
    "trigger_rule": "all_success", "retries": 0, "retry_delay": 0.0, "timeout": None, "pool": "default_pool",
    "pool_slots": 1, "priority_weight": 1, "weight_rule": "absolute", "setup": False, "teardown": False,
    "on_failure_fail_run": False, "empty": False, "expand": None, "callbacks": [],
}  # fmt: skip
SPEC = {
    "format": 1, "dag_id": "d", "edges": [], "max_active_tasks": None, "max_active_runs": None, "run_timeout": None,
    "callbacks": [], "policy": {"fail_fast": False, "outcome": "leaves", "default_timeout": None},
}  # fmt: skip
EXPAND = {"over": [], "size": None, "group": None}


def spec(nodes: list[dict[str, Any]], edges: list[tuple[str, str]] = (), **rest: Any) -> dict[str, Any]:
    """A whole spec from what a test cares about."""
    policy = SPEC["policy"] | rest.pop("policy", {})
    full = [NODE | node | ({"expand": EXPAND | node["expand"]} if node.get("expand") else {}) for node in nodes]
    return SPEC | rest | {"nodes": full, "edges": [{"up": up, "down": down} for up, down in edges], "policy": policy}


def compiled(spec: dict[str, Any]) -> _core.CompiledDag:
    return _core.CompiledDag.from_msgpack(msgpack.packb(spec))


class Pair:
    """Every call goes to both; any difference is an AssertionError."""

    def __init__(self, pools: dict[str, int] | None = None) -> None:
        self.pools = pools or {}
        self.machine = _core.RunMachine(pools=self.pools)
        self.reference = Reference(self.pools)
        self.dags: dict[int, _core.CompiledDag] = {}
        self.rows: dict[int, dict[tuple[str, int], tuple[Any, ...]]] = {}
        self.expansions: dict[int, dict[str, tuple[int, bool]]] = {}
        self.starts: list[tuple[int, str, int, int]] = []
        """(run, task, map_index, attempt) of every start so far"""
        self.commands: list[tuple[Any, ...]] = []
        self.now = 0.0

    def add_run(self, key: int, spec: dict[str, Any]) -> None:
        self.dags[key] = compiled(spec)
        self.rows[key], self.expansions[key] = {}, {}
        self.machine.add_run(key, self.dags[key], now=self.now)
        weights = {node["id"]: node["priority_weight"] for node in spec["nodes"]}
        self.reference.runs[key] = Run(key, spec, self.dags[key].order(), weights)

    def key(self, run: int, name: tuple[str, int] | None) -> int:
        return self.machine.key(run, *name) if name else run << 32

    def apply(self, *events: tuple[Any, ...], later: float = 0.0, room: int = 1000) -> dict[str, Any]:
        """`events` are (kind, run, (task, map_index) or None, attempt, arg)."""
        self.now += later
        encoded = [(getattr(_core, f"EV_{kind.upper()}"), self.key(run, name), attempt, arg)
                   for kind, run, name, attempt, arg in events]  # fmt: skip
        decided = self.machine.apply(encoded, now=self.now, room=room)
        expected = self.reference.apply(list(events), self.now, room)
        rows = {(row[6], *row[7:]): row[:5] for row in decided.rows}
        assert len(rows) == len(decided.rows), "one row an instance"
        assert all(row[5] == self.now for row in decided.rows)
        for (run, *name), row in rows.items():
            assert self.reference.runs[run].insts[tuple(name)].row() == row, name
            self.rows[run][tuple(name)] = row
        silent = expected["rows"].keys() - rows.keys()
        assert not silent, {name: (expected["rows"][name], self.rows[name[0]].get(name[1:])) for name in silent}
        starts = [(key >> 32, task, index, attempt, tries) for key, attempt, task, index, tries in decided.starts]
        assert starts == expected["starts"]
        assert decided.rejected == expected["rejected"]
        assert decided.runs == expected["runs"]
        commands = sorted(self.readable(command) for command in decided.commands)
        assert commands == expected["commands"]
        for key, attempt, task, index, _ in decided.starts:
            assert self.machine.key(key >> 32, task, index) == key
            self.starts.append((key >> 32, task, index, attempt))
        self.commands += commands
        self.keep_expansions(events, expected, commands)
        self.compare()
        return expected

    def readable(self, command: tuple[Any, ...]) -> tuple[Any, ...]:
        match command:
            case "kill", key, attempt, reason:
                names = {self.machine.key(key >> 32, *name): name for name in self.reference.runs[key >> 32].insts}
                return "kill", key >> 32, *names[key], attempt, reason
            case "callback", key, attempt, task, index, kind:
                return "callback", key >> 32, task, index, attempt, kind
            case ("expand" | "expand_more") as kind, key, task, *told:
                assert self.machine.key(key >> 32, task) == key
                return kind, key >> 32, task, *told
        return command

    def keep_expansions(self, events: Any, expected: dict[str, Any], commands: list[tuple[Any, ...]]) -> None:
        for number, (kind, run, name, _, arg) in enumerate(events):
            if kind == "expanded" and number not in expected["rejected"]:
                leader = self.reference.runs[run].leader(name[0])
                count, _ = self.expansions[run].get(leader, (0, False))
                self.expansions[run][leader] = (count + arg[0], arg[1])
        for command in commands:
            if command[0] == "expand":
                self.expansions[command[1]][command[2]] = (0, False)

    def compare(self) -> None:
        for key, run in self.reference.runs.items():
            assert self.machine.run_state(key) == run.state
            made = {
                name: it for name, it in run.insts.items() if not (it.state == "removed" and run.stands_for_many(it))
            }
            states = {(task, index): (state, tries) for task, index, state, tries in self.machine.states(key)}
            assert states == {name: (it.state, it.try_number) for name, it in made.items()}
            counts = self.machine.counts(key)
            assert counts == {
                state: n for state in _core.task_states() if (n := sum(it.state == state for it in made.values()))
            }
            for name, it in made.items():
                if name in self.rows[key] or it.state != "none":
                    assert self.rows[key][name] == it.row(), "the rows are what the store needs"
                assert self.machine.why(key, *name, now=self.now)
        timer = self.reference.earliest()
        assert self.machine.next_timer() == (timer[0] if timer else None)

    def crash(self) -> None:
        """Both begin anew from what the store has."""
        reference = self.reference
        self.machine = _core.RunMachine(pools=reference.pools)
        self.reference = Reference(reference.pools)
        cancelled, queued = [], []
        for key, run in sorted(reference.runs.items()):
            rows = [(*name, state, *rest) for name, (state, *rest) in self.rows[key].items()]
            expansions = [(task, *known) for task, known in self.expansions[key].items()]
            for it in run.insts.values():
                it.losses += it.state in FLYING
            losses = [(*name, it.losses) for name, it in run.insts.items() if it.losses]
            self.machine.add_run(
                key, self.dags[key], now=self.now, state=run.state, started_at=run.started_at,
                next_attempt_id=run.next_attempt, rows=rows, expansions=expansions, losses=losses,
            )  # fmt: skip
            if run.ending == "cancelled":
                cancelled.append(("cancel_run", key, None, 0, None))
            if run.state == "queued" and run.submitted:
                queued.append(("submit", key, None, 0, None))
            run.ending, run.submitted = None, run.state != "queued"
            self.number_anew(run)
            self.reference.runs[key] = run
            for it in sorted(run.insts.values(), key=lambda it: it.made):
                if it.state in FLYING or (it.state == "scheduled" and not run.stands_for_many(it)):
                    if run.state in ("running", "waiting"):
                        self.reference.schedule(run, it)
                elif it.state == "scheduled":
                    told = run.count[it.task]
                    self.reference.commands.append(
                        ("expand_more", key, it.task, told) if told else ("expand", key, it.task)
                    )
        self.apply(*cancelled, *queued)

    def number_anew(self, run: Run) -> None:
        """The order in which a restored run makes its instances."""
        unmapped = [it for it in run.insts.values() if it.index < 0]
        leaders = [it.task for it in unmapped if run.leader(it.task) == it.task]
        names = [(task, index) for one in leaders for task in run.members(one) for index in range(run.count[task])]
        for task, index in self.rows[run.key]:
            names += [(task, before) for before in range(index + 1) if (task, before) not in names]
        for made, name in enumerate(names, start=len(unmapped)):
            run.insts[name].made = made
