"""Runs of no-op tasks through the whole engine: `inline`, SQLite on disk."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tradewind import DAG, Engine
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import PythonOperator

TASKS = 1000


def wide(empty: bool) -> DAG:
    with DAG("wide", schedule=None) as dag:
        for number in range(TASKS):
            if empty:
                EmptyOperator(task_id=f"t{number}")
            else:
                PythonOperator(task_id=f"t{number}", python_callable=bool)
    return dag


def chain() -> DAG:
    with DAG("chain", schedule=None) as dag:
        tasks = [EmptyOperator(task_id=f"t{number}") for number in range(TASKS)]
        for up, down in pairwise(tasks):
            up >> down
    return dag


@pytest.fixture(params=["normal", "full"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with Engine(tmp_path / "state.db", durability=request.param, executor="inline") as engine:
        yield engine


@pytest.mark.parametrize("empty", [False, True], ids=["python", "empty"])
def test_1000_tasks_side_by_side(benchmark: BenchmarkFixture, engine: Engine, empty: bool) -> None:
    dag = wide(empty)
    run = benchmark.pedantic(engine.run, args=(dag,), rounds=5, warmup_rounds=1)
    assert run.state == "success"


def test_a_chain_of_1000_tasks(benchmark: BenchmarkFixture, engine: Engine) -> None:
    dag = chain()
    run = benchmark.pedantic(engine.run, args=(dag,), rounds=5, warmup_rounds=1)
    assert run.state == "success"
