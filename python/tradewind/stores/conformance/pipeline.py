"""What every `DurableStore` must do, for pytest: subclass `DurableStoreConformance` and give it a fixture `store`."""

from __future__ import annotations

from collections.abc import Sequence

from tradewind.pipeline.constants import RunStatus, TaskStatus
from tradewind.pipeline.durable.store import (
    Advance,
    Claim,
    Completed,
    DurableStore,
    Launch,
    NodeSeed,
    Output,
    PublicationError,
    TaskPlan,
)

_CHAIN = (NodeSeed((), "new"), NodeSeed((0,), "inherit"), NodeSeed((1,), "none"))
_PLAN = TaskPlan({"in": ["x"]}, {"text": "ä", "n": 1.5, "none": None}, {"key": "vault"}, "c1")


def _begun(store: DurableStore, nodes: Sequence[NodeSeed] = _CHAIN, tasks: int = 1) -> list[Claim]:
    """Run `r`, its node 0 launched with `tasks` tasks: their claims."""
    assert store.create_run("r", "[]", {"k": [1, None]}, nodes)
    store.launch("r", [Launch(0, 0, "launched", [_PLAN] * tasks)])
    return store.claim(tasks)


def _done(claim: Claim, *outputs: str) -> Completed:
    return Completed(claim.task_id, claim.attempt_id, [Output(name, {"n": name}, data=[name]) for name in outputs])


class DurableStoreConformance:
    def test_a_run_is_created_once_and_read_back(self, store: DurableStore) -> None:
        assert store.create_run("r", "[]", {"k": [1, None]}, _CHAIN)
        assert not store.create_run("r", "[1]", {}, _CHAIN)
        run = store.get_run("r")
        assert run is not None
        assert (run.status, run.pipeline, run.run_input) == (RunStatus.RUNNING, "[]", {"k": [1, None]})
        assert (run.unsettled, run.retry_count, run.error) == (3, 0, None)
        assert store.get_run("other") is None
        assert store.advance("other") is None
        assert store.advance("r") == Advance([0], 3)

    def test_a_launch_happens_once_and_only_of_its_generation(self, store: DurableStore) -> None:
        store.create_run("r", "[]", {}, _CHAIN)
        assert store.launch("r", [Launch(0, 1, "launched", [_PLAN])]) == Advance([], 3)  # stale
        assert store.launch("r", [Launch(1, 0, "launched", [_PLAN])]) == Advance([], 3)  # not ready
        assert store.claim(9) == []
        for _ in range(2):
            assert store.launch("r", [Launch(0, 0, "launched", [_PLAN])]) == Advance([], 3)
        (claim,) = store.claim(9)
        assert claim.plan == _PLAN
        assert (claim.run_id, claim.node_index, claim.generation, claim.resumed_from) == ("r", 0, 0, None)
        assert store.claim(9) == []

    def test_what_has_no_tasks_is_settled_at_once(self, store: DurableStore) -> None:
        store.create_run("r", "[]", {}, _CHAIN)
        assert store.launch("r", [Launch(0, 0, "filtered")]) == Advance([1], 2)
        shot = store.snapshot("r", {1: [0]})
        assert shot.generations == {1: 0}
        assert shot.sources[0] == ("filtered", [])

    def test_the_last_task_settles_its_node(self, store: DurableStore) -> None:
        first, second = _begun(store, tasks=2)
        (completion,), freed = store.complete([_done(second, "b")])
        assert completion is not None
        assert not completion.launch_complete
        assert freed == {}
        (completion,), freed = store.complete([_done(first, "a", "a2")])
        assert completion is not None
        assert completion.launch_complete
        assert freed == {"r": Advance([1], 2)}
        outputs = store.snapshot("r", {1: [0]}).sources[0].outputs
        assert [output[:3] for output in outputs] == [  # by task, whoever came first
            ("a", {"n": "a"}, "a"),
            ("a2", {"n": "a2"}, "a2"),
            ("b", {"n": "b"}, "b"),
        ]
        assert store.fetch_outputs("r", ["b", "zz"]) == {"b": Output("b", {"n": "b"}, "b", ["b"])}

    def test_a_repeated_completion_gets_the_same_and_writes_nothing(self, store: DurableStore) -> None:
        (claim,) = _begun(store)
        first = store.complete([_done(claim, "a")])
        assert store.complete([_done(claim, "other")]) == first
        assert store.fetch_outputs("r", ["other"]) == {}

    def test_an_output_id_is_used_once_in_a_run(self, store: DurableStore) -> None:
        first, second = _begun(store, tasks=2)
        store.complete([_done(first, "a")])
        refusal = ""
        try:
            store.complete([_done(second, "b", "a")])
        except PublicationError as error:
            refusal = str(error)
        assert "'a'" in refusal
        assert store.fetch_outputs("r", ["b"]) == {}
        (completion,), _ = store.complete([_done(second, "b")])
        assert completion is not None

    def test_correlations_are_new_inherited_or_none(self, store: DurableStore) -> None:
        (claim,) = _begun(store)
        store.complete([_done(claim, "a")])
        for node, name, expected in ((1, "b", "c1"), (2, "c", None)):
            store.launch("r", [Launch(node, 0, "launched", [_PLAN])])
            (claim,) = store.claim(1)
            store.complete([_done(claim, name)])
            assert store.fetch_outputs("r", [name])[name].correlation_id == expected

    def test_an_old_attempt_changes_nothing(self, store: DurableStore) -> None:
        (old,) = _begun(store)
        fresh = store.recover(old.task_id, old.attempt_id)
        assert fresh not in (None, old.attempt_id)
        assert store.recover(old.task_id, old.attempt_id) == fresh
        (new,) = store.claim(9)
        assert (new.task_id, new.attempt_id, new.plan) == (old.task_id, fresh, old.plan)
        assert store.complete([_done(old, "a")]) == ([None], {})
        assert store.fail(old.task_id, old.attempt_id, TaskStatus.FAILED, "late") is None
        assert store.wait(old.task_id, old.attempt_id, "w") is None
        assert store.complete([_done(new, "a")])[0] != [None]
        assert store.recover(old.task_id, old.attempt_id) == fresh  # for ever
        assert store.recover(new.task_id, new.attempt_id) is None
        assert store.complete([Completed("nonsense", "1"), Completed("1", "x.y")]) == ([None, None], {})

    def test_a_wait_frees_the_worker_and_is_resumed_once(self, store: DurableStore) -> None:
        (claim,) = _begun(store)
        task, attempt = claim.task_id, claim.attempt_id
        assert store.resume(task, attempt, "w") is None
        assert store.wait(task, attempt, "w") is True
        assert store.wait(task, attempt, "w") is True
        assert store.wait(task, attempt, "other") is None
        assert store.claim(9) == []
        assert store.complete([_done(claim, "a")]) == ([None], {})
        assert store.resume(task, attempt, "other") is None
        fresh = store.resume(task, attempt, "w")
        assert fresh is not None
        (again,) = store.claim(9)
        assert (again.attempt_id, again.resumed_from) == (fresh, "w")
        assert store.resume(task, attempt, "w") == fresh
        assert store.wait(task, fresh, "w") is None  # used

    def test_a_run_ends_once_and_takes_its_tasks_along(self, store: DurableStore) -> None:
        claim, _ = _begun(store, tasks=2)
        assert store.fail(claim.task_id, claim.attempt_id, TaskStatus.FAILED, "boom") == "r"
        assert store.finish("r", RunStatus.FAILED, "boom")
        assert not store.finish("r", RunStatus.COMPLETED, None)
        run = store.get_run("r")
        assert run is not None
        assert (run.status, run.error) == (RunStatus.FAILED, "boom")
        assert store.claim(9) == []
        assert store.advance("r") is None
        assert store.launch("r", []) is None

    def test_reopening_invalidates_and_counts_anew(self, store: DurableStore) -> None:
        (claim,) = _begun(store)
        store.complete([_done(claim, "a")])
        store.launch("r", [Launch(1, 0, "launched", [_PLAN, _PLAN])])
        good, bad = store.claim(9)
        store.complete([_done(good, "b")])
        store.fail(bad.task_id, bad.attempt_id, TaskStatus.CRASHED, "gone")
        assert store.reopen("r", [1, 2], 0) is None  # still running
        store.finish("r", RunStatus.CRASHED, "gone")
        assert store.unfinished("r") == [1]
        assert store.reopen("r", [1, 2], 7) is None
        assert store.reopen("r", [1, 2], 0) == {1: 1, 2: 1}
        run = store.get_run("r")
        assert run is not None
        assert (run.status, run.unsettled, run.retry_count, run.error) == (RunStatus.RUNNING, 2, 1, None)
        assert store.advance("r") == Advance([1], 2)
        assert store.complete([_done(good, "b")]) == ([None], {})
        store.launch("r", [Launch(1, 1, "launched", [_PLAN])])
        (again,) = store.claim(9)
        assert again.generation == 1
        _, freed = store.complete([_done(again, "b2")])
        assert freed == {"r": Advance([2], 1)}
        assert [output.id for output in store.snapshot("r", {2: [1]}).sources[1].outputs] == ["b2"]

    def test_what_is_broken_and_not_ended_is_told(self, store: DurableStore) -> None:
        claim, _ = _begun(store, tasks=2)
        assert store.fail(claim.task_id, claim.attempt_id, TaskStatus.CRASHED, "gone") == "r"
        assert store.advance("r") == Advance(
            [], 3, (RunStatus.CRASHED, "gone")
        )  # whoever failed it died before `finish`
        store.create_run("s", "[]", {}, _CHAIN)
        store.launch("s", [Launch(0, 0, "failed", error="too many")])
        advance = store.advance("s")
        assert advance is not None
        assert advance.broken == (RunStatus.FAILED, "too many")

    def test_a_crashed_task_is_tried_again_while_its_run_goes_on(self, store: DurableStore) -> None:
        old, other = _begun(store, tasks=2)
        assert store.retry(old.task_id, old.attempt_id) is None  # it runs
        store.fail(old.task_id, old.attempt_id, TaskStatus.CRASHED, "gone")
        fresh = store.retry(old.task_id, old.attempt_id)
        assert fresh not in (None, old.attempt_id)
        assert store.retry(old.task_id, old.attempt_id) == fresh
        assert store.advance("r") == Advance([], 3)
        (again,) = store.claim(9)
        assert (again.task_id, again.attempt_id, again.plan) == (old.task_id, fresh, old.plan)
        assert store.complete([_done(old, "a")]) == ([None], {})
        store.complete([_done(again, "a"), _done(other, "b")])
        store.launch("r", [Launch(1, 0, "launched", [_PLAN])])
        (bad,) = store.claim(9)
        store.fail(bad.task_id, bad.attempt_id, TaskStatus.CRASHED, "gone")
        store.finish("r", RunStatus.CRASHED, "gone")
        assert store.retry(bad.task_id, bad.attempt_id) is None  # the run has ended

    def test_claims_are_the_oldest_of_one_run_or_all(self, store: DurableStore) -> None:
        for run in ("r", "s"):
            store.create_run(run, "[]", {}, _CHAIN)
            store.launch(run, [Launch(0, 0, "launched", [_PLAN] * 2)])
        (own,) = store.claim(1, "s")
        assert own.run_id == "s"
        assert store.claim(0) == []
        rest = store.claim(9)
        assert [claim.run_id for claim in rest] == ["r", "r", "s"]
        assert len({claim.task_id for claim in (own, *rest)}) == 4
        store.finish("r", RunStatus.CANCELLED, "enough")
        assert store.complete([_done(rest[0], "a")]) == ([None], {})
        assert store.recover(rest[1].task_id, rest[1].attempt_id) is None

    def test_ids_of_outputs_stay_reserved(self, store: DurableStore) -> None:
        (claim,) = _begun(store)
        store.complete([_done(claim, "a")])
        store.launch("r", [Launch(1, 0, "failed", error="no")])
        store.finish("r", RunStatus.FAILED, "no")
        assert store.reopen("r", [0, 1, 2], 0) == {0: 1, 1: 1, 2: 1}
        assert store.snapshot("r", {0: []}).generations == {0: 1}
        store.launch("r", [Launch(0, 1, "launched", [_PLAN])])
        (again,) = store.claim(1)
        refused = False
        try:
            store.complete([_done(again, "a")])
        except PublicationError:
            refused = True
        assert refused
        assert store.complete([_done(again, "a2")])[1] == {"r": Advance([1], 2)}

    def test_many_at_once(self, store: DurableStore) -> None:
        wide = [NodeSeed((), "new"), *(NodeSeed((0,), "inherit") for _ in range(700)), NodeSeed(range(701), "none")]
        store.create_run("r", "[]", {}, wide)
        store.launch("r", [Launch(0, 0, "launched", [_PLAN] * 1_300)])
        claims = store.claim(2_000)
        assert len(claims) == 1_300
        completions, freed = store.complete([_done(claim, f"o{at}") for at, claim in enumerate(claims)])
        assert sum(completion is not None and completion.launch_complete for completion in completions) == 1
        assert freed == {"r": Advance(list(range(1, 701)), 701)}
        shot = store.snapshot("r", {node: [0] for node in range(1, 701)})
        assert [output.id for output in shot.sources[0].outputs] == [f"o{at}" for at in range(1_300)]
        ids = [f"o{at}" for at in range(1_300)]
        assert set(store.fetch_outputs("r", ids)) == set(ids)
        assert store.launch("r", [Launch(node, 0, "filtered") for node in range(1, 701)]) == Advance([701], 1)
        assert store.fetch_outputs("other", ids) == {}
