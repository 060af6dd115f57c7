"""`run` and `test`: a DAG of a file, and one task of it."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any

import click

from tradewind.authoring.values import ISOLATIONS
from tradewind.cli.app import emit, json_option, loudness_options, state_options
from tradewind.cli.conduct import RunOptions, conduct, conduct_options
from tradewind.cli.files import load_one
from tradewind.cli.lookup import find_task
from tradewind.cli.names import DAG_ID, DATE, FILE, RUN
from tradewind.cli.progress import Progress, run_header
from tradewind.cli.selecting import dry_run_option, select_options, states_for
from tradewind.cli.terminal import Terminal
from tradewind.engine.executor_names import NAMES, known_isolation
from tradewind.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from tradewind.engine.selection import Seen
    from tradewind.loading.loaded import LoadedDag


param_option = click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    metavar="K=V",
    help="A parameter; V is JSON of the declared type, else text.",
)


@click.command("run")
@click.argument("file", type=FILE)
@click.argument("dag_id", required=False, type=DAG_ID)
@param_option
@click.option("--logical-date", type=DATE, help="ISO 8601; without a zone it is UTC. Default: now.")
@click.option(
    "--executor",
    type=click.Choice(NAMES),
    default="process",
    show_default=True,
    help="Attempts in processes of their own; or in this one, where a timeout can't end them: in threads, one by one.",
)
@click.option(
    "--isolation",
    type=click.Choice(ISOLATIONS),
    default="fork",
    show_default=True,
    help="Processes for tasks whose file says nothing: one per attempt, warm workers, a fresh interpreter per attempt.",
)
@click.option(
    "--state-of", metavar="RUN", type=RUN, help="The run whose states `state:` asks for. Default: the DAG's newest."
)
@select_options
@dry_run_option
@json_option
@conduct_options
@loudness_options
@state_options
def run_command(
    file: str,
    dag_id: str | None,
    params: tuple[str, ...],
    logical_date: datetime | None,
    executor: str,
    isolation: str,
    state_of: str | None,
    select: str | None,
    exclude: str | None,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Run the DAG of FILE and wait for it to end. A file with several DAGs needs DAG_ID.

    With --select only these tasks run; they wait for each other, but for nothing that isn't selected.
    """
    pairs = [_pair(text) for text in params]
    known_isolation(isolation, executor)
    engine = _import_engine()
    whole = load_one(file, dag_id, ahead=executor == "process" and not dry_run)
    engine.join()
    loaded = _part(whole, select, exclude, states_for(options["url"], whole.dag_id, state_of, select, exclude))
    if dry_run:
        from tradewind.cli.plan import show_run_plan

        show_run_plan(whole, loaded, select, exclude, as_json=as_json)
        return 0
    run_id = os.urandom(8).hex()

    def work(progress: Progress, options: RunOptions) -> bool:
        from tradewind.engine.api import run_dag

        progress.expect(run_id)
        run_dag(
            loaded,
            url=options.url,
            parallelism=options.parallelism,
            durability=options.durability,
            executor=executor,
            isolation=isolation,
            observer=progress,
            params=_values(pairs, loaded),
            logical_date=logical_date,
            run_id=run_id,
        )
        return True

    tasks = len(whole.compiled.task_ids)
    chosen = RunOptions(**options)
    return conduct(work, loaded.compiled, run_id, chosen, as_json=as_json, warnings=loaded.warnings, whole=tasks)


def _part(whole: LoadedDag, select: str | None, exclude: str | None, states: Seen | None) -> LoadedDag:
    if select is None and exclude is None:
        return whole
    from tradewind.engine.selection import narrowed

    return narrowed(whole, select, exclude, instances=states)


def _import_engine() -> Thread:
    """Import the engine while the loading child imports the user's file: the one waits for the other otherwise."""
    import tradewind.loading  # noqa: F401 - first: two threads that enter a package by two doors wait for each other

    thread = Thread(target=import_module, args=("tradewind.engine.api",), daemon=True)
    thread.start()
    return thread


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"'{text}' is no parameter", fix="write --param name=value")
    return name, value


def _values(pairs: list[tuple[str, str]], loaded: LoadedDag) -> dict[str, Any]:
    """What was typed, as the DAG declares it."""
    if not pairs:
        return {}
    from tradewind.authoring.params import param_from_text
    from tradewind.engine.adopt import declared

    schemas = declared(loaded.spec)
    return {name: param_from_text(schemas, name, text) for name, text in pairs}


@click.command("test")
@click.argument("file", type=FILE)
@click.argument("names", nargs=-1, required=True, metavar="[DAG_ID] TASK")
@param_option
@click.option("--logical-date", type=DATE, help="ISO 8601; without a zone it is UTC. Default: now.")
@json_option
def test_command(
    file: str, names: tuple[str, ...], params: tuple[str, ...], logical_date: datetime | None, as_json: bool
) -> int:
    """Run one TASK of FILE once, alone and in memory; print its log and its output. Nothing is kept."""
    from tradewind.engine.engine import Engine
    from tradewind.stores.location import MEMORY

    if len(names) > 2:
        raise UsageError(f"too many names: {' '.join(names)}", fix="write `tradewind test FILE [DAG_ID] TASK`")
    pairs = [_pair(text) for text in params]
    loaded = load_one(file, names[0] if len(names) == 2 else None, ahead=True)
    task_id, _ = find_task(loaded.compiled, names[-1])
    alone = _alone(loaded, task_id)
    terminal = Terminal(sys.stderr)
    opening = [] if as_json else [run_header(terminal, [loaded.dag_id, task_id, "once, in memory"])]
    progress = Progress(terminal, alone.compiled, opening=opening, verbose=not as_json, quiet=as_json)
    try:
        run_id = os.urandom(8).hex()
        progress.expect(run_id)
        with Engine(MEMORY, observer=progress) as engine:
            run = engine.run(
                alone, params=_values(pairs, loaded), logical_date=logical_date, run_id=run_id, run_type="test"
            )
    finally:
        progress.close()
    task = run.task(task_id)
    output = run.output(task_id)
    if as_json:
        emit(
            {
                "task_id": task_id,
                "state": task.state,
                "duration": task.duration,
                "reason": task.reason,
                "error": task.error and {key: task.error.get(key) for key in ("type", "message", "place")},
                "log": [{"stream": stream, "text": text} for _, stream, text in run.log_lines(task_id)],
                "output": output,
            }
        )
    elif task.state == "success":
        result = Terminal(sys.stdout)
        result.line(f"{task_id} returned {output!r}")
    if run.interrupted_by is not None:
        raise KeyboardInterrupt
    return 0 if run.state == "success" else 1


def _alone(loaded: LoadedDag, task_id: str) -> LoadedDag:
    """The DAG with this task only, tried once."""
    from msgpack import packb, unpackb

    from tradewind._core import CompiledDag
    from tradewind.loading.loaded import LoadedDag

    spec = unpackb(loaded.spec)
    (node,) = (node for node in spec["nodes"] if node["id"] == task_id)
    if node.get("expand"):
        raise UsageError(
            f"'{task_id}' is mapped over what other tasks return", fix="run the whole DAG with `tradewind run`"
        )
    spec["nodes"] = [{**node, "retries": 0, "group": None, "trigger_rule": "all_success"}]
    spec["edges"] = []
    spec["groups"] = []
    data = packb(spec)
    compiled = CompiledDag.from_msgpack(data)
    version = compiled.version(loaded.bundle.hash)
    return LoadedDag(loaded.dag_id, version, data, compiled, loaded.bundle, loaded.dag)
