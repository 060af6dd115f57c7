"""One engine, run after run, for a long time: memory, descriptors and processes must stay flat. Exits 1 if not."""

import argparse
import gc
import os
import sys
import time
from pathlib import Path

from tradewind import DAG, Engine
from tradewind.operators.bash import BashOperator
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import PythonOperator

WARM_UP = 1 / 3
"""share of the time before the first reading: by then SQLite's page cache is full"""
GROWTH = 16 * 2**20
"""bytes of resident memory that the rest may add"""


def work(ti) -> str:  # type: ignore[no-untyped-def]
    """Fail once, so that the retry path is soaked too."""
    if ti.try_number == 1:
        raise RuntimeError("the first try fails")
    return "x" * 1000


with DAG("soak", schedule=None) as dag:
    begin = EmptyOperator(task_id="begin")
    middle = [
        PythonOperator(task_id="python", python_callable=work, retries=1, retry_delay=0),
        BashOperator(task_id="bash", bash_command="echo out; echo err >&2"),
    ]
    begin >> middle >> EmptyOperator(task_id="end")


def reading() -> tuple[int, int, int]:
    """(resident bytes, open descriptors, living children) of this process."""
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return resident, len(os.listdir("/proc/self/fd")), len(children)


def soak(seconds: float) -> int:
    """Run for so long; print a line a minute."""
    with Engine() as engine:
        began, first, said, runs = time.monotonic(), None, 0.0, 0
        while (spent := time.monotonic() - began) < seconds or first is None:
            engine.run(dag).raise_for_state()
            runs += 1
            if first is None and spent >= seconds * WARM_UP:
                first = reading()
            if spent - said >= 60:
                said = spent
                print(f"{spent:6.0f} s {runs:8} runs, {reading()}", flush=True)
        last = reading()
    print(f"{runs} runs; resident, descriptors, children: {first} -> {last}")
    return int(last[0] - first[0] > GROWTH or last[1] > first[1] or last[2] > first[2])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=1800)
    sys.exit(soak(parser.parse_args().seconds))
