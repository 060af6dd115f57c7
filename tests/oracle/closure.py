"""What a manual retry opens, as the least set that satisfies the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oracle.runs import BAD, FLYING, Inst, Run

if TYPE_CHECKING:
    from oracle.reference import Reference


class Closure:
    """`follows`: runs again, and so does what comes after. `alone`: runs again. `anew`: leaders that expand again.

    `again` is None, task ids, or (instances or None, whether of what follows only what was held back, what to keep).
    """

    def __init__(self, run: Run, again: list[str] | tuple[Any, ...] | None) -> None:
        self.run = run
        self.alone: set[tuple[str, int]] = set()
        self.anew: set[str] = set()
        given = again if isinstance(again, tuple) else (again and [(task, None) for task in again], False, [])
        seeds, self.exact, keep = given if again != [] else ([], False, [])
        self.kept = set(keep)
        opens = {name for name, it in run.insts.items() if self.can_open(it) and name not in self.kept}
        self.follows = {name for name in opens if self.seed(run.insts[name], seeds)}
        self.seeded = {run.leader(task) for task, _ in self.follows}
        while self.grow():
            pass

    def can_open(self, it: Inst) -> bool:
        expanding = self.run.stands_for_many(it) and it.state == "scheduled"
        return it.state not in {*FLYING, "none", "removed"} and not expanding

    def seed(self, it: Inst, seeds: list[tuple[str, int | None]] | None) -> bool:
        if it.state in BAD and (seeds is None or self.run.spec["policy"]["fail_fast"]):
            return True
        whole = (it.task, None) in (seeds or []) and it in self.run.standing(it.task)
        return whole or (it.task, it.index) in (seeds or [])

    def may_follow(self, it: Inst) -> bool:
        held_back = it.state == "upstream_failed" or (it.state == "skipped" and not it.attempt)
        return (it.task, it.index) not in self.kept and (held_back or not self.exact)

    def may_expand(self, leader: str) -> bool:
        members = {(task, it.index) for task in self.run.members(leader) for it in self.run.standing(task)}
        return not members & self.kept and (leader in self.seeded or not self.exact)

    def again(self, task: str) -> list[tuple[str, int]]:
        """The instances of a task that something downstream follows; all of those that expand anew."""
        if self.run.leader(task) in self.anew:
            return [(task, -1)]
        return [name for name in self.follows if name[0] == task]

    def grow(self) -> bool:
        before = len(self.follows), len(self.alone), len(self.anew)
        run = self.run
        for task in run.order:
            for it in run.standing(task):
                if (
                    self.can_open(it)
                    and self.may_follow(it)
                    and not self.branched_off(it)
                    and any(self.leads_to(up, it) for up in run.ups[task])
                ):
                    self.follows.add((task, it.index))
            placeholder = run.insts[task, -1]
            expanded = placeholder.state in ("removed", "scheduled") and run.leader(task) == task
            if (
                expanded
                and self.may_expand(task)
                and any(self.again(up) for up in run.ups[task] if not run.together(up, task))
            ):
                self.anew.add(task)
            for name in self.again(task):
                self.alone |= self.setups(task, name[1])
        return before != (len(self.follows), len(self.alone), len(self.anew))

    def leads_to(self, up: str, it: Inst) -> bool:
        run = self.run
        if run.together(up, it.task):
            return (up, it.index) in self.follows
        if run.leader(it.task) == it.task and it.index >= 0:
            return False  # it expands anew instead
        if run.stands_for_many(it) and run.leader(it.task) != it.task:
            return False  # it shares the fate of its leader
        return bool(self.again(up))

    def branched_off(self, it: Inst) -> bool:
        """Skipped by a branch that keeps its decision."""
        run = self.run
        if it.state != "skipped" or it.attempt or run.verdict(it) == "skipped":
            return False
        chosen = self.follows | self.alone
        for up in run.ups[it.task]:
            standing = run.standing(up)
            if run.leader(up) in self.anew:
                return False
            if any((up, one.index) in chosen and one.state == "success" for one in standing):
                return False
        return True

    def setups(self, task: str, index: int) -> set[tuple[str, int]]:
        run = self.run
        if run.nodes[task]["teardown"]:
            return set()
        near = [up for up in run.ups[task] if run.nodes[up]["setup"]] + run.scope_setups(task)
        return {
            (setup, it.index)
            for setup in near
            for it in run.standing(setup)
            if self.can_open(it) and (not run.together(setup, task) or it.index == index)
            if (setup, it.index) not in self.kept
        }


def reopen(reference: Reference, run: Run, again: Any) -> bool:
    if run.ending or run.state == "queued":
        return False
    closure = Closure(run, again)
    for leader in closure.anew:
        forget_expansion(reference, run, leader)
    chosen = [run.insts[name] for name in closure.follows | closure.alone]
    for it in sorted(chosen, key=lambda it: it.made):
        if run.stands_for_many(it):
            leader = run.leader(it.task)
            if closure.can_open(it) and leader:
                forget_expansion(reference, run, leader)
        elif closure.can_open(it):
            open_one(it, "none")
    if not chosen and not closure.anew:
        return False
    if run.state not in ("running", "waiting"):
        reference.change(run, "queued")
    return True


def forget_expansion(reference: Reference, run: Run, leader: str) -> None:
    for task in run.members(leader):
        for it in run.mapped(task):
            if it.state in FLYING:
                reference.kill(run, it, "cancel")
            open_one(it, "removed")
        open_one(run.insts[task, -1], "none")
        run.count[task] = 0


def open_one(it: Inst, state: str) -> None:
    it.state, it.next_at, it.retry_base, it.losses = state, None, it.try_number, 0
