"""Durable task rates: the same no-op tasks through tradewind and its peers, each system in a process of its own.

A rate counts from submit to the commit of the run's last row; imports, and making the DAG, are not in it. Peers run
with their own defaults, each in the plain way that its documentation shows for the tasks of one program.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import report

JOBS = Path(__file__).parent / "jobs"
PEERS = {
    "cereyan": ("cereyan_steps", "SQLite"),
    "dbos": ("dbos_steps", "SQLite"),
    "luigi": ("luigi_tasks", "keeps no record"),
}


def run(job: str, tasks: int, **options: str) -> tuple[float, float]:
    """(tasks per second, CPU microseconds per task) of one run of a job, in a fresh process and an empty folder."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("TRADEWIND_")}
    with tempfile.TemporaryDirectory() as folder:
        env |= {"HOME": folder, "CEREYAN_HOME": folder, "BENCH_JOB": json.dumps({"tasks": tasks} | options)}
        command = [sys.executable, str(JOBS / f"{job}.py")]
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    said = json.loads(done.stdout.splitlines()[-1])
    return tasks / said["seconds"], said["cpu"] / tasks * 1e6


def measure(out: report.Report, options: argparse.Namespace) -> None:
    wide, small, chain = (200, 100, 100) if options.smoke else (10_000, 1_000, 1_000)

    def ours(shape: str, tasks: int, executor: str, durability: str) -> list[tuple[float, float]]:
        return [
            run("ours", tasks, shape=shape, executor=executor, durability=durability) for _ in range(options.repeat)
        ]

    for tasks in (small, wide):
        what, setting = f"{tasks:,} no-op tasks in one run", "in-process (inline), SQLite, durability normal"
        samples = ours("wide", tasks, "inline", "normal")
        out.add(what, setting=setting, unit="tasks/s", system="tradewind", samples=[rate for rate, _ in samples])
        for peer, (job, note) in PEERS.items() if tasks == small else ():  # the wide one takes them minutes
            rates = [run(job, tasks)[0] for _ in range(options.repeat)]
            out.add(what, setting=setting, unit="tasks/s", system=peer, samples=rates, note=note)
        setting = "CPU a task, all in; as above"
        out.add(
            what, setting=setting, unit="µs", system="tradewind", samples=[cpu for _, cpu in samples], better="lower"
        )
    for durability in ("normal", "full"):
        setting = f"in-process (inline), SQLite, durability {durability}"
        rates = [rate for rate, _ in ours("chain", chain, "inline", durability)]
        out.add(f"chain of {chain:,} no-op tasks", setting=setting, unit="tasks/s", system="tradewind", samples=rates)
    setting = "in-process (inline), SQLite, durability full"
    rates = [rate for rate, _ in ours("wide", wide, "inline", "full")]
    out.add(f"{wide:,} no-op tasks in one run", setting=setting, unit="tasks/s", system="tradewind", samples=rates)
    setting = "a process per task, two at once (fork), durability normal"
    what = f"{small:,} no-op tasks in one run"
    rates = [rate for rate, _ in ours("wide", small, "process", "normal")]
    out.add(what, setting=setting, unit="tasks/s", system="tradewind", samples=rates)
    rates = [run("luigi_tasks", small, workers="2")[0] for _ in range(options.repeat)]
    out.add(what, setting=setting, unit="tasks/s", system="luigi", samples=rates, note="keeps no record")
    setting = "two warm workers (pool), durability normal"
    for tasks in (small, wide):
        what = f"{tasks:,} no-op tasks in one run"
        one = {"shape": "wide", "executor": "process", "isolation": "pool", "durability": "normal"}
        for system, job, how in (("tradewind", "ours", one), ("cereyan", "cereyan_served", {})):
            rates = [run(job, tasks, **how)[0] for _ in range(options.repeat)]
            note = "" if system == "tradewind" else "its server's warm engine, one task after another"
            out.add(what, setting=setting, unit="tasks/s", system=system, samples=rates, note=note)
    setting = "threads of the engine's process (thread), durability normal"
    rates = [rate for rate, _ in ours("wide", small, "thread", "normal")]
    out.add(f"{small:,} no-op tasks in one run", setting=setting, unit="tasks/s", system="tradewind", samples=rates)


if __name__ == "__main__":
    report.main("engine", measure)
