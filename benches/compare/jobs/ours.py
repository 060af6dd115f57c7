"""tradewind: no-op tasks side by side or one after another, in the engine's process or in one of their own."""

from itertools import pairwise

from stopwatch import OPTIONS, TASKS, Stopwatch

from tradewind import DAG, Engine
from tradewind.operators.python import PythonOperator


def noop() -> None:
    """Return nothing, so that no output is stored."""


with DAG("bench", schedule=None) as dag:
    tasks = [PythonOperator(task_id=f"t{i}", python_callable=noop) for i in range(TASKS)]
    if OPTIONS["shape"] == "chain":
        for up, down in pairwise(tasks):
            up >> down

if __name__ == "__main__":
    how = {name: OPTIONS[name] for name in ("durability", "executor", "isolation") if name in OPTIONS}
    with Engine("state.db", parallelism=2, **how) as engine:
        if OPTIONS.get("isolation") == "pool":
            engine.run(dag)  # warm workers
        with Stopwatch():
            run = engine.run(dag)
        run.raise_for_state()
        assert len(run.tasks) == TASKS
