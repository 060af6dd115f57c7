"""The DAGs of the executors' conformance suite: copied into a folder of their own, and loaded as any user's file.

Parameter `folder`: where tasks leave marks, and find `go`, which ends their waits.
"""

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from contextvars import ContextVar
from datetime import timedelta
from pathlib import Path
from typing import Any

from tradewind import DAG
from tradewind.authoring.operator import BaseOperator
from tradewind.errors import FailTask, SkipTask
from tradewind.operators.bash import BashOperator
from tradewind.operators.python import BranchPythonOperator, PythonOperator, get_current_context

PARAMS = {"folder": "."}
SHORT = timedelta(seconds=0.2)
TEXT = "ü" * 600_000
nearby: ContextVar[str] = ContextVar("nearby")


def mark(name: str, text: str = "") -> None:
    """Leave a mark."""
    path = Path(get_current_context()["params"]["folder"], name)
    path.with_suffix(".draft").write_text(text)
    path.with_suffix(".draft").rename(path)


def marked(name: str) -> bool:
    return Path(get_current_context()["params"]["folder"], name).exists()


def hold(ti: Any) -> str:
    """Until `go`, at most half a minute; says that it has begun, and after that it lives."""
    mark(f"{ti.task_id}.begun", str(os.getpid()))
    limit = time.monotonic() + 30
    while not marked("go") and time.monotonic() < limit:
        time.sleep(0.01)
    mark(f"{ti.task_id}.over")
    return "held"


async def hold_async(ti: Any) -> str:
    mark(f"{ti.task_id}.begun", str(os.getpid()))
    limit = time.monotonic() + 30
    try:
        while not marked("go") and time.monotonic() < limit:
            await asyncio.sleep(0.01)
    finally:
        mark(f"{ti.task_id}.cleaned")
    mark(f"{ti.task_id}.over")
    return "held"


with DAG("values", params=PARAMS) as values:

    def give(params: Any, ti: Any) -> dict[str, Any]:
        ti.xcom_push("large", TEXT)
        return {"n": (1, 2), "pid": os.getpid(), "known": sorted(params)}

    def take(ti: Any, run_id: str) -> list[Any]:
        return [ti.xcom_pull("give")["n"], ti.xcom_pull("give", key="large") == TEXT, run_id]

    PythonOperator(task_id="give", python_callable=give) >> PythonOperator(task_id="take", python_callable=take)

with DAG("ends", params=PARAMS) as ends:

    def fails() -> None:
        print("about to fail")
        raise ValueError("no such customer")

    def skips() -> None:
        raise SkipTask("nothing new")

    def never_again() -> None:
        raise FailTask("hopeless")

    def by_and_by(ti: Any) -> int:
        if ti.try_number < 3:
            raise RuntimeError(f"try {ti.try_number}")
        return int(ti.try_number)

    PythonOperator(task_id="fails", python_callable=fails, on_failure_callback=lambda context: mark("called"))
    PythonOperator(task_id="skips", python_callable=skips)
    PythonOperator(task_id="never_again", python_callable=never_again, retries=2)
    PythonOperator(task_id="by_and_by", python_callable=by_and_by, retries=2, retry_delay=timedelta(0))
    PythonOperator(task_id="exits", python_callable=sys.exit, op_args=[3])
    PythonOperator(task_id="unstorable", python_callable=object)

with DAG("talk", params=PARAMS) as talk:

    def talks() -> None:
        print("one")
        print("two", file=sys.stderr)
        logging.getLogger("flows").warning("three")
        print("four", flush=True)
        print("x" * 20_000)
        sys.stdout.write("no end")

    BashOperator(task_id="shell", bash_command="echo out; echo err >&2")
    PythonOperator(task_id="talks", python_callable=talks)

with DAG("coroutines", params=PARAMS) as coroutines:

    async def answers(ti: Any) -> dict[str, Any]:
        nearby.set("here")
        print("in a coroutine")
        first, second = await asyncio.gather(asyncio.sleep(0.01, "a"), asyncio.to_thread(nearby.get))
        return {"values": [first, second], "task": get_current_context()["ti"].task_id, "main": ti.task_id}

    async def breaks() -> None:
        await asyncio.sleep(0)
        raise ValueError("in a coroutine")

    async def chooses() -> str:
        await asyncio.sleep(0)
        return "taken"

    class AsyncOperator(BaseOperator):
        async def pre_execute(self, context: Any) -> None:  # type: ignore[override]
            self.loop = asyncio.get_running_loop()

        async def execute(self, context: Any) -> bool:
            self.forgotten = asyncio.get_running_loop().create_task(asyncio.sleep(60))
            return self.loop is asyncio.get_running_loop()

    AsyncOperator(task_id="operator")
    PythonOperator(task_id="answers", python_callable=answers)
    PythonOperator(task_id="breaks", python_callable=breaks)
    branch = BranchPythonOperator(task_id="chooses", python_callable=chooses)
    branch >> [PythonOperator(task_id=name, python_callable=threading.get_ident) for name in ("taken", "left")]

with DAG("meeting", params=PARAMS) as meeting:

    def meet(ti: Any, other: str) -> bool:
        mark(ti.task_id)
        limit = time.monotonic() + 1.0
        while not marked(other) and time.monotonic() < limit:
            time.sleep(0.01)
        return marked(other)

    PythonOperator(task_id="a", python_callable=meet, op_args=[], op_kwargs={"other": "b"})
    PythonOperator(task_id="b", python_callable=meet, op_args=[], op_kwargs={"other": "a"})

for dag_id, size in (("wide", 100), ("narrow", 5)):
    with DAG(dag_id, params=PARAMS):
        for number in range(size):
            PythonOperator(task_id=f"t{number}", python_callable=bool)

with DAG("holding", params=PARAMS) as holding:
    PythonOperator(task_id="held", python_callable=hold)

with DAG("late", params=PARAMS) as late:
    PythonOperator(task_id="held", python_callable=hold, execution_timeout=SHORT)

with DAG("late_coroutine", params=PARAMS) as late_coroutine:
    PythonOperator(task_id="held", python_callable=hold_async, execution_timeout=SHORT)

with DAG("late_shell", params=PARAMS) as late_shell:
    BashOperator(
        task_id="held",
        bash_command="touch '{{ params.folder }}/held.begun'; for _ in $(seq 3000); do "
        "[ -e '{{ params.folder }}/go' ] && break; sleep 0.01; done",
        execution_timeout=SHORT,
    )

with DAG("deaths", params=PARAMS) as deaths:

    def dies() -> None:
        print("last words", flush=True)
        os._exit(3)

    def is_killed() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    PythonOperator(task_id="dies", python_callable=dies) >> PythonOperator(
        task_id="is_killed", python_callable=is_killed, trigger_rule="all_done"
    )
