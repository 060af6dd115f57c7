"""From what a caller hands over (a `DAG` of this process, or a loaded one) to what a run needs."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tradewind.errors import UsageError
from tradewind.loading.loaded import LoadedDag
from tradewind.spec import dag_meta
from tradewind.stores.protocol import NewRun

if TYPE_CHECKING:
    from tradewind.authoring.dag import DAG


def adopted(dag: DAG | LoadedDag, *, here: bool) -> LoadedDag:
    """Args:
    here: it will run in this process.

    Raises:
    LoadError: it can't be compiled.
    UsageError: no file to import it from, and an executor that needs one.
    """
    if isinstance(dag, LoadedDag):
        loaded = dag
    else:
        from tradewind.loading.loader import load_object

        loaded = load_object(dag)
    if loaded.bundle.main is None and not here:
        raise UsageError(
            f"DAG '{loaded.dag_id}' has no file that a process could import it from",
            fix='run it with executor="inline" or "thread", or put it into a file',
        )
    return loaded


def checked_params(loaded: LoadedDag, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a run.

    Raises:
        UsageError: they aren't what the DAG declares, or aren't plain data.
    """
    from tradewind.authoring.params import check_params

    checked: dict[str, Any] = check_params(declared(loaded.spec), given, dag_id=loaded.dag_id)
    for name, value in checked.items():
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise UsageError(
                f"parameter '{name}' of DAG '{loaded.dag_id}' is no plain data: {error}",
                fix="use text, numbers, booleans, lists and dicts",
            ) from None
    return checked


def new_run(
    run: int,
    run_id: str,
    loaded: LoadedDag,
    run_type: str,
    logical_date: datetime | None,
    params: dict[str, Any],
    executor: str,
    isolation: str,
    now: float,
) -> NewRun:
    """The row. A manual run's data interval is its instant; a date without a zone is UTC."""
    date = now
    if logical_date is not None:
        date = (logical_date if logical_date.tzinfo is not None else logical_date.replace(tzinfo=UTC)).timestamp()
    bundle = loaded.bundle
    file = None if bundle.main is None else os.path.join(bundle.root, bundle.main)
    about = {"executor": executor, "isolation": isolation, "file": file, "pid": os.getpid()}
    selection = dag_meta(loaded.spec).get("selection")
    meta = json.dumps(about | ({"selection": selection} if selection else {}))
    version = loaded.dag_version
    return NewRun(run, run_id, loaded.dag_id, version, run_type, date, date, date, json.dumps(params), meta, now)


def declared(spec: bytes) -> dict[str, Any]:
    """`meta["params"]` of a spec."""
    declared: dict[str, Any] = dag_meta(spec).get("params", {})
    return declared
