"""A slow, obvious reference of `RunMachine`.

It keeps states and nothing else: no counters, no queues, no timers. Whatever the machine has at hand, this works out
from the states of all instances, each time. Constant waits only (`retry_backoff` 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oracle.closure import reopen
from oracle.runs import ACTIVE, BAD, FLYING, TERMINAL, Inst, Run


class Reference:
    """The same calls as `RunMachine`; instances are named (task_id, map_index)."""

    def __init__(self, pools: dict[str, int]) -> None:
        self.pools = dict(pools)
        self.runs: dict[int, Run] = {}
        self.queue: list[int] = []
        self.starts = self.seq = 0
        self.now = 0.0
        self.commands: list[tuple[Any, ...]] = []
        self.run_changes: list[tuple[str, int]] = []

    def apply(self, events: list[tuple[Any, ...]], now: float, room: int) -> dict[str, Any]:
        self.now = now
        before = {(run.key, *name): it.row() for run in self.runs.values() for name, it in run.insts.items()}
        for run in list(self.runs.values()):
            if run.state in ACTIVE:
                self.go_on(run)
                if run.state not in ACTIVE:
                    self.admit()
        rejected = [number for number, event in enumerate(events) if not self.event(*event)]
        while (timer := self.earliest()) and timer[0] <= now:
            self.ring(*timer)
        starts = [self.start(*found) for _ in range(room) if (found := self.best())]
        after = {(run.key, *name): it.row() for run in self.runs.values() for name, it in run.insts.items()}
        untouched = ("none", 0, 0, 0, None)
        changed = {name: row for name, row in after.items() if before.get(name, untouched) != row}
        out = {"rows": changed, "starts": starts, "rejected": rejected}
        out |= {"commands": sorted(self.commands), "runs": self.run_changes}
        self.commands, self.run_changes = [], []
        return out

    # -- events --

    def event(self, kind: str, key: int, name: tuple[str, int] | None, attempt: int, arg: Any) -> bool:
        if kind == "pool":
            changed = self.pools.get(arg[0]) != arg[1]
            self.pools[arg[0]] = arg[1]
            return changed
        run = self.runs[key]
        was_active = run.state in ACTIVE
        if name is None:
            changed = self.run_event(run, kind, arg)
        else:
            changed = name in run.insts and self.instance_event(run, run.insts[name], kind, attempt, arg)
        if changed:
            self.go_on(run)
            if run.state == "queued" and kind in ("submit", "retry_run"):
                self.queue.append(key)
                self.admit()
            elif was_active and run.state not in ACTIVE:
                self.admit()
        return changed

    def run_event(self, run: Run, kind: str, arg: Any) -> bool:
        if kind == "submit":
            fresh, run.submitted = not run.submitted, True
            return fresh
        if kind == "cancel_run":
            if run.state not in {*ACTIVE, "queued"} or run.ending == "cancelled":
                return False
            self.end(run, "cancelled")
            return True
        return reopen(self, run, arg)

    def instance_event(self, run: Run, it: Inst, kind: str, attempt: int, arg: Any) -> bool:
        if kind == "expanded":
            return self.expanded(run, it, attempt, *arg)
        if kind == "mark":
            if it.state in (arg, "removed"):
                return False
            if it.state in FLYING:
                self.kill(run, it, "cancel")
            self.end_alike(run, it, arg)
            return True
        if attempt != it.attempt or it.state not in {*FLYING, "deferred", "waiting"}:
            return False
        flying = it.state in FLYING
        if kind == "started":
            if it.state != "queued":
                return False
            it.state = "running"
            timeout = run.nodes[it.task]["timeout"] or run.spec["policy"]["default_timeout"]
            it.times_out_at = self.now + timeout if timeout else None
            self.call(run, it, "execute")
        elif kind == "success":
            for task in arg or []:
                near = self.branch(run, it, task)
                if near and near.state in ("none", "scheduled"):
                    self.end_alike(run, near, "skipped")
            it.state = "success"
            self.call(run, it, "success")
        elif kind in ("failed", "timeout", "crashed"):
            self.fail(run, it, "crashed" if kind == "crashed" else "failed", kind != "failed" or not arg)
        elif kind in ("skipped", "filtered", "cancelled"):
            it.state = kind
            if kind == "skipped":
                self.call(run, it, "skipped")
        elif kind == "resume":
            if flying:
                return False
            self.schedule(run, it)
        elif not flying:
            return False
        elif run.ending:
            it.state = "cancelled"
        elif kind == "lost":
            it.losses += 1
            if it.losses >= 3:
                self.fail(run, it, "crashed", True)
            else:
                self.schedule(run, it)
        elif kind == "reschedule":
            it.state, it.next_at = "up_for_reschedule", arg
        else:
            it.state = kind
        return True

    def branch(self, run: Run, it: Inst, task: str) -> Inst | None:
        if task not in run.downs[it.task]:
            return None
        if run.together(it.task, task):
            return run.insts.get((task, it.index)) if it.index >= 0 else None
        return run.insts[task, -1]

    def end_alike(self, run: Run, it: Inst, state: str) -> None:
        """Placeholders of one group end alike."""
        leader = run.leader(it.task) if run.stands_for_many(it) else None
        for one in [run.insts[task, -1] for task in run.members(leader)] if leader else [it]:
            one.state, one.next_at = state, None

    def fail(self, run: Run, it: Inst, state: str, may_retry: bool) -> None:
        node = run.nodes[it.task]
        if may_retry and not run.ending and it.try_number - it.retry_base <= node["retries"]:
            it.state, it.next_at = "up_for_retry", self.now + node["retry_delay"]
            self.call(run, it, "retry")
        else:
            it.state = state
            self.call(run, it, "failure")

    def schedule(self, run: Run, it: Inst) -> None:
        self.seq += 1
        it.state, it.next_at = "scheduled", None
        it.ready = (self.starts - 1024 * run.weights[it.task], self.seq)

    def next_try(self, run: Run, it: Inst) -> None:
        it.try_number, it.losses = it.try_number + 1, 0
        self.schedule(run, it)

    def kill(self, run: Run, it: Inst, reason: str) -> None:
        self.commands.append(("kill", run.key, it.task, it.index, it.attempt, reason))

    def call(self, run: Run, it: Inst, kind: str) -> None:
        if kind in run.nodes[it.task]["callbacks"]:
            self.commands.append(("callback", run.key, it.task, it.index, it.attempt, kind))

    # -- what follows --

    def go_on(self, run: Run) -> None:
        if run.state in ACTIVE and not run.ending:
            for task in run.order:
                self.look_at_placeholder(run, run.insts[task, -1])
                for it in [run.insts[task, -1], *run.mapped(task)]:
                    if it.state == "none" and not run.stands_for_many(it):
                        self.look(run, it)
        self.conclude(run)

    def look(self, run: Run, it: Inst) -> None:
        verdict = run.verdict(it)
        if verdict == "run" and run.nodes[it.task]["empty"]:
            it.state = "success"
            self.call(run, it, "execute")
            self.call(run, it, "success")
        elif verdict == "run":
            self.next_try(run, it)
        elif verdict != "wait":
            it.state = verdict

    def look_at_placeholder(self, run: Run, it: Inst) -> None:
        if it.state != "none" or run.leader(it.task) != it.task:
            return
        verdict = run.verdict(it)
        sizes = [run.nodes[task]["expand"]["size"] for task in run.members(it.task)]
        size = next((size for size in sizes if size is not None), None)
        if verdict == "run" and size is not None:
            self.grow(run, it.task, size, last=True)
        elif verdict == "run":
            it.state = "scheduled"
            self.commands.append(("expand", run.key, it.task))
        elif verdict != "wait":
            self.end_alike(run, it, verdict)

    def expanded(self, run: Run, it: Inst, before: int, count: int, last: bool) -> bool:
        leader = run.leader(it.task)
        if leader is None or run.state not in ACTIVE or run.insts[leader, -1].state != "scheduled":
            return False
        if run.count[leader] != before or not (count or last):
            return False
        self.grow(run, leader, count, last)
        return True

    def grow(self, run: Run, leader: str, count: int, last: bool) -> None:
        for task in run.members(leader):
            for index in range(run.count[task], run.count[task] + count):
                it = run.insts.setdefault((task, index), Inst(task, index, len(run.insts)))
                it.state = "none"
            run.count[task] += count
        if last:
            self.end_alike(run, run.insts[leader, -1], "removed" if run.count[leader] else "skipped")

    # -- runs --

    def change(self, run: Run, state: str) -> None:
        if run.state != state:
            run.state = state
            self.run_changes.append((state, run.key))

    def admit(self) -> None:
        full = set()
        for key in list(self.queue):
            run = self.runs[key]
            dag_id, limit = run.spec["dag_id"], run.spec["max_active_runs"]
            active = sum(r.state in ACTIVE for r in self.runs.values() if r.spec["dag_id"] == dag_id)
            if run.state != "queued":
                self.queue.remove(key)
            elif dag_id not in full and (limit is None or active < limit):
                self.queue.remove(key)
                run.started_at = self.now
                self.change(run, "running")
                self.go_on(run)
            else:
                full.add(dag_id)

    def end(self, run: Run, ending: str) -> None:
        for it in run.in_order():
            if it.state in FLYING and not run.ending:
                self.kill(run, it, "cancel")
            elif it.state not in TERMINAL | FLYING:
                it.state, it.next_at = "cancelled", None
        run.ending = ending

    def conclude(self, run: Run) -> None:
        states = [it.state for it in run.insts.values()]
        bad = any(it.state in BAD for it in run.insts.values() if it.task in run.deciding())
        judged = "failed" if bad else "success"
        if run.state not in ACTIVE and not run.ending:
            if run.state in ("success", "failed") and run.state != judged:
                self.finish(run, judged)
            return
        broken = any(it.state in ("failed", "crashed") and not run.ignorable(it.task) for it in run.insts.values())
        if not run.ending and broken and run.spec["policy"]["fail_fast"]:
            self.end(run, "broken")
            states = [it.state for it in run.insts.values()]
        if run.ending:
            if not FLYING & set(states):
                broken_as = "failed" if "failed" in states else "crashed"
                self.finish(run, broken_as if run.ending == "broken" else run.ending)
        elif set(states) <= TERMINAL:
            self.finish(run, judged)
        else:
            open_ = set(states) - TERMINAL
            self.change(run, "waiting" if "waiting" in open_ and open_ <= {"waiting", "none"} else "running")

    def finish(self, run: Run, state: str) -> None:
        run.ending = None
        self.change(run, state)
        kind = {"success": "success", "failed": "failure", "crashed": "failure"}.get(state)
        if kind in run.spec["callbacks"]:
            self.commands.append(("run_callback", run.key, kind))

    # -- time and room --

    def timers(self) -> Iterator[tuple[Any, ...]]:
        for run in self.runs.values():
            if run.spec["run_timeout"] and run.state in ACTIVE and not run.ending:
                yield run.started_at + run.spec["run_timeout"], run.key, -1, None
            for it in run.insts.values():
                if it.state in ("up_for_retry", "up_for_reschedule"):
                    yield it.next_at, run.key, it.made, it
                elif it.state == "running" and it.times_out_at is not None:
                    yield it.times_out_at, run.key, it.made, it

    def earliest(self) -> tuple[Any, ...] | None:
        return min(self.timers(), key=lambda timer: timer[:3], default=None)

    def ring(self, _at: float, key: int, _made: int, it: Inst | None) -> None:
        run = self.runs[key]
        was_active = run.state in ACTIVE
        if it is None:
            self.end(run, "failed")
        elif it.state == "up_for_retry":
            self.next_try(run, it)
        elif it.state == "up_for_reschedule":
            self.schedule(run, it)
        else:
            it.times_out_at = None
            self.kill(run, it, "timeout")
        self.go_on(run)
        if was_active and run.state not in ACTIVE:
            self.admit()

    def best(self) -> tuple[Run, Inst] | None:
        ready = [
            (it.ready, run.key, it.made)
            for run in self.runs.values()
            for it in run.insts.values()
            if it.state == "scheduled" and not run.stands_for_many(it)
        ]
        blocked = set()
        for _, key, made in sorted(ready):
            run = self.runs[key]
            it = next(one for one in run.insts.values() if one.made == made)
            node = run.nodes[it.task]
            limit = run.spec["max_active_tasks"]
            if limit is not None and sum(one.state in FLYING for one in run.insts.values()) >= limit:
                continue
            if node["pool"] not in blocked and self.fits(node["pool"], node["pool_slots"]):
                return run, it
            blocked.add(node["pool"])
        return None

    def fits(self, pool: str, slots: int) -> bool:
        flying = [run.nodes[it.task] for run in self.runs.values() for it in run.insts.values() if it.state in FLYING]
        used = sum(node["pool_slots"] for node in flying if node["pool"] == pool)
        size = self.pools.get(pool)
        return size is None or used + slots <= size or (used == 0 and size > 0)

    def start(self, run: Run, it: Inst) -> tuple[Any, ...]:
        it.state, it.attempt = "queued", run.next_attempt
        it.times_out_at = None
        run.next_attempt += 1
        self.starts += 1
        return run.key, it.task, it.index, it.attempt, it.try_number
