"""What goes when old runs go, and what stays."""

from __future__ import annotations

from tradewind.stores.conformance.rows import Factory, end, instance, make_run, opened, output, start
from tradewind.stores.conformance.writing import all_rows, whole_run
from tradewind.stores.protocol import Batch, LogChunk, RunWeight, Store


def ended(store: Store, run_id: str, state: str = "success") -> int:
    """A run with something in every table, that has ended."""
    store.put_version("v1", "dag", b"spec", b"bundle", 1.0)
    run = store.next_run()
    store.commit(whole_run(run, run_id))
    store.commit(Batch(runs=[(state, 9.0, run)]))
    return run


class ForgettingConformance:
    """`drop_runs`, `drop_versions`, and what tells how much there is."""

    def test_an_ended_run_goes_with_every_row_of_its_own(self, factory: Factory) -> None:
        with opened(factory) as store:
            first, second = ended(store, "one"), ended(store, "two")
            kept = all_rows(store, second, "two")
            assert store.drop_runs([first]) == [first]
            assert all_rows(store, first, "one") == (None, [], [], [], [], [], [], [])
            assert all_rows(store, second, "two") == kept
            assert store.drop_runs([first, 999]) == []
            assert store.next_run() > second

    def test_a_run_that_has_not_ended_stays(self, factory: Factory) -> None:
        with opened(factory) as store:
            queued, running, done = (
                make_run(store, "queued"),
                make_run(store, "running"),
                ended(store, "done", "failed"),
            )
            store.commit(Batch(runs=[("running", 5.0, running)]))
            assert store.drop_runs([queued, running, done, done]) == [done]
            assert {row.run_id for row in store.runs()} == {"queued", "running"}

    def test_a_run_of_which_something_is_asked_stays(self, factory: Factory) -> None:
        with opened(factory) as store:
            run = ended(store, "one")
            request = store.request("retry", run, "{}", 10.0)
            assert store.drop_runs([run]) == []
            store.commit(Batch(requests_done=[(11.0, "{}", request)]))
            assert store.drop_runs([run]) == [run]
            assert store.answer(request) is None

    def test_versions_go_that_are_old_and_that_no_run_has(self, factory: Factory) -> None:
        with opened(factory) as store:
            run = ended(store, "one")
            store.put_version("v2", "dag", b"spec", b"other bundle", 5.0)
            store.put_version("v3", "dag", b"spec", b"newest bundle", 50.0)
            assert sorted(store.manifests()) == [b"bundle", b"newest bundle", b"other bundle"]
            assert store.drop_versions(before=10.0) == 1
            assert store.version("v2") is None
            assert store.version("v1") is not None
            assert store.version("v3") is not None
            store.drop_runs([run])
            assert store.drop_versions(before=10.0) == 1
            assert store.manifests() == [b"newest bundle"]

    def test_weight_counts_what_a_run_holds(self, factory: Factory) -> None:
        with opened(factory) as store:
            run = make_run(store)
            store.commit(
                Batch(
                    instances=[instance(run, "a"), instance(run, "b", 0), instance(run, "b", 1)],
                    attempts_started=[start(run, 1, "a"), start(run, 2, "a")],
                    attempts_ended=[end(run, 1)],
                    outputs=[output(run, "a", data=b"12345"), output(run, "b", 0, data=b"67")],
                    logs=[LogChunk(run, 1, 0, b"line"), LogChunk(run, 1, 1, b"another line")],
                )
            )
            empty = make_run(store, "empty")
            assert store.weigh([empty, run]) == [RunWeight(empty, 0, 0, 0), RunWeight(run, 3, 2, 23)]
            assert store.weigh([]) == []

    def test_blobs_are_named_once(self, factory: Factory) -> None:
        with opened(factory) as store:
            run = make_run(store)
            assert store.blobs() == set()
            rows = [output(run, "a", data=None), output(run, "b", data=None), output(run, "c")]
            store.commit(Batch(outputs=rows))
            assert store.blobs() == {"ab" * 32}

    def test_a_sound_database_has_no_faults(self, factory: Factory) -> None:
        with opened(factory) as store:
            ended(store, "one")
            assert store.faults() == []
