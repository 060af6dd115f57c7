"""Part of a DAG: the tasks that a selector means. They are a version of their own, so whatever reads a run's version
(recovery, retry, the command line) sees the tasks that the run has, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tradewind._core import CompiledDag
from tradewind.engine.adopt import adopted
from tradewind.errors import UsageError
from tradewind.loading.loaded import LoadedDag
from tradewind.spec import dag_meta, decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tradewind.authoring.dag import DAG
    from tradewind.engine.repin import Pinned
    from tradewind.engine.turn import Turn
    from tradewind.spec import NodeSpec
    from tradewind.stores.protocol import InstanceRow, Store

    Seen = Sequence[tuple[str, int, str]]
    """(task_id, map_index, state)"""


def narrowed(
    dag: DAG | LoadedDag, select: str | None = None, exclude: str | None = None, *, instances: Seen | None = None
) -> LoadedDag:
    """The part that selectors mean, with the setups and teardowns that bracket it, unless they are excluded; `dag`
    itself, if that is all of it.

    Args:
        instances: of the run whose states `state:` asks for.

    Raises:
        UsageError: they don't parse, name what doesn't exist, or mean nothing; or a mapped task would have nothing to
            be mapped over.
    """
    dag = adopted(dag, here=True)  # whether an executor needs its file is asked when it is run
    if select is None and exclude is None:
        return dag
    chosen, excluded = dag.compiled.select(select, exclude, instances=instances)
    task_ids = list(dict.fromkeys(task_id for task_id, _ in chosen))
    brackets = dag.compiled.brackets(task_ids, [task_id for task_id, _ in excluded])
    if len(task_ids) + len(brackets) == len(dag.compiled.task_ids):
        return dag
    return _part(dag, [*task_ids, *brackets], {"select": select, "exclude": exclude, "brackets": brackets})


def selection_of(spec: bytes) -> dict[str, Any] | None:
    """{select, exclude, brackets, dag_version, tasks} of a part, the last two of the whole. None: it is a whole."""
    selection: dict[str, Any] | None = dag_meta(spec).get("selection")
    return selection


def continued(old: LoadedDag, new: LoadedDag) -> LoadedDag:
    """`new`, of which a run of `old` has no more tasks than it has of `old`, if that is a part.

    Raises:
        UsageError: it has none of them.
    """
    selection = selection_of(old.spec)
    if selection is None or selection_of(new.spec) is not None:
        return new
    had = set(old.compiled.task_ids)
    task_ids = [task_id for task_id in new.compiled.task_ids if task_id in had]
    if not task_ids:
        raise UsageError(f"DAG '{new.dag_id}' has none of the tasks any more that the run selected")
    return _part(new, task_ids, selection)


def latest_states(store: Store, dag_id: str) -> Seen | None:
    """The instances of the newest run of a DAG; None: it has no run."""
    rows = store.runs(dag_id=dag_id, limit=1)
    return seen(store.instances(rows[0].run)) if rows else None


def asks_for_states(*selectors: str | None) -> bool:
    """Whether evaluating them may need the states of a run."""
    return any(selector is not None and "state:" in selector for selector in selectors)


def seen(instances: Iterable[InstanceRow]) -> Seen:
    """As selectors take them."""
    return [(row.task_id, row.map_index, row.state) for row in instances]


def again(
    turn: Turn,
    run: int,
    task_ids: Sequence[str] | None,
    select: str | None,
    exclude: str | None,
    pinned: Pinned | None,
) -> Any:
    """The argument of `EV_RETRY_RUN`, for a run in hand. Tasks that it gets with its new code run, too.

    Raises:
        UsageError: as `narrowed`; or tasks are both named and selected.
        UnknownIdError: a task that the run doesn't have.
    """
    for task_id in task_ids or ():
        turn.machine.key(run, task_id)
    instances = pinned.instances if pinned else turn.store.instances(run)
    return wanted(turn.runs[run].dag, instances, task_ids, select, exclude, pinned.added if pinned else ())


def wanted(
    dag: LoadedDag,
    instances: Iterable[InstanceRow],
    task_ids: Sequence[str] | None,
    select: str | None,
    exclude: str | None,
    added: Sequence[str] = (),
) -> Any:
    """As `again`, for known rows."""
    if task_ids is not None and select is not None:
        raise UsageError("tasks are named and selected, too", fix="give one of both")
    if select is None and exclude is None:
        return None if task_ids is None else [*task_ids, *added]
    chosen, keep = dag.compiled.select(select, exclude, instances=seen(instances))
    if select is None and task_ids is None:
        return None, False, keep
    out = {task_id for task_id, _ in keep}
    named = [(task_id, None) for task_id in (*(task_ids or ()), *added) if task_id not in out]
    return [*(chosen if select is not None else ()), *named], select is not None, keep


def _part(dag: LoadedDag, task_ids: Sequence[str], selection: dict[str, Any]) -> LoadedDag:
    whole = decode(dag.spec)
    has = set(task_ids)
    _check_mapped([node for node in whole["nodes"] if node["id"] in has], has)
    spec = decode(dag.compiled.subset(task_ids).to_msgpack())
    about = selection | {"dag_version": dag.dag_version, "tasks": len(whole["nodes"])}
    spec["meta"] = {**spec.get("meta", {}), "selection": about}
    data = encode(spec)
    compiled = CompiledDag.from_msgpack(data)
    version = compiled.version(dag.bundle.hash)
    return LoadedDag(dag.dag_id, version, data, compiled, dag.bundle, dag.dag, dag.warnings)


def _check_mapped(nodes: Iterable[NodeSpec], has: set[str]) -> None:
    for node in nodes:
        expand = node.get("expand")
        missing = [over for over in (expand or {}).get("over", ()) if over not in has]
        if missing:
            raise UsageError(
                f"'{node['id']}' is mapped over what '{missing[0]}' returns, which is not selected",
                fix=f"select '{missing[0]}', too",
            )
