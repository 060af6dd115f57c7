"""Writing a DAG: objects, edges, lowering to a spec, compiling."""

from pytest_benchmark.fixture import BenchmarkFixture

from tradewind import DAG
from tradewind._core import CompiledDag
from tradewind.authoring.lower import lower
from tradewind.operators.bash import BashOperator

TASKS = 1000


def written() -> DAG:
    with DAG("written", schedule=None) as dag:
        layer = [BashOperator(task_id="begin", bash_command="true")]
        for number in range(1, TASKS, 10):
            after = [BashOperator(task_id=f"t{number + i}", bash_command="true") for i in range(10)]
            for task in after:
                layer >> task
            layer = after[:3]
    return dag


def test_write_1000_tasks(benchmark: BenchmarkFixture) -> None:
    assert len(benchmark(written).tasks) == TASKS + 1


def test_lower_1000_tasks(benchmark: BenchmarkFixture) -> None:
    assert benchmark(lower, written())


def test_compile_1000_tasks(benchmark: BenchmarkFixture) -> None:
    spec = lower(written())
    assert len(benchmark(CompiledDag.from_msgpack, spec).task_ids) == TASKS + 1
