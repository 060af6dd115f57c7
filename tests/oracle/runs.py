"""A run of the reference: its graph, its instances, and what their states say about each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

TERMINAL = {"success", "filtered", "failed", "cancelled", "crashed", "upstream_failed", "skipped", "removed"}
FAILED = {"failed", "cancelled", "crashed"}
BAD = FAILED | {"upstream_failed"}
FLYING = {"queued", "running"}
ACTIVE = {"running", "waiting"}


@dataclass
class Inst:
    task: str
    index: int
    made: int
    state: str = "none"
    try_number: int = 0
    retry_base: int = 0
    attempt: int = 0
    next_at: float | None = None
    times_out_at: float | None = None
    losses: int = 0
    ready: tuple[int, int] = (0, 0)

    def row(self) -> tuple[Any, ...]:
        return self.state, self.try_number, self.retry_base, self.attempt, self.next_at


@dataclass
class Run:
    key: int
    spec: dict[str, Any]
    order: list[str]
    weights: dict[str, int]
    state: str = "queued"
    ending: str | None = None
    submitted: bool = False
    started_at: float = 0.0
    next_attempt: int = 1
    insts: dict[tuple[str, int], Inst] = field(default_factory=dict)
    count: dict[str, int] = field(default_factory=dict)
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for made, node in enumerate(self.spec["nodes"]):
            self.nodes[node["id"]] = node
            self.insts[node["id"], -1] = Inst(node["id"], -1, made)
            self.count[node["id"]] = 0
        drawn = {(edge["up"], edge["down"]) for edge in self.spec["edges"]}
        for node in self.nodes.values():
            if node["expand"] and not node["expand"]["group"]:
                drawn |= {(up, node["id"]) for up in node["expand"]["over"]}
        self.ups = {task: [up for up in self.nodes if (up, task) in drawn] for task in self.nodes}
        self.downs = {task: [down for down in self.nodes if (task, down) in drawn] for task in self.nodes}

    # -- the graph --

    def reach(self, task: str, step: dict[str, list[str]]) -> set[str]:
        found: set[str] = set()
        todo = [task]
        while todo:
            new = [near for near in step[todo.pop()] if near not in found]
            found.update(new)
            todo += new
        return found

    def scope_setups(self, task: str) -> list[str]:
        """Setups further up in whose scope `task` lies."""
        if self.nodes[task]["teardown"]:
            return []
        found = []
        for setup in self.reach(task, self.ups):
            if not self.nodes[setup]["setup"] or setup in self.ups[task]:
                continue
            teardowns = [down for down in self.downs[setup] if self.nodes[down]["teardown"]]
            if not teardowns or any(teardown in self.reach(task, self.downs) for teardown in teardowns):
                found.append(setup)
        return found

    def leader(self, task: str) -> str | None:
        expand = self.nodes[task]["expand"]
        if not expand or not expand["group"]:
            return task if expand else None
        return next(one for one in self.order if (self.nodes[one]["expand"] or {}).get("group") == expand["group"])

    def members(self, leader: str) -> list[str]:
        return [task for task in self.order if self.leader(task) == leader]

    def together(self, up: str, down: str) -> bool:
        return self.leader(up) is not None and self.leader(up) == self.leader(down)

    def ignorable(self, task: str) -> bool:
        return bool(self.nodes[task]["teardown"] and not self.nodes[task]["on_failure_fail_run"])

    def deciding(self) -> list[str]:
        matters = [task for task in self.nodes if not self.ignorable(task)]
        if self.spec["policy"]["outcome"] == "leaves":
            matters = [task for task in matters if all(self.ignorable(down) for down in self.downs[task])]
        return matters or [task for task in self.nodes if not self.downs[task]]

    # -- instances --

    def mapped(self, task: str) -> list[Inst]:
        return [self.insts[task, index] for index in range(self.count[task])]

    def standing(self, task: str) -> list[Inst]:
        """Its instances; the unmapped one as long as it stands for them."""
        return self.mapped(task) or [self.insts[task, -1]]

    def in_order(self) -> list[Inst]:
        return sorted(self.insts.values(), key=lambda it: (self.order.index(it.task), it.made))

    def stands_for_many(self, it: Inst) -> bool:
        return it.index < 0 and self.leader(it.task) is not None

    def upstream(self, up: str, it: Inst) -> list[str]:
        """The states that `up` shows to `it`."""
        if self.together(up, it.task):
            return [self.insts[up, it.index].state] if it.index >= 0 else []
        placeholder = self.insts[up, -1].state
        gone = self.leader(up) is not None and placeholder == "removed"
        return [one.state for one in self.mapped(up)] + ([] if gone else [placeholder])

    def verdict(self, it: Inst) -> str:
        node = self.nodes[it.task]
        states = [state for up in self.ups[it.task] for state in self.upstream(up, it)]
        setups = [s for up in self.ups[it.task] if self.nodes[up]["setup"] for s in self.upstream(up, it)]
        scope = [state for up in self.scope_setups(it.task) for state in self.upstream(up, it)]
        if node["trigger_rule"] == "always" or not states:
            return "run"
        if BAD & set(scope):
            return "upstream_failed"
        if {"skipped", "removed"} & set(scope):
            return "skipped"
        if set(scope) - TERMINAL:
            return "wait"
        return decide(node["trigger_rule"], states, setups)


def decide(rule: str, states: list[str], setups: list[str]) -> str:
    """What a trigger rule makes of its upstreams: run, wait, skipped or upstream_failed."""
    success = sum(state in ("success", "filtered") for state in states)
    failed = sum(state in FAILED for state in states)
    upstream_failed = states.count("upstream_failed")
    skipped = sum(state in ("skipped", "removed") for state in states)
    done = success + failed + upstream_failed + skipped == len(states)
    bad = failed + upstream_failed
    if rule == "all_success":
        return "upstream_failed" if bad else "skipped" if skipped else "run" if done else "wait"
    if rule == "all_failed":
        return "skipped" if success or skipped else "run" if done else "wait"
    if rule == "all_skipped":
        return "skipped" if success or bad else "run" if done else "wait"
    if rule == "none_failed":
        return "upstream_failed" if bad else "run" if done else "wait"
    if rule == "none_skipped":
        return "skipped" if skipped else "run" if done else "wait"
    if rule == "none_failed_min_one_success" and bad:
        return "upstream_failed"
    if {"one_success": success, "one_failed": bad, "one_done": success + failed}.get(rule, 0):
        return "run"
    if not done:
        return "wait"
    if rule in ("one_success", "all_done_min_one_success", "none_failed_min_one_success"):
        return "run" if success else "upstream_failed" if bad else "skipped"
    if rule in ("one_failed", "one_done"):
        return "skipped"
    if rule == "all_done_setup_success" and setups and not {"success", "filtered"} & set(setups):
        return "skipped" if all(state in ("skipped", "removed") for state in setups) else "upstream_failed"
    return "run"
