"""`DAG`: what a file defines and a run executes."""

from __future__ import annotations

import sys

from tradewind.authoring import current, loading, schedules, values
from tradewind.authoring.operator import BaseOperator
from tradewind.authoring.params import Params
from tradewind.authoring.places import here, nearest, text
from tradewind.authoring.task_group import TaskGroup
from tradewind.errors import DuplicateIdError, LoadError, SpecError, TradewindError, UnknownIdError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime, timedelta, tzinfo
    from typing import Any, Never, Self

    from tradewind.authoring.generic import Callback, Callbacks
    from tradewind.authoring.places import Place
    from tradewind.engine.run import Run


class _NotGiven:
    def __repr__(self) -> str:
        return "<not given>"


NOT_GIVEN: Any = _NotGiven()


class DAG:
    """Tasks, their order, and what holds for each run of them.

    Args:
        schedule: cron text, a preset such as `@daily`, a timedelta, None, or a timetable object.
        start_date: with `end_date` the span that is scheduled; naive ones are in `timezone`.
        default_args: arguments for tasks that don't give them; groups may add their own.
        params: values that a run may be given, as defaults or `Param`s.
        max_active_tasks: at most so many instances of one run in flight; None: no limit of its own.
        max_active_runs: at most so many runs at once; None: no limit.
        dagrun_timeout: a timedelta or seconds, after which a run is ended as failed.
        catchup: run the schedule's missed intervals.
        isolation: of its tasks: `fork` (a process per attempt), `pool` (warm workers) or `spawn` (a fresh interpreter
            per attempt); default: the engine's.
        schedule_interval, timetable, concurrency: former names of `schedule` and `max_active_tasks`.
        sla_miss_callback, default_view, orientation, access_control, owner_links, is_paused_upon_creation,
            max_consecutive_failed_dag_runs, disable_bundle_versioning, deadline, sla_seconds: kept, without effect.

    Raises:
        TypeError: an unknown argument; the nearest name is suggested.
        SpecError: an impossible value, with the place of the call.
    """

    default_timeout: float | None = None
    """`execution_timeout` in seconds of tasks without one; `TRADEWIND_DEFAULT_TIMEOUT` overrides it"""
    shell = "bash"
    outcome = "leaves"
    """what decides the state of a run: its `leaves`, or `any_failure`"""
    kept_files: Mapping[str, bytes] = {}
    """files of its bundle that no longer hold what its run began with: absolute path -> what they held"""

    def __init__(
        self,
        dag_id: str,
        description: str | None = None,
        schedule: Any = NOT_GIVEN,
        start_date: datetime | str | None = None,
        end_date: datetime | str | None = None,
        *,
        schedule_interval: Any = NOT_GIVEN,
        timetable: Any = None,
        template_searchpath: str | Iterable[str] | None = None,
        template_undefined: type | None = None,
        user_defined_macros: dict[str, Any] | None = None,
        user_defined_filters: dict[str, Callable[..., Any]] | None = None,
        default_args: Mapping[str, Any] | None = None,
        max_active_tasks: int | None = None,
        concurrency: int | None = None,
        max_active_runs: int | None = None,
        max_consecutive_failed_dag_runs: int = 0,
        dagrun_timeout: timedelta | float | None = None,
        sla_miss_callback: Any = None,
        default_view: str | None = None,
        orientation: str | None = None,
        catchup: bool = False,
        on_success_callback: Callbacks = None,
        on_failure_callback: Callbacks = None,
        doc_md: str | None = None,
        params: Mapping[str, Any] | None = None,
        access_control: Any = None,
        is_paused_upon_creation: bool | None = None,
        jinja_environment_kwargs: dict[str, Any] | None = None,
        render_template_as_native_obj: bool = False,
        tags: Iterable[str] | None = None,
        owner: str | None = None,
        owner_links: dict[str, str] | None = None,
        auto_register: bool = True,
        fail_fast: bool = False,
        fail_stop: bool = False,
        dag_display_name: str | None = None,
        disable_bundle_versioning: bool = False,
        deadline: Any = None,
        timezone: str | tzinfo | None = None,
        sla_seconds: float | None = None,
        isolation: str | None = None,
        **unknown: Never,  # known by name, to suggest the nearest
    ) -> None:
        self._place: Place = here()
        self.fileloc: str = self._place[0]
        try:
            if unknown:
                self._refuse(unknown)
            self.dag_id: str = values.check_id("dag_id", dag_id)
            self.description = description
            self.default_args: dict[str, Any] = dict(default_args or {})
            self._set_time(timezone, start_date, end_date)
            self.schedule: Any = _one_schedule(schedule, schedule_interval, timetable)
            self.schedule_interval: Any = self.schedule
            schedules.check(self.schedule)
            tasks_limit = max_active_tasks if max_active_tasks is not None else concurrency
            self.max_active_tasks: int | None = (
                None if tasks_limit is None else values.count("max_active_tasks", tasks_limit, least=1)
            )
            self.max_active_runs: int | None = (
                None if max_active_runs is None else values.count("max_active_runs", max_active_runs, least=1)
            )
            self.dagrun_timeout: timedelta | None = values.duration("dagrun_timeout", dagrun_timeout)
            self.isolation: str | None = (
                None if isolation is None else values.choice("isolation", isolation, values.ISOLATIONS)
            )
            self.params: Params = Params(self.default_args.get("params"), params)
            self.params.check()
        except TradewindError as error:
            error.place = error.place or text(self._place)
            raise
        self.catchup = catchup
        self.tags: list[str] = list(dict.fromkeys([tags] if isinstance(tags, str) else tags or ()))
        self.owner = owner
        self.doc_md = doc_md
        self.template_searchpath: Sequence[str] = _paths(template_searchpath)
        self.template_undefined = template_undefined
        self.user_defined_macros = user_defined_macros
        self.user_defined_filters = user_defined_filters
        self.jinja_environment_kwargs = jinja_environment_kwargs
        self.render_template_as_native_obj = render_template_as_native_obj
        self.on_success_callback = on_success_callback
        self.on_failure_callback = on_failure_callback
        self.fail_fast: bool = fail_fast or fail_stop
        self.auto_register = auto_register
        self.dag_display_name: str = dag_display_name or dag_id
        # Kept for those who read them; they have no effect (yet).
        self.max_consecutive_failed_dag_runs = max_consecutive_failed_dag_runs
        self.sla_miss_callback = sla_miss_callback
        self.default_view = default_view
        self.orientation = orientation
        self.access_control = access_control
        self.is_paused_upon_creation = is_paused_upon_creation
        self.owner_links: dict[str, str] = owner_links or {}
        self.disable_bundle_versioning = disable_bundle_versioning
        self.deadline = deadline
        self.sla_seconds = sla_seconds

        self.warnings: list[str] = []
        """what it asks for and doesn't get, beside what `lower` finds"""
        self.task_dict: dict[str, BaseOperator[Any]] = {}
        self._ids: dict[str, tuple[str, str]] = {}
        self.task_group: TaskGroup = TaskGroup(None, dag=self)

    def _refuse(self, unknown: dict[str, Any]) -> None:
        from tradewind.authoring.construction import signature

        name = next(iter(unknown))
        hint = nearest(name, signature(DAG.__init__)[0])
        raise TypeError(f"DAG has no argument {name!r} ({self.place})" + (f"; {hint}" if hint else ""))

    def _set_time(self, timezone: Any, start: Any, end: Any) -> None:
        zone = values.zone_of(timezone) if timezone is not None else None
        self.start_date: datetime | None = values.moment("start_date", start, zone)
        self.end_date: datetime | None = values.moment("end_date", end, zone)
        first = self.start_date or values.moment("start_date", self.default_args.get("start_date"), zone)
        self.zone: tzinfo = zone or (first.tzinfo if first is not None and first.tzinfo else values.zone_of("UTC"))
        self.timezone: str = values.zone_name(self.zone)

    # -- tasks --

    def add_task(self, task: BaseOperator, group: TaskGroup | None = None) -> None:
        """Take a task in, into `group` or else the root group.

        Raises:
            DuplicateIdError: another task or group has its id; the text names both places.
        """
        if task.dag is not None and task.dag is not self:
            raise LoadError(f"task {task.task_id!r} belongs to DAG {task.dag.dag_id!r} already", place=task.place)
        self._claim(task.task_id, task, "task")
        task.dag = self
        self.task_dict[task.task_id] = task
        task.task_group = group if group is not None else self.task_group
        task.task_group.children[task.task_id] = task

    def add_tasks(self, tasks: Iterable[BaseOperator]) -> None:
        for task in tasks:
            self.add_task(task)

    def _claim(self, full_id: str, owner: BaseOperator | TaskGroup, kind: str) -> None:
        known = self._ids.get(full_id)
        place = text(owner._place) or ""
        if known is not None:
            raise DuplicateIdError(
                f"{kind} {full_id!r} is defined twice in DAG {self.dag_id!r}: first as a {known[0]} at {known[1]}",
                place=place,
                fix="give one of them another id",
            )
        self._ids[full_id] = (kind, place)

    @property
    def tasks(self) -> list[BaseOperator[Any]]:
        return list(self.task_dict.values())

    @property
    def task_ids(self) -> list[str]:
        return list(self.task_dict)

    @property
    def roots(self) -> list[BaseOperator[Any]]:
        """Tasks without an upstream."""
        return [task for task in self.task_dict.values() if not task.upstream_task_ids]

    @property
    def leaves(self) -> list[BaseOperator[Any]]:
        """Tasks without a downstream."""
        return [task for task in self.task_dict.values() if not task.downstream_task_ids]

    def has_task(self, task_id: str) -> bool:
        return task_id in self.task_dict

    def get_task(self, task_id: str) -> BaseOperator:
        """Raises: UnknownIdError, with the nearest id."""
        try:
            return self.task_dict[task_id]
        except KeyError:
            raise UnknownIdError(
                f"DAG {self.dag_id!r} has no task {task_id!r}", place=text(here()), fix=nearest(task_id, self.task_dict)
            ) from None

    def select(self, select: str | None = None, *, exclude: str | None = None, run: Run | None = None) -> list[str]:
        """The ids of the tasks that a selector means, in the order written. `run(select=...)` runs them.

        Args:
            select: terms such as `load`, `+load`, `extract+2`, `@load`, `tag:nightly`, `group:staging`, `path:etl.py`,
                `state:failed`, `load_*`; a blank between them means any of them, a comma all of them. None: every task.
            exclude: the same; what it means is left out.
            run: whose states `state:` asks for.

        Raises:
            UsageError: it doesn't parse, names what doesn't exist, or means no task; with the column.
            LoadError: the DAG can't be compiled.
        """
        from tradewind._core import CompiledDag
        from tradewind.authoring.lower import lower_to_bytes

        seen = None if run is None else [(one.task_id, one.map_index, str(one.state)) for one in run.tasks.values()]
        chosen, _ = CompiledDag.from_msgpack(lower_to_bytes(self)).select(select, exclude, instances=seen)
        return list(dict.fromkeys(task_id for task_id, _ in chosen))

    @property
    def groups(self) -> list[TaskGroup]:
        """Its groups without the root group, parents before children."""
        out: list[TaskGroup] = []

        def walk(group: TaskGroup) -> None:
            for child in group.children.values():
                if isinstance(child, TaskGroup):
                    out.append(child)
                    walk(child)

        walk(self.task_group)
        return out

    @property
    def folder(self) -> str:
        """The folder of its file, absolute."""
        from os.path import abspath, dirname

        return dirname(abspath(self.fileloc))

    @property
    def place(self) -> str:
        """`file:line` of the call that made it."""
        return text(self._place) or ""

    def callbacks(self, which: str) -> list[Callback]:
        """The functions for `success` or `failure` of a run."""
        found = getattr(self, f"on_{which}_callback")
        return list(found) if isinstance(found, (list, tuple)) else [found] if found else []

    # -- running --

    def run(self, **options: Any) -> Run:
        """Run it once, here and now, and return when the run has ended; it doesn't raise when a task failed.

        Args:
            options: `select`, `exclude`, `params`, `logical_date`, `executor` and the others of
                `tradewind.engine.api.run_dag`.

        Raises:
            LoadError: called while the file is being loaded.
        """
        return self._engine("run", options)

    def test(self, **options: Any) -> Run:
        """Run all of it in this process and in memory, with a clock that skips waiting.

        Args:
            options: those of `tradewind.engine.api.test_dag`.
        """
        return self._engine("test", options)

    def _engine(self, verb: str, options: dict[str, Any]) -> Run:
        loading.refuse(f"dag.{verb}()")
        from importlib import import_module

        # The one way from here to the engine; everything else looks down.
        run: Run = getattr(import_module("tradewind.engine.api"), f"{verb}_dag")(self, **options)
        return run

    # -- with --

    def __enter__(self) -> Self:
        current.push(self, self.task_group)
        if self.auto_register:
            _opened.append((self, sys._getframe(1).f_globals.get("__name__")))
        return self

    def __exit__(self, *_: object) -> None:
        current.pop()

    def __repr__(self) -> str:
        return f"<DAG {self.dag_id}>"

    def _repr_svg_(self) -> str:
        """Notebooks draw it. Raises what running it would raise: a cycle, an impossible value."""
        import json

        from tradewind._core import CompiledDag
        from tradewind.authoring.lower import lower_to_bytes
        from tradewind.drawing.chart import chart

        return chart(json.loads(CompiledDag.from_msgpack(lower_to_bytes(self)).to_json()))


_opened: list[tuple[DAG, str | None]] = []


def dags_of(namespace: Mapping[str, Any]) -> list[DAG]:
    """The DAGs that a module defines: those among its globals and those that it opened by `with`, as made.

    Args:
        namespace: `vars(module)`.

    Raises:
        DuplicateIdError: two DAGs of one id; the text names both places.
    """
    name = namespace.get("__name__")
    found = {id(dag): dag for dag, module in _opened if module == name}
    found.update((id(value), value) for value in namespace.values() if isinstance(value, DAG))
    by_id: dict[str, DAG] = {}
    for dag in found.values():
        first = by_id.setdefault(dag.dag_id, dag)
        if first is not dag:
            raise DuplicateIdError(
                f"DAG {dag.dag_id!r} is defined twice: first at {first.place}",
                place=dag.place,
                fix="give one of them another dag_id",
            )
    return list(by_id.values())


def forget_opened(module: str) -> None:
    """What a module of that name has opened by `with` is not of the one that is about to be imported."""
    _opened[:] = [(dag, name) for dag, name in _opened if name != module]


def _one_schedule(schedule: Any, interval: Any, timetable: Any) -> Any:
    given = {
        name: value
        for name, value in (("schedule", schedule), ("schedule_interval", interval), ("timetable", timetable))
        if value is not NOT_GIVEN and not (name == "timetable" and value is None)
    }
    if len(given) > 1:
        raise SpecError(f"{' and '.join(given)} are given; they are names of one thing", fix="give schedule= only")
    return next(iter(given.values()), None)


def _paths(paths: str | Iterable[str] | None) -> Sequence[str]:
    if paths is None:
        return []
    return [paths] if isinstance(paths, str) else [str(path) for path in paths]
