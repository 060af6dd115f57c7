"""What type checkers know of operators and what runs does not: the type of their output, and their arguments.

At run time `BaseOperator[int]` is `BaseOperator`, and `typing` isn't imported.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime, timedelta
    from typing import Any, Required, TypeAlias, TypedDict
    from typing import Generic as Generic

    from typing_extensions import TypeVar

    from tradewind.authoring.context import Context
    from tradewind.authoring.dag import DAG
    from tradewind.authoring.edges import Linkable
    from tradewind.authoring.task_group import TaskGroup

    Out_co = TypeVar("Out_co", covariant=True, default=Any)
    """What a task returns. Where nobody says, it is anything."""
    TextOut_co = TypeVar("TextOut_co", covariant=True, default=str)
    """The same of a task that returns text, unless something is made of it."""
    Links: TypeAlias = (
        Linkable | Sequence[Linkable | Sequence[Linkable] | AbstractSet[Linkable]] | AbstractSet[Linkable]
    )
    """What an edge may begin or end at: a task, a group, an output, a label, or a list of these."""
    Other = TypeVar("Other", bound=Links)
    Callback: TypeAlias = Callable[[Context], Any]
    Callbacks: TypeAlias = Callback | Sequence[Callback] | None

    class TaskArguments(TypedDict, total=False):
        """`**kwargs` of an operator: what `BaseOperator` takes. A test compares the two."""

        task_id: Required[str]
        owner: str | None
        email: str | Sequence[str] | None
        email_on_retry: bool
        email_on_failure: bool
        retries: int | None
        retry_delay: timedelta | float
        retry_exponential_backoff: bool | float
        max_retry_delay: timedelta | float | None
        start_date: datetime | None
        end_date: datetime | None
        depends_on_past: bool
        ignore_first_depends_on_past: bool
        wait_for_past_depends_before_skipping: bool
        wait_for_downstream: bool
        dag: DAG | None
        params: Mapping[str, Any] | None
        default_args: Mapping[str, Any] | None
        priority_weight: int
        weight_rule: str
        queue: str
        pool: str | None
        pool_slots: int
        sla: timedelta | None
        execution_timeout: timedelta | float | None
        on_execute_callback: Callbacks
        on_failure_callback: Callbacks
        on_success_callback: Callbacks
        on_retry_callback: Callbacks
        on_skipped_callback: Callbacks
        pre_execute: Callback | None
        post_execute: Callable[[Context, Any], Any] | None
        trigger_rule: str
        resources: Mapping[str, Any] | None
        run_as_user: str | None
        map_index_template: str | None
        max_active_tis_per_dag: int | None
        max_active_tis_per_dagrun: int | None
        task_concurrency: int | None
        executor: str | None
        executor_config: Mapping[str, Any] | None
        do_xcom_push: bool
        multiple_outputs: bool
        inlets: Any
        outlets: Any
        task_group: TaskGroup | None
        doc: str | None
        doc_md: str | None
        doc_json: str | None
        doc_yaml: str | None
        doc_rst: str | None
        task_display_name: str | None
        logger_name: str | None
        allow_nested_operators: bool
        isolation: str | None
        tags: str | Sequence[str] | None

else:
    Out_co = TextOut_co = None

    class Generic:
        def __class_getitem__(cls, item: object) -> type:
            return cls
