"""Which DAG and group `with` has opened: tasks made now join them. Each thread and async task has its own."""

from __future__ import annotations

from contextvars import ContextVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tradewind.authoring.dag import DAG
    from tradewind.authoring.task_group import TaskGroup

_open: ContextVar[tuple[tuple[DAG, TaskGroup], ...]] = ContextVar("tradewind_open", default=())


def push(dag: DAG, group: TaskGroup) -> None:
    _open.set((*_open.get(), (dag, group)))


def pop() -> None:
    _open.set(_open.get()[:-1])


def current_dag() -> DAG | None:
    frames = _open.get()
    return frames[-1][0] if frames else None


def current_group(dag: DAG) -> TaskGroup:
    """The innermost open group of `dag`, else its root group."""
    frames = _open.get()
    if frames and frames[-1][0] is dag:
        return frames[-1][1]
    return dag.task_group
