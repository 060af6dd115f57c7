"""`BaseOperator`: what every task is made from."""

from __future__ import annotations

from datetime import timedelta

from tradewind.authoring import values
from tradewind.authoring.construction import wrap_init
from tradewind.authoring.edges import Linkable, link
from tradewind.authoring.generic import Generic, Out_co
from tradewind.authoring.places import text
from tradewind.authoring.xcom_arg import XComArg, find
from tradewind.errors import SpecError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from logging import Logger
    from typing import Any, Self

    from tradewind.authoring.context import Context
    from tradewind.authoring.dag import DAG
    from tradewind.authoring.generic import Callback, Callbacks
    from tradewind.authoring.params import Params
    from tradewind.authoring.places import Place
    from tradewind.authoring.task_group import TaskGroup
    from tradewind.states import TriggerRule

CALLBACKS = ("execute", "success", "failure", "retry", "skipped")


class BaseOperator(Linkable, Generic[Out_co]):
    """A task. Subclass it and write `execute(self, context)`; what that returns is the task's output.

    For type checkers a subclass says of what type that is: `class Fetch(BaseOperator[list[str]])`.

    Durations are timedeltas or seconds. Arguments not given come from `default_args` of the task, its groups and its
    DAG, in this order; so do the parameters that a subclass names in its own `__init__`.

    Args:
        isolation: `fork` (a process per attempt), `pool` (warm workers that run many) or `spawn` (a fresh interpreter
            per attempt); default: the DAG's.
        tags: words that selectors know it by (`tag:nightly`), beside those of its DAG.
    """

    template_fields: Sequence[str] = ()
    """Attributes in which Jinja renders templates before `execute`; outputs of other tasks are filled in."""
    template_ext: Sequence[str] = ()
    """A field that ends so names a template file, below the DAG file's folder or `template_searchpath`."""
    template_fields_renderers: Mapping[str, str] = {}
    ui_color = "#fff"
    ui_fgcolor = "#000"
    positional: Sequence[str] = ()
    """arguments that may be given without their names"""
    expand_over: Sequence[str] = ()
    """ids of the tasks whose outputs decide how many instances a mapped task gets"""
    expands_itself = False
    """said by a class whose `instances` says, in an attempt beside the others, what they are"""
    does_nothing = False
    """said by a class whose own `execute` has nothing to do: the core completes the task without a process"""

    # One call is one line for a person to read, and its signature is what gusty and Airflow code inspect.
    def __init__(
        self,
        task_id: str,
        owner: str | None = None,
        email: str | Sequence[str] | None = None,
        email_on_retry: bool = True,
        email_on_failure: bool = True,
        retries: int | None = 0,
        retry_delay: timedelta | float = 300.0,
        retry_exponential_backoff: bool | float = False,
        max_retry_delay: timedelta | float | None = None,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
        depends_on_past: bool = False,
        ignore_first_depends_on_past: bool = True,
        wait_for_past_depends_before_skipping: bool = False,
        wait_for_downstream: bool = False,
        dag: DAG | None = None,
        params: Mapping[str, Any] | None = None,
        default_args: Mapping[str, Any] | None = None,
        priority_weight: int = 1,
        weight_rule: str = "downstream",
        queue: str = "default",
        pool: str | None = None,
        pool_slots: int = 1,
        sla: timedelta | None = None,
        execution_timeout: timedelta | float | None = None,
        on_execute_callback: Callbacks = None,
        on_failure_callback: Callbacks = None,
        on_success_callback: Callbacks = None,
        on_retry_callback: Callbacks = None,
        on_skipped_callback: Callbacks = None,
        pre_execute: Callback | None = None,
        post_execute: Callable[[Context, Any], Any] | None = None,
        trigger_rule: str = "all_success",
        resources: Mapping[str, Any] | None = None,
        run_as_user: str | None = None,
        map_index_template: str | None = None,
        max_active_tis_per_dag: int | None = None,
        max_active_tis_per_dagrun: int | None = None,
        task_concurrency: int | None = None,
        executor: str | None = None,
        executor_config: Mapping[str, Any] | None = None,
        do_xcom_push: bool = True,
        multiple_outputs: bool = False,
        inlets: Any = None,
        outlets: Any = None,
        task_group: TaskGroup | None = None,
        doc: str | None = None,
        doc_md: str | None = None,
        doc_json: str | None = None,
        doc_yaml: str | None = None,
        doc_rst: str | None = None,
        task_display_name: str | None = None,
        logger_name: str | None = None,
        allow_nested_operators: bool = True,
        isolation: str | None = None,
        tags: str | Sequence[str] | None = None,
    ) -> None:
        home, group = self.__dict__.pop("_home")
        values.check_id("task_id", task_id)
        self.label = task_id
        self.task_id: str = group.child_id(task_id) if group is not None else task_id
        self.dag: DAG | None = None
        self.task_group: TaskGroup | None = None
        self.owner: str = owner or (home.owner if home is not None and home.owner else "tradewind")
        self.email = email
        self.email_on_retry = email_on_retry
        self.email_on_failure = email_on_failure
        self.retries: int = values.count("retries", 0 if retries is None else retries)
        self.retry_delay: timedelta = values.duration("retry_delay", retry_delay) or timedelta(0)
        self.retry_exponential_backoff = retry_exponential_backoff
        self.max_retry_delay: timedelta | None = values.duration("max_retry_delay", max_retry_delay)
        zone = home.zone if home is not None else None
        self.start_date: datetime | None = values.moment("start_date", start_date, zone)
        self.end_date: datetime | None = values.moment("end_date", end_date, zone)
        self.depends_on_past: bool = depends_on_past or wait_for_downstream
        self.ignore_first_depends_on_past = ignore_first_depends_on_past
        self.wait_for_past_depends_before_skipping = wait_for_past_depends_before_skipping
        self.wait_for_downstream = wait_for_downstream
        self.params: Params = self.__dict__["_params"]
        self.priority_weight: int = int(priority_weight)
        self.weight_rule: str = values.choice("weight_rule", weight_rule, values.WEIGHT_RULES)
        self.queue = queue
        self.pool: str = pool or "default_pool"
        self.pool_slots: int = values.count("pool_slots", pool_slots, least=1)
        self.sla = sla
        self.execution_timeout: timedelta | None = values.duration("execution_timeout", execution_timeout)
        self.on_execute_callback = on_execute_callback
        self.on_failure_callback = on_failure_callback
        self.on_success_callback = on_success_callback
        self.on_retry_callback = on_retry_callback
        self.on_skipped_callback = on_skipped_callback
        self.pre_execute_hook = pre_execute
        self.post_execute_hook = post_execute
        self.trigger_rule: TriggerRule = values.trigger_rule(trigger_rule)
        self.resources = resources
        self.run_as_user = run_as_user
        self.map_index_template = map_index_template
        self.max_active_tis_per_dag: int | None = max_active_tis_per_dag or task_concurrency
        self.max_active_tis_per_dagrun = max_active_tis_per_dagrun
        self.executor = executor
        self.executor_config: dict[str, Any] = dict(executor_config or {})
        self.do_xcom_push = do_xcom_push
        self.multiple_outputs = multiple_outputs
        self.inlets: list[Any] = _as_list(inlets)
        self.outlets: list[Any] = _as_list(outlets)
        self.doc = doc
        self.doc_md = doc_md
        self.doc_json = doc_json
        self.doc_yaml = doc_yaml
        self.doc_rst = doc_rst
        self.task_display_name: str = task_display_name or self.task_id
        self.logger_name = logger_name
        self.isolation: str | None = (
            None if isolation is None else values.choice("isolation", isolation, values.ISOLATIONS)
        )
        self.tags: list[str] = [str(tag) for tag in _as_list(tags)]
        self.is_setup: bool = False
        self.is_teardown: bool = False
        self.on_failure_fail_dagrun: bool = False
        self.upstream_task_ids: set[str] = set()
        self.downstream_task_ids: set[str] = set()
        self._edges: dict[str, tuple[str | None, Place]] = {}
        if home is not None:
            home.add_task(self, group)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__init__" in cls.__dict__:
            wrap_init(cls)

    # -- what a subclass writes --

    def execute(self, context: Context) -> Out_co:
        """Do the work. Raise `SkipTask` to skip, `FailTask` to fail without a retry, anything else to fail."""
        raise NotImplementedError(f"{type(self).__name__} has no execute(self, context)")

    def instances(self, context: Context) -> list[Any]:
        """What the instances of a mapped task get, one each: each finds its own by `context.ti.planned()`.

        Called once for every expansion, if the class says `expands_itself`.
        """
        raise NotImplementedError(f"{type(self).__name__} has no instances(self, context)")

    def pre_execute(self, context: Context) -> None:
        """Called before `execute`, with the fields rendered."""
        if self.pre_execute_hook is not None:
            self.pre_execute_hook(context)

    def post_execute(self, context: Context, result: Any = None) -> None:
        """Called after `execute`, with what it returned."""
        if self.post_execute_hook is not None:
            self.post_execute_hook(context, result)

    def on_kill(self) -> None:
        """Called when the attempt is ended by a timeout or a cancel: end what `execute` has started elsewhere."""

    def prepare_template(self) -> None:
        """Called before the fields are rendered, to change them."""

    # -- the graph --

    @property
    def dag_id(self) -> str | None:
        return self.dag.dag_id if self.dag is not None else None

    @property
    def roots(self) -> list[BaseOperator[Any]]:
        return [self]

    @property
    def leaves(self) -> list[BaseOperator[Any]]:
        return [self]

    @property
    def upstream_list(self) -> list[BaseOperator[Any]]:
        """Direct upstream tasks, by id."""
        return self._tasks(self.upstream_task_ids)

    @property
    def downstream_list(self) -> list[BaseOperator[Any]]:
        """Direct downstream tasks, by id."""
        return self._tasks(self.downstream_task_ids)

    def _tasks(self, ids: set[str]) -> list[BaseOperator[Any]]:
        return [self.dag.task_dict[task_id] for task_id in sorted(ids)] if self.dag is not None else []

    def get_flat_relative_ids(self, *, upstream: bool = False) -> set[str]:
        """Ids of everything downstream of this task (or upstream), however far."""
        if self.dag is None:
            return set()
        found: set[str] = set()
        ahead = [self.task_id]
        while ahead:
            task = self.dag.task_dict[ahead.pop()]
            new = (task.upstream_task_ids if upstream else task.downstream_task_ids) - found
            found |= new
            ahead += new
        return found

    @property
    def output(self) -> XComArg[Out_co]:
        """What this task will return, as an argument for others."""
        return XComArg(self)

    def link_arguments(self) -> None:
        """Draw the edges from the tasks whose outputs are among the templated arguments."""
        for field in self.template_fields:
            value = getattr(self, field, None)
            if value is None or type(value) is str:
                continue
            for arg in find(value):
                if arg.operator.task_id not in self.upstream_task_ids:
                    link([arg.operator], [self], None, self._place)

    def as_setup(self) -> Self:
        """Make this a setup task; returns it."""
        self.is_setup = True
        return self

    def as_teardown(
        self,
        *,
        setups: BaseOperator[Any] | Sequence[BaseOperator[Any]] | None = None,
        on_failure_fail_dagrun: bool = False,
    ) -> Self:
        """Make this the teardown of `setups`; returns it.

        It runs when they have succeeded and everything between has ended. Its failure counts for the run only with
        `on_failure_fail_dagrun`.
        """
        self.is_teardown = True
        self.on_failure_fail_dagrun = on_failure_fail_dagrun
        self.trigger_rule = values.trigger_rule("all_done_setup_success")
        for setup in _as_list(setups):
            setup.as_setup()
            link([setup], [self], None, self._place)
        return self

    # -- the rest --

    _place: Place

    @property
    def place(self) -> str:
        """`file:line` of the call that made it."""
        return text(self._place) or ""

    @property
    def operator_path(self) -> str:
        """What people know it by, after the last dot: the class, unless that says something better."""
        return f"{type(self).__module__}.{type(self).__qualname__}"

    @property
    def task_type(self) -> str:
        return type(self).__name__

    operator_name = task_type

    @property
    def log(self) -> Logger:
        """Its lines go to the attempt's log."""
        from tradewind.authoring.logs import logger

        return logger(self.logger_name or f"{type(self).__module__}.{type(self).__qualname__}")

    def callbacks(self, which: str) -> list[Callback]:
        """The functions for `execute`, `success`, `failure`, `retry` or `skipped`."""
        return _as_list(getattr(self, f"on_{which}_callback"))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.task_id}>"


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple, set)) else [value]


wrap_init(BaseOperator)


def backoff(value: bool | float) -> float:
    """`retry_exponential_backoff` as a factor: False is 1, True is 2, a number is itself."""
    if isinstance(value, bool):
        return 2.0 if value else 1.0
    if not isinstance(value, (int, float)) or value < 0:
        raise SpecError(f"retry_exponential_backoff must be a bool or a factor, not {value!r}")
    return max(1.0, float(value))
