"""What tasks cost in the store alone, by batch size and durability; one round is `TASKS` tasks.

A task is what the engine writes for one: the instance as queued and the attempt in one commit, the instance as
succeeded and the attempt's end in the next.
"""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tradewind.stores import open_store
from tradewind.stores.protocol import AttemptEnd, AttemptStart, Batch, NewRun, Store

TASKS = 5_120


def begin(store: Store) -> int:
    """A run to write tasks into."""
    store.put_version("v", "bench", b"", b"", 0.0)
    run = store.next_run()
    new = NewRun(run, f"bench-{run}", "bench", "v", "manual", None, None, None, "{}", "{}", 0.0)
    store.commit(Batch(new_runs=[new], runs=[("running", 0.0, run)]))
    return run


def batches(run: int, size: int, *, shuffled: bool) -> list[Batch]:
    """The commits of a fan-out of `TASKS`, started `size` at a time."""
    order = list(range(TASKS))
    if shuffled:
        random.Random(1).shuffle(order)
    made = []
    for first in range(0, TASKS, size):
        some = list(enumerate(order[first : first + size], first + 1))
        made.append(
            Batch(
                instances=[("queued", 1, 0, at, None, 1e9 + at, run, "work", index) for at, index in some],
                attempts_started=[AttemptStart(run, at, "work", index, 1, 1e9 + at) for at, index in some],
            )
        )
        made.append(
            Batch(
                instances=[("success", 1, 0, at, None, 2e9 + at, run, "work", index) for at, index in some],
                attempts_ended=[
                    AttemptEnd("success", 1e9 + at, 2e9 + at, None, None, None, None, run, at) for at, _ in some
                ],
            )
        )
    return made


@pytest.mark.parametrize("order", ["in order", "shuffled"])
@pytest.mark.parametrize("size", [1, 64, 512])
@pytest.mark.parametrize("durability", ["normal", "full"])
def test_commit(benchmark: BenchmarkFixture, tmp_path: Path, durability: str, size: int, order: str) -> None:
    numbers = itertools.count()

    def prepare() -> tuple[tuple[Store, list[Batch]], dict[str, object]]:
        store = open_store(tmp_path / f"{next(numbers)}.db", durability)  # type: ignore[arg-type]
        return (store, batches(begin(store), size, shuffled=order == "shuffled")), {}

    def write(store: Store, work: list[Batch]) -> None:
        for batch in work:
            store.commit(batch)

    benchmark.extra_info["tasks"] = TASKS
    benchmark.pedantic(write, setup=prepare, rounds=3)


def test_read_instances(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    store = open_store(tmp_path / "x.db")
    run = begin(store)
    for batch in batches(run, 512, shuffled=False):
        store.commit(batch)
    benchmark.extra_info["tasks"] = TASKS
    assert len(benchmark(store.instances, run)) == TASKS
