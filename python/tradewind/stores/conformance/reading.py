"""What the readers return: order, filters, paging."""

from __future__ import annotations

from tradewind.stores.conformance.rows import Factory, end, instance, make_run, opened, output, start
from tradewind.stores.protocol import Batch, EventRow, LogChunk


class ReadingConformance:
    """Rows come out in the order and the portions that the protocol says."""

    def test_nothing_is_no_error(self, factory: Factory) -> None:
        with opened(factory) as store:
            assert store.run("none") is None
            assert store.run_by_prefix("none") == store.runs() == store.runs(states=["running"], dag_id="none") == []
            assert (store.instances(9), store.expansions(9), store.open_requests()) == ([], [], [])
            assert (store.attempts(9), store.open_attempts(9)) == ([], [])
            assert store.outputs(9) == store.outputs(9, ["a"], "k") == store.outputs(9, []) == []
            assert (store.logs(9, 1), store.events(9)) == ([], [])
            assert store.last_attempt_id(9) == 0

    def test_runs_newest_first_in_pages(self, factory: Factory) -> None:
        with opened(factory) as store:
            keys = [make_run(store, dag_id="even" if turn % 2 else "odd") for turn in range(10)]
            store.commit(Batch(runs=[("running", 1.0, keys[2]), ("success", 2.0, keys[3]), ("failed", 2.0, keys[4])]))
            newest = keys[::-1]

            assert [row.run for row in store.runs()] == newest
            first = store.runs(limit=4)
            second = store.runs(limit=4, before=first[-1].run)
            third = store.runs(limit=4, before=second[-1].run)
            assert [row.run for row in (*first, *second, *third)] == newest
            assert len(third) == 2

            assert {row.dag_id for row in store.runs(dag_id="even")} == {"even"}
            assert [row.run for row in store.runs(dag_id="odd", limit=2, before=keys[4])] == [keys[2], keys[0]]

    def test_runs_by_state(self, factory: Factory) -> None:
        with opened(factory) as store:
            a, b, c, d = (make_run(store) for _ in range(4))
            store.commit(
                Batch(runs=[("running", 1.0, b), ("success", 2.0, c), ("failed", 2.0, d), ("waiting", 3.0, a)])
            )

            def found(*states: str) -> list[int]:
                return [row.run for row in store.runs(states=states)]

            assert found("running") == [b]
            assert found("queued", "running", "waiting") == [b, a]
            assert found("success", "failed") == [d, c]
            assert found("success", "waiting") == [c, a], "terminal and unfinished states together"
            assert found() == [], "no state at all, not every state"
            assert store.runs(states=iter(["running"]), dag_id="dag", before=b + 1, limit=1)[0].run == b

    def test_run_by_prefix(self, factory: Factory) -> None:
        with opened(factory) as store:
            for run_id in ("manual__2026-01", "manual__2026-02", "manual_x", "man%", "mañana", "MANUAL", "m"):
                make_run(store, run_id)

            def found(prefix: str) -> list[str]:
                return [row.run_id for row in store.run_by_prefix(prefix)]

            assert found("manual__2026-01") == ["manual__2026-01"]
            assert found("manual__") == ["manual__2026-02", "manual__2026-01"]
            assert found("manual_") == ["manual_x", "manual__2026-02", "manual__2026-01"]
            assert found("man%") == ["man%"], "no wildcards"
            assert found("mañ") == ["mañana"]
            assert found("M") == ["MANUAL"], "case counts"
            assert found("x") == []
            for turn in range(12):
                make_run(store, f"many-{turn}")
            assert found("many-") == [f"many-{turn}" for turn in range(11, 1, -1)], "at most ten"

    def test_instances_in_order_of_code_points(self, factory: Factory) -> None:
        with opened(factory) as store:
            run = make_run(store)
            names = ["b", "a", "B", "é", "Z_1", "a.b", "😀", "一"]
            store.commit(Batch(instances=[instance(run, name) for name in names]))
            assert [row.task_id for row in store.instances(run)] == sorted(names)

    def test_attempts_by_task(self, factory: Factory) -> None:
        with opened(factory) as store:
            run, other = make_run(store), make_run(store)
            store.commit(
                Batch(
                    attempts_started=[
                        start(run, 3, "b"),
                        start(run, 1, "a", 0),
                        start(run, 10, "a", 1),
                        start(run, 2, "a", 0, 2),
                        start(other, 99, "a", 0),
                    ]
                )
            )

            def found(task_id: str | None = None, map_index: int | None = None) -> list[int]:
                return [row.attempt_id for row in store.attempts(run, task_id, map_index)]

            assert found() == [1, 2, 3, 10]
            assert found("a") == [1, 2, 10]
            assert found("a", 0) == [1, 2]
            assert found("b", -1) == [3]
            assert found("c") == []
            assert store.last_attempt_id(run) == 10

    def test_durations_of_the_last_successful_runs(self, factory: Factory) -> None:
        with opened(factory) as store:
            runs = [make_run(store, dag_id=dag) for dag in ("dag", "dag", "other", "dag", "dag")]
            batch = Batch(runs=[("failed" if run == runs[3] else "success", 9.0, run) for run in runs])
            for run in runs:
                tries = [("a", -1, 1, "failed", 5.0), ("a", -1, 2, "success", 1.0 + run)]
                tries += [("mapped", 0, 3, "success", 2.0), ("mapped", 1, 4, "success", 3.0)]
                for task_id, index, attempt, outcome, seconds in tries:
                    batch.attempts_started.append(start(run, attempt, task_id, index, attempt))
                    batch.attempts_ended.append(end(run, attempt, outcome, started_at=10.0, ended_at=10.0 + seconds))
                    batch.instances.append(instance(run, task_id, index, "success", attempt_id=attempt))
                batch.instances.append(instance(run, "empty", state="success", attempt_id=0))
                batch.instances.append(instance(run, "unlucky", state="failed", attempt_id=1))
            store.commit(batch)

            newest, middle, oldest = runs[4], runs[1], runs[0]
            rows = [(run, *row) for run in (newest, middle, oldest) for row in (("a", 1.0 + run), ("mapped", 3.0))]
            assert store.durations("dag", 10) == rows, "of each the last attempt, of a mapped task the longest"
            assert store.durations("dag", 2) == rows[:4]
            assert store.durations("none", 2) == []

    def test_outputs_by_task_and_key(self, factory: Factory) -> None:
        with opened(factory) as store:
            run = make_run(store)
            names = [f"task_{number:04}" for number in range(1200)]
            store.commit(Batch(outputs=[output(run, name, key=key) for name in names for key in ("k", "return_value")]))

            rows = store.outputs(run, names[::-1])
            assert [(row.task_id, row.key) for row in rows] == [(n, k) for n in names for k in ("k", "return_value")]
            assert [row.task_id for row in store.outputs(run, names, "k")] == names
            assert [row.task_id for row in store.outputs(run, ["task_0007", "none", "task_0003"], "k")] == [
                "task_0003",
                "task_0007",
            ]
            assert len(store.outputs(run, ["task_0001", "task_0001"])) == 2, "asked twice, answered once"
            assert store.outputs(run, []) == []
            assert len(store.outputs(run, key="return_value")) == 1200
            assert store.outputs(run + 1, names) == []

    def test_logs_from_where_a_reader_stopped(self, factory: Factory) -> None:
        with opened(factory) as store:
            run = make_run(store)
            chunks = [LogChunk(run, 1, seq, bytes([seq])) for seq in range(5)]
            store.commit(Batch(logs=[*chunks[::-1], LogChunk(run, 2, 0, b"other"), LogChunk(run + 1, 1, 0, b"other")]))
            assert store.logs(run, 1) == chunks
            assert store.logs(run, 1, after_seq=2) == chunks[3:]
            assert store.logs(run, 1, after_seq=4) == []

    def test_events_in_order_of_time(self, factory: Factory) -> None:
        with opened(factory) as store:
            run = make_run(store)
            rows = [EventRow(at, run, kind, "{}") for at, kind in ((2.0, "b"), (1.0, "a"), (2.0, "c"), (3.5, "d"))]
            store.commit(Batch(events=[*rows, EventRow(1.0, 0, "engine", "{}")]))
            assert [row.kind for row in store.events(run)] == ["a", "b", "c", "d"]
            assert [row.kind for row in store.events(run, after=2.0)] == ["d"]
            assert [row.kind for row in store.events(0)] == ["engine"]

    def test_facts(self, factory: Factory) -> None:
        with opened(factory) as store:
            facts = store.facts()
            assert set(facts) == {"dialect", "place", "bytes", "schema_version", "durability"}
            assert isinstance(facts["schema_version"], int)
            assert isinstance(facts["bytes"], int)
