"""`TaskGroup`: tasks that are drawn, named and linked as one."""

from __future__ import annotations

from tradewind.authoring import current, values
from tradewind.authoring.edges import Linkable
from tradewind.authoring.places import here, text
from tradewind.errors import LoadError, TradewindError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, Self

    from tradewind.authoring.dag import DAG
    from tradewind.authoring.operator import BaseOperator
    from tradewind.authoring.places import Place


class TaskGroup(Linkable):
    """Tasks made in `with TaskGroup("load"):` get ids such as `load.copy`; groups nest.

    An edge to a group leads to its tasks that have no upstream in it, an edge from it comes from those that have no
    downstream in it: the ones there when the edge is drawn.

    Raises:
        DuplicateIdError: a task or group of this id exists, unless `add_suffix_on_collision`.
    """

    def __init__(
        self,
        group_id: str | None,
        prefix_group_id: bool = True,
        parent_group: TaskGroup | None = None,
        dag: DAG | None = None,
        default_args: Mapping[str, Any] | None = None,
        tooltip: str = "",
        ui_color: str = "CornflowerBlue",
        ui_fgcolor: str = "#000",
        add_suffix_on_collision: bool = False,
        group_display_name: str = "",
        doc_md: str | None = None,
    ) -> None:
        self._place: Place = here()
        self.prefix_group_id = prefix_group_id
        self.default_args: dict[str, Any] = dict(default_args or {})
        self.tooltip = tooltip
        self.ui_color = ui_color
        self.ui_fgcolor = ui_fgcolor
        self.doc_md = doc_md
        self.children: dict[str, BaseOperator | TaskGroup] = {}
        self.upstream_task_ids: set[str] = set()
        self.downstream_task_ids: set[str] = set()
        self.upstream_group_ids: set[str] = set()
        self.downstream_group_ids: set[str] = set()
        self.parent_group = parent_group
        self.dag: DAG
        self.label: str | None = None
        self.group_id: str | None = None
        if group_id is None:  # the root group that each DAG has
            if dag is None:
                raise LoadError("a group needs an id", place=text(self._place))
            self.dag = dag
        else:
            self._join_dag(group_id, dag, add_suffix_on_collision)
        self.group_display_name: str = group_display_name or self.label or ""

    def _join_dag(self, group_id: str, dag: DAG | None, add_suffix: bool) -> None:
        parent = self.parent_group
        dag = dag or (parent.dag if parent is not None else None) or current.current_dag()
        try:
            if dag is None:
                raise LoadError(f"group {group_id!r} has no DAG", fix="make it in `with DAG(...):`, or give it dag=")
            values.check_id("group_id", group_id)
            parent = self.parent_group = parent if parent is not None else current.current_group(dag)
            self.dag = dag
            full = parent.child_id(group_id)
            if add_suffix:
                number = 0
                while full in dag._ids:
                    number += 1
                    full = parent.child_id(f"{group_id}__{number}")
                group_id = f"{group_id}__{number}" if number else group_id
            self.label = group_id
            self.group_id = full
            dag._claim(full, self, "group")
        except TradewindError as error:
            error.place = error.place or text(self._place)
            raise
        parent.children[full] = self

    # -- ids and defaults --

    def child_id(self, label: str) -> str:
        """The full id of a child called `label`."""
        prefix = self._prefix
        return f"{prefix}.{label}" if prefix else label

    @property
    def _prefix(self) -> str | None:
        if self.group_id and self.prefix_group_id:
            return self.group_id
        return None

    @property
    def node_id(self) -> str | None:
        return self.group_id

    @property
    def is_root(self) -> bool:
        return self.group_id is None

    def merged_defaults(self) -> dict[str, Any]:
        """`default_args` of the DAG and of the groups from the outermost to this one, later ones winning."""
        outer = self.parent_group.merged_defaults() if self.parent_group is not None else self.dag.default_args
        return {**outer, **self.default_args}

    # -- members --

    def add(self, child: BaseOperator | TaskGroup) -> BaseOperator | TaskGroup:
        """Take in a task or group that was made elsewhere, if it isn't in yet."""
        child_id = child.group_id if isinstance(child, TaskGroup) else child.task_id
        if child_id is not None and child_id not in self.children:
            self.children[child_id] = child
            if isinstance(child, TaskGroup):
                child.parent_group = self
            else:
                child.task_group = self
                if child.dag is None:
                    self.dag.add_task(child, self)
        return child

    def iter_tasks(self) -> Iterator[BaseOperator]:
        """Its tasks, also those of groups in it, in the order in which they were made."""
        for child in self.children.values():
            if isinstance(child, TaskGroup):
                yield from child.iter_tasks()
            else:
                yield child

    def __iter__(self) -> Iterator[BaseOperator]:
        return self.iter_tasks()

    def has_task(self, task: BaseOperator) -> bool:
        return any(one is task for one in self.iter_tasks())

    def get_child_by_label(self, label: str) -> BaseOperator | TaskGroup:
        return self.children[self.child_id(label)]

    @property
    def roots(self) -> list[BaseOperator]:
        tasks = list(self.iter_tasks())
        ids = {task.task_id for task in tasks}
        return [task for task in tasks if task.upstream_task_ids.isdisjoint(ids)]

    @property
    def leaves(self) -> list[BaseOperator]:
        """Its last tasks. A teardown isn't one: what comes after the group doesn't wait for tidying up."""
        tasks = {task.task_id: task for task in self.iter_tasks()}
        out: dict[str, BaseOperator] = {}
        for task in tasks.values():
            if task.downstream_task_ids.isdisjoint(tasks):
                for one in [task] if not task.is_teardown else _before(task, tasks):
                    out[one.task_id] = one
        return list(out.values())

    def get_roots(self) -> list[BaseOperator]:
        return self.roots

    def get_leaves(self) -> list[BaseOperator]:
        return self.leaves

    def _note_upstream(self, other: Linkable) -> None:
        if isinstance(other, TaskGroup):
            if other.group_id:
                self.upstream_group_ids.add(other.group_id)
        else:
            self.upstream_task_ids.update(task.task_id for task in other.leaves)

    def _note_downstream(self, other: Linkable) -> None:
        if isinstance(other, TaskGroup):
            if other.group_id:
                self.downstream_group_ids.add(other.group_id)
        else:
            self.downstream_task_ids.update(task.task_id for task in other.roots)

    # -- with --

    def __enter__(self) -> Self:
        current.push(self.dag, self)
        return self

    def __exit__(self, *_: object) -> None:
        current.pop()

    def __repr__(self) -> str:
        return f"<TaskGroup {self.group_id or 'of ' + self.dag.dag_id}>"


def _before(teardown: BaseOperator, tasks: Mapping[str, BaseOperator]) -> Iterator[BaseOperator]:
    """The last tasks before a teardown, within `tasks`."""
    for task_id in sorted(teardown.upstream_task_ids & tasks.keys()):
        task = tasks[task_id]
        if task.is_teardown:
            yield from _before(task, tasks)
        elif task.is_setup:
            continue
        elif all(tasks[down].is_teardown for down in task.downstream_task_ids & tasks.keys()):
            yield task
