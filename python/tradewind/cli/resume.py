"""`resume`: let tasks go on that wait for a key."""

from __future__ import annotations

import json
from typing import Any

import click

from tradewind.cli.app import json_option, loudness_options, state_options
from tradewind.cli.conduct import RunOptions, conduct, conduct_options
from tradewind.cli.lookup import compiled, find_run, reading
from tradewind.cli.progress import Progress
from tradewind.errors import UsageError


@click.command("resume")
@click.argument("key")
@click.option("--run", "run", metavar="RUN", help="Only of this run; default: of every run that waits.")
@click.option("--payload", metavar="JSON", help="What the tasks get.")
@json_option
@conduct_options
@loudness_options
@state_options
def resume_command(key: str, run: str | None, payload: str | None, as_json: bool, **options: Any) -> int:
    """Let the tasks go on that wait for KEY. With no engine at work there, their run is continued here, to its end."""
    from tradewind.engine.api import resume_run
    from tradewind.engine.waiting import runs_for_key

    chosen = RunOptions(**options)
    given = None if payload is None else _payload(payload)
    with reading(chosen.url) as store:
        rows = runs_for_key(store, key, None if run is None else find_run(store, run))
        known = [(row, compiled(store, row), store.instances(row.run), store.expansions(row.run)) for row in rows]
    code = 0
    for row, dag, instances, expansions in known:

        def work(progress: Progress, options: RunOptions, row: Any = row, at: Any = (instances, expansions)) -> bool:
            progress.watch(row.run, [(one.task_id, one.map_index, one.state) for one in at[0]], at[1])
            done = resume_run(
                row.run_id,
                key,
                given,
                url=options.url,
                parallelism=options.parallelism,
                durability=options.durability,
                observer=progress,
            )
            if done is not None and done.interrupted_by is not None:
                raise KeyboardInterrupt
            return done is not None

        code = max(code, conduct(work, dag, row.run_id, chosen, as_json=as_json))
    return code


def _payload(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise UsageError(
            f"the payload is no JSON: {text[:80]!r}", fix="""write --payload '{"name": "value"}'"""
        ) from None
