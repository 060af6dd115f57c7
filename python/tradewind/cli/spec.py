"""`spec`: the DagSpec of a DAG, the plain data that the core runs."""

from __future__ import annotations

import json
import sys

import click

from tradewind.cli.app import state_options
from tradewind.cli.files import load_one, names_a_file
from tradewind.cli.lookup import compiled, find_run, reading
from tradewind.cli.names import DAG_ID, FILE_OR_RUN
from tradewind.errors import UsageError


@click.command("spec")
@click.argument("what", metavar="FILE|RUN", type=FILE_OR_RUN)
@click.argument("dag_id", required=False, type=DAG_ID)
@click.option(
    "--version", "only_version", is_flag=True, help="Print the dag_version alone: the hash of spec and sources."
)
@state_options
def spec_command(what: str, dag_id: str | None, only_version: bool, url: str | None) -> None:
    """Print the DagSpec of FILE's DAG, or of RUN as it began, as JSON: the same text for the same DAG."""
    if names_a_file(what):
        loaded = load_one(what, dag_id)
        dag, version = loaded.compiled, loaded.dag_version
    else:
        if dag_id is not None:
            raise UsageError(f"no such file: {what}", fix="a run is named alone, without a DAG id")
        with reading(url) as store:
            row = find_run(store, what)
            dag, version = compiled(store, row), row.dag_version
    sys.stdout.write(version if only_version else json.dumps(json.loads(dag.to_json()), indent=2, ensure_ascii=True))
    sys.stdout.write("\n")
