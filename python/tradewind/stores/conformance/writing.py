"""What `commit` and its kin do to the rows."""

from __future__ import annotations

from tradewind.stores.conformance.rows import (
    Factory,
    end,
    instance,
    make_run,
    new_run,
    opened,
    output,
    refused,
    start,
)
from tradewind.stores.protocol import (
    AttemptRow,
    AttemptRunning,
    Batch,
    EventRow,
    InstanceRow,
    LogChunk,
    NewRun,
    Request,
    RunRow,
    SecretRow,
    Store,
)


def whole_run(run: int, run_id: str) -> Batch:
    """Something in every list of a batch."""
    return Batch(
        new_runs=[new_run(run, run_id)],
        runs=[("running", 5.0, run)],
        pins=[("v1", '{"n": 1}', run)],
        instances=[instance(run, "a"), instance(run, "b", 3)],
        expansions=[(run, "b", 4, 0)],
        attempts_started=[start(run, 1, "a"), start(run, 2, "b", 3)],
        attempts_running=[AttemptRunning(6.0, 77, 88, "host", run, 1)],
        attempts_ended=[end(run, 1)],
        outputs_cleared=[(run, "a", -1)],
        outputs=[output(run, "a")],
        logs=[LogChunk(run, 1, 0, b"line")],
        events=[EventRow(7.0, run, "kind", "{}")],
    )


def all_rows(store: Store, run: int, run_id: str) -> tuple[object, ...]:
    """Everything that can be read about a run."""
    return (
        store.run(run_id),
        store.instances(run),
        store.expansions(run),
        store.attempts(run),
        store.outputs(run),
        store.logs(run, 1),
        store.events(run),
        store.open_requests(),
    )


class WritingConformance:
    """Rows go in whole or not at all, and mean what the protocol says."""

    def test_open_and_close_are_idempotent(self, factory: Factory) -> None:
        store = factory()
        store.open()
        store.open()
        run = make_run(store)
        store.close()
        store.close()
        with refused():
            store.run("run-1")
        with refused():
            store.commit(Batch(runs=[("running", 1.0, run)]))
        store.open()
        assert store.run("run-1") is not None
        store.close()

    def test_what_is_committed_is_read_back(self, factory: Factory) -> None:
        with opened(factory) as store:
            store.put_version("v1", "dag", b"", b"", 1.0)
            run = store.next_run()
            row = NewRun(run, "rün/1", "dag", "v1", "backfill", 1.5, 2.5, 3.5, '{"a": "ü"}', '{"m": 1}', 4.5)
            store.commit(Batch(new_runs=[row]))
            expected = RunRow(*row[:5], "queued", 1.5, 2.5, 3.5, '{"a": "ü"}', '{"m": 1}', 4.5, None, None)
            assert store.run("rün/1") == expected
            store.commit(whole_run(run + 1, "other"))
            assert store.run("rün/1") == expected
            queued, changed = ("queued", 1, 0, 1), (None, 2.0)
            assert store.instances(run + 1) == [
                InstanceRow("a", -1, *queued, *changed),
                InstanceRow("b", 3, *queued, *changed),
            ]
            assert store.attempts(run + 1)[0] == AttemptRow(
                1, "a", -1, 1, "success", 101.0, 6.0, 201.0, None, None, None, None, 77, 88, "host"
            )
            assert all_rows(store, run, "rün/1")[1:] == ([],) * 7

    def test_an_empty_batch_changes_nothing(self, factory: Factory) -> None:
        with opened(factory) as store:
            assert not Batch()
            store.commit(Batch())
            assert store.runs() == []

    def test_a_failing_row_rolls_back_the_whole_batch(self, factory: Factory) -> None:
        """Whatever list the bad row is in."""
        with opened(factory) as store, opened(factory) as other:
            run = make_run(store, "first")
            store.commit(Batch(attempts_started=[start(run, 1)], logs=[LogChunk(run, 1, 0, b"")]))
            before = all_rows(store, run, "first")
            bad: dict[str, tuple[object, ...]] = {
                "new_runs": new_run(run + 2, "first"),
                "instances": instance(run, "bad", state=None),  # type: ignore[arg-type]
                "expansions": (run, "bad", None, 0),
                "attempts_started": start(run, 1),
                "outputs": output(run, "bad")._replace(codec=None),  # type: ignore[arg-type]
                "logs": LogChunk(run, 1, 0, b"again"),
                "events": EventRow(1.0, run, "kind", None),  # type: ignore[arg-type]
            }
            for name, row in bad.items():
                batch = whole_run(run + 1, "second")
                batch.runs.append(("running", 9.0, run))
                batch.attempts_ended.append(end(run, 1, "failed"))
                getattr(batch, name).append(row)
                with refused():
                    store.commit(batch)
                for reader in (store, other):
                    assert all_rows(reader, run, "first") == before, name
                    assert all_rows(reader, run + 1, "second") == (None, [], [], [], [], [], [], []), name
            store.commit(whole_run(run + 1, "second"))
            assert other.run("second") is not None

    def test_a_run_needs_its_version(self, factory: Factory) -> None:
        with opened(factory) as store:
            with refused():
                store.commit(Batch(new_runs=[new_run(store.next_run(), dag_version="unknown")]))
            assert store.runs() == []

    def test_a_run_goes_on_with_another_version(self, factory: Factory) -> None:
        with opened(factory) as store:
            run, other = make_run(store, "first"), make_run(store, "second")
            before = store.run("first")
            assert before is not None
            with refused():
                store.commit(Batch(pins=[("v2", "{}", run)]))
            store.put_version("v2", "dag", b"new", b"", 2.0)
            store.commit(Batch(pins=[("v2", '{"n": 1}', run)]))
            assert store.run("first") == before._replace(dag_version="v2", params='{"n": 1}')
            assert store.runs(before=other + 1, limit=1)[0].dag_version == "v1"

    def test_values_no_database_can_hold(self, factory: Factory) -> None:
        with opened(factory) as store:
            run = make_run(store)
            with refused():
                store.commit(Batch(events=[EventRow(1.0, run, "lone \udc80 surrogate", "{}")]))
            with refused():
                store.commit(Batch(expansions=[(run, "task", 1 << 70, 0)]))
            assert (store.events(run), store.expansions(run)) == ([], [])

    def test_states_of_a_run(self, factory: Factory) -> None:
        """`started_at` is the first start since it was queued; `ended_at` is there only in a terminal state."""
        with opened(factory) as store:
            run = make_run(store, "r")
            for state, at, started_at, ended_at in [
                ("queued", 1.0, None, None),
                ("running", 2.0, 2.0, None),
                ("waiting", 3.0, 2.0, None),
                ("running", 4.0, 2.0, None),
                ("failed", 5.0, 2.0, 5.0),
                ("running", 6.0, 2.0, None),
                ("success", 7.0, 2.0, 7.0),
                ("cancelled", 8.0, 2.0, 8.0),
                ("crashed", 9.0, 2.0, 9.0),
                ("queued", 10.0, 2.0, None),
                ("running", 11.0, 11.0, None),
            ]:
                store.commit(Batch(runs=[(state, at, run)]))
                row = store.run("r")
                assert row is not None
                assert (row.state, row.started_at, row.ended_at) == (state, started_at, ended_at)

    def test_lists_apply_in_order(self, factory: Factory) -> None:
        """One batch may make a run, start it and end it; the last row of an instance stands."""
        with opened(factory) as store:
            store.put_version("v1", "dag", b"", b"", 1.0)
            run = store.next_run()
            store.commit(
                Batch(
                    new_runs=[new_run(run, "quick")],
                    runs=[("running", 1.0, run), ("success", 2.0, run)],
                    instances=[instance(run, "a"), instance(run, "a", state="success", changed_at=3.0)],
                    attempts_started=[start(run, 1, "a")],
                    attempts_ended=[end(run, 1)],
                    outputs_cleared=[(run, "a", -1)],
                    outputs=[output(run, "a", data=b"1"), output(run, "a", data=b"2")],
                )
            )
            row = store.run("quick")
            assert row is not None
            assert (row.state, row.started_at, row.ended_at) == ("success", 1.0, 2.0)
            assert store.instances(run) == [InstanceRow("a", -1, "success", 1, 0, 1, None, 3.0)]
            assert store.open_attempts(run) == []
            assert [row.data for row in store.outputs(run)] == [b"2"]

    def test_instances_are_upserted(self, factory: Factory) -> None:
        with opened(factory) as store:
            run = make_run(store)
            store.commit(Batch(instances=[instance(run, "a", index) for index in (2, -1, 0)]))
            later = {"try_number": 2, "retry_base": 1, "attempt_id": 9, "next_at": 50.0, "changed_at": 40.0}
            store.commit(Batch(instances=[instance(run, "a", 0, "up_for_retry", **later), instance(run, "b")]))
            assert [row[:3] for row in store.instances(run)] == [
                ("a", -1, "queued"),
                ("a", 0, "up_for_retry"),
                ("a", 2, "queued"),
                ("b", -1, "queued"),
            ]
            assert store.instances(run)[1] == InstanceRow("a", 0, "up_for_retry", 2, 1, 9, 50.0, 40.0)

    def test_expansions_are_upserted(self, factory: Factory) -> None:
        with opened(factory) as store:
            run = make_run(store)
            store.commit(Batch(expansions=[(run, "b", 512, 0), (run, "a", 0, 1)]))
            store.commit(Batch(expansions=[(run, "b", 700, 1)]))
            assert store.expansions(run) == [("a", 0, True), ("b", 700, True)]

    def test_an_attempts_life(self, factory: Factory) -> None:
        with opened(factory) as store:
            run = make_run(store)
            store.commit(Batch(attempts_started=[start(run, 1), start(run, 2, "other", 4, 3)]))
            assert store.open_attempts(run) == store.attempts(run)
            store.commit(Batch(attempts_running=[AttemptRunning(10.0, 4242, 99, "box", run, 2)]))
            running = AttemptRow(2, "other", 4, 3, None, 102.0, 10.0, None, None, None, None, None, 4242, 99, "box")
            assert store.open_attempts(run)[1] == running
            store.commit(
                Batch(attempts_ended=[end(run, 2, "crashed", signal=9, reason="killed", error='{"type": "X"}')])
            )
            ended = running._replace(
                outcome="crashed", ended_at=202.0, signal=9, reason="killed", error='{"type": "X"}'
            )
            assert store.attempts(run)[1] == ended, "started_at stays when the end brings none"
            assert [row.attempt_id for row in store.open_attempts(run)] == [1]
            store.commit(Batch(attempts_ended=[end(run, 1, "failed", started_at=11.0, exit_code=3)]))
            assert store.attempts(run)[0][4:9] == ("failed", 101.0, 11.0, 201.0, 3)

    def test_the_first_outcome_stands(self, factory: Factory) -> None:
        with opened(factory) as store:
            run = make_run(store)
            store.commit(Batch(attempts_started=[start(run, 1)], attempts_ended=[end(run, 1, "lost")]))
            before = store.attempts(run)
            store.commit(
                Batch(
                    attempts_running=[AttemptRunning(10.0, 1, 1, "late", run, 1)],
                    attempts_ended=[end(run, 1, "success", ended_at=999.0)],
                )
            )
            assert store.attempts(run) == before

    def test_outputs_are_upserted_and_cleared(self, factory: Factory) -> None:
        every_byte = bytes(range(256))
        with opened(factory) as store:
            run = make_run(store)
            rows = [output(run, "a"), output(run, "a", key="other", data=every_byte), output(run, "a", 0, data=None)]
            store.commit(Batch(outputs=rows))
            assert store.outputs(run) == [rows[1], rows[0], rows[2]], "ordered by task_id, map_index, key"
            changed = rows[0]._replace(data=None, blob="cd" * 32, size=1 << 40, codec="pickle", attempt_id=7)
            store.commit(Batch(outputs=[changed]))
            assert store.outputs(run, key="return_value") == [changed, rows[2]]
            store.commit(Batch(outputs_cleared=[(run, "a", -1)]))
            assert store.outputs(run) == [rows[2]]

    def test_versions_never_change(self, factory: Factory) -> None:
        with opened(factory) as store, opened(factory) as other:
            assert store.version("v1") is None
            store.put_version("v1", "dag", b"\x00spec", b"\xffbundle", 1.0)
            other.put_version("v1", "dag", b"other", b"other", 2.0)
            assert other.version("v1") == store.version("v1") == (b"\x00spec", b"\xffbundle")

    def test_keys_of_runs_are_never_handed_out_twice(self, factory: Factory) -> None:
        with opened(factory) as store, opened(factory) as other:
            keys = [(store, other)[turn % 2].next_run() for turn in range(20)]
        with opened(factory) as again:
            keys.append(again.next_run())
        assert keys == sorted(set(keys))
        assert keys[0] >= 1, "0 is the engine itself"

    def test_requests_and_answers(self, factory: Factory) -> None:
        with opened(factory) as engine, opened(factory) as asker:
            first = asker.request("cancel", 3, '{"why": "ü"}', 10.0)
            second = asker.request("retry", 4, "{}", 9.0)
            assert second > first
            assert engine.open_requests() == [
                Request(first, 10.0, "cancel", 3, '{"why": "ü"}'),
                Request(second, 9.0, "retry", 4, "{}"),
            ]
            assert asker.answer(first) is None
            engine.commit(Batch(requests_done=[(11.0, "done", first)]))
            assert asker.answer(first) == "done"
            assert [request.id for request in asker.open_requests()] == [second]
            engine.commit(Batch(requests_done=[(12.0, "again", first), (12.0, "", second)]))
            assert (asker.answer(first), asker.answer(second)) == ("done", "")
            assert engine.open_requests() == []
            assert asker.answer(second + 1) is None
            assert asker.request("mark", 5, "{}", 13.0) > second

    def test_secrets(self, factory: Factory) -> None:
        def secret(name: str, data: bytes) -> SecretRow:
            return SecretRow(0, name, "string", None, "k1", b"nonce", data, 5.0)

        with opened(factory) as store:
            store.put_secrets([secret("B", b"1"), secret("A", b"2")])
            b, a = store.secrets("B")[0].id, store.secrets("A")[0].id
            assert a != b
            store.put_secrets([secret("B", b"3")._replace(dags='["etl"]', value_type="json", key_id="k2")])
            assert store.secrets() == [
                secret("A", b"2")._replace(id=a),
                SecretRow(b, "B", "json", '["etl"]', "k2", b"nonce", b"3", 5.0),
            ]
            assert store.drop_secret("A")
            assert not store.drop_secret("A")
            assert store.secrets("A") == []
        with opened(factory) as store:
            assert [row.name for row in store.secrets()] == ["B"]
