"""What other processes see, and what is left of one that dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

from tradewind.stores.conformance.rows import Factory, end, instance, make_run, opened, output, start
from tradewind.stores.protocol import Batch, Store

ROWS = 40
"""instances in each batch of the tests below"""


def ask(factory: Factory, data: str) -> int:
    """In another process: a request."""
    with opened(factory) as store:
        return store.request("cancel", 1, data, 1.0)


def next_runs(factory: Factory, count: int) -> list[int]:
    """In another process: open (perhaps first of all), then take keys."""
    with opened(factory) as store:
        return [store.next_run() for _ in range(count)]


def turn(run: int, number: int) -> Batch:
    """Batch `number`: all instances change together; an attempt, its output and its end come with them."""
    return Batch(
        instances=[instance(run, "task", index, changed_at=float(number)) for index in range(ROWS)],
        attempts_started=[start(run, number)],
        attempts_ended=[end(run, number)],
        outputs=[output(run, "task", data=str(number).encode() * 500)],
    )


def write_forever(factory: Factory, run: int, told: str) -> None:
    """In another process: commit batch after batch, writing the number of each to the file `told` after its commit."""
    with opened(factory) as store, open(told, "w", encoding="utf-8") as file:
        for number in count(store.last_attempt_id(run) + 1):
            store.commit(turn(run, number))
            file.write(f"{number}\n")
            file.flush()


def look(store: Store, run: int) -> int:
    """Read what `turn` writes; each reader must see one committed state. Returns the number of the newest batch."""
    times = {row.changed_at for row in store.instances(run)}
    assert len(times) <= 1, f"batches mixed in one read: {times}"
    assert store.open_attempts(run) == [], "an attempt without the end that was committed with it"
    newest = store.last_attempt_id(run)
    for row in store.outputs(run, ["task"]):
        assert row.data is not None
        assert row.data == row.data[: len(row.data) // 500] * 500, "an output in part"
    assert [row.run_id for row in store.run_by_prefix("hammer")] == ["hammer"]
    return newest


def look_often(factory: Factory, run: int, times: int) -> int:
    """In another process or thread: open, read, close, again and again; what is seen never goes back."""
    newest = 0
    for _ in range(times):
        with opened(factory) as store:
            for _ in range(5):
                seen = look(store, run)
                assert seen >= newest, "a commit was seen and then gone"
                newest = seen
    return newest


def fresh(target: Callable[..., Any], *args: Any) -> Any:
    """Run a function in a new interpreter."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(target, *args).result()


class ProcessConformance:
    """One writer, many readers, and none of them in the way of another."""

    def test_a_fresh_connection_sees_what_was_committed(self, factory: Factory) -> None:
        with opened(factory) as store, opened(factory) as early:
            run = make_run(store, "hammer")
            assert early.run("hammer") == store.run("hammer")
            for number in (1, 2, 3):
                store.commit(turn(run, number))
                assert look(early, run) == number
                with opened(factory) as late:
                    assert look(late, run) == number

    def test_a_request_from_another_process(self, factory: Factory) -> None:
        with opened(factory) as engine:
            run = make_run(engine, "hammer")
            engine.commit(turn(run, 1))
            request_id = fresh(ask, factory, '{"from": "outside"}')
            (request,) = engine.open_requests()
            assert (request.id, request.data) == (request_id, '{"from": "outside"}')

    def test_many_processes_open_an_empty_database_at_once(self, factory: Factory) -> None:
        with ProcessPoolExecutor(8, mp_context=multiprocessing.get_context("spawn")) as pool:
            taken = [job.result() for job in [pool.submit(next_runs, factory, 25) for _ in range(8)]]
        keys = [key for keys in taken for key in keys]
        assert len(set(keys)) == len(keys) == 200

    def test_many_readers_while_one_writes(self, factory: Factory) -> None:
        """16 readers, half of them threads, half processes: nobody is ever locked out."""
        with opened(factory) as store:
            run = make_run(store, "hammer")
            context = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(8, mp_context=context) as processes, ThreadPoolExecutor(8) as threads:
                readers = [pool.submit(look_often, factory, run, 20) for pool in (processes, threads) for _ in range(8)]
                number = 0
                while not all(reader.done() for reader in readers):
                    number += 1
                    store.commit(turn(run, number))
                assert all(reader.result() <= number for reader in readers)
            assert look(store, run) == number

    def test_a_writer_that_is_killed_leaves_whole_batches(self, factory: Factory, tmp_path: Path) -> None:
        """`kill -9` in the middle of the loop, again and again: every batch told is there, and none in part."""
        with opened(factory) as store:
            run = make_run(store, "hammer")
        told = 0
        for round_number in range(4):
            numbers = tmp_path / f"told-{round_number}"
            process = multiprocessing.get_context("spawn").Process(
                target=write_forever, args=(factory, run, str(numbers))
            )
            process.start()
            while not numbers.exists() or numbers.stat().st_size < 60 + 40 * round_number:
                assert process.is_alive(), "the writer ended by itself"
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            told = int(numbers.read_text().rpartition("\n")[0].rpartition("\n")[2])
            with opened(factory) as store:
                newest = look(store, run)
                assert told <= newest <= told + 1, "at most the batch whose commit could not be told any more"
                assert [row.attempt_id for row in store.attempts(run)] == list(range(1, newest + 1))
                assert {row.changed_at for row in store.instances(run)} == {float(newest)}
                assert store.outputs(run)[0].data == str(newest).encode() * 500
        assert told > 40
