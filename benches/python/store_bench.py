"""What a task costs in the store: `python benches/python/store_bench.py [FOLDER]`.

A task is what the engine writes for one: the instance as queued and the attempt in one commit, the instance as
succeeded and the attempt's end in the next. Prints microseconds of wall and CPU time a task, by batch size.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from tradewind.stores import open_store
from tradewind.stores.protocol import AttemptEnd, AttemptStart, Batch, NewRun, Store

TASKS = 10_240


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
    for start in range(0, TASKS, size):
        some = list(enumerate(order[start : start + size], start + 1))
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


def measure(folder: Path, durability: str, size: int, *, shuffled: bool = False) -> tuple[float, float]:
    """(wall, CPU) microseconds a task; the best of three."""
    best = (float("inf"), float("inf"))
    for trial in range(3):
        store = open_store(folder / f"{durability}-{size}-{shuffled}-{trial}", durability)  # type: ignore[arg-type]
        work = batches(begin(store), size, shuffled=shuffled)
        wall, cpu = time.perf_counter(), time.process_time()
        for batch in work:
            store.commit(batch)
        best = min(best, ((time.perf_counter() - wall) / TASKS * 1e6, (time.process_time() - cpu) / TASKS * 1e6))
        store.close()
    return best


def main() -> None:
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as name:
        for durability in ("normal", "full"):
            for size, shuffled in ((1, False), (64, False), (512, False), (512, True)):
                wall, cpu = measure(Path(name), durability, size, shuffled=shuffled)
                order = "in random order" if shuffled else "in order"
                print(f"{durability:6}  batches of {size:3} {order:15}  {wall:7.1f} µs wall  {cpu:7.1f} µs CPU a task")


if __name__ == "__main__":
    main()
