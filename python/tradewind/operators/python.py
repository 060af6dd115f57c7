"""Tasks that call a Python function."""

from __future__ import annotations

from types import FunctionType

from tradewind.authoring.context import get_current_context
from tradewind.authoring.generic import Out_co
from tradewind.authoring.operator import BaseOperator
from tradewind.authoring.xcom_arg import rendered
from tradewind.errors import SpecError, UnknownIdError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
    from typing import Any, TypeAlias, Unpack

    from tradewind.authoring.context import Context
    from tradewind.authoring.generic import TaskArguments
    from tradewind.authoring.xcom_arg import XComArg

    Function: TypeAlias = Callable[..., Coroutine[Any, Any, Out_co]] | Callable[..., Out_co]


__all__ = ["BranchPythonOperator", "PythonOperator", "ShortCircuitOperator", "get_current_context"]

_VARKW = 0x08  # inspect.CO_VARKEYWORDS


class PythonOperator(BaseOperator[Out_co]):
    """Calls `python_callable(*op_args, **op_kwargs)`; what it returns is the task's output. An `async def` is awaited.

    What the function names among its parameters and `op_kwargs` doesn't give, it gets from the context: `ti`, `ds`,
    `params`, ...; with `**kwargs` it gets all of it.

    Args:
        templates_dict: rendered (template files too, for `templates_exts`) and passed on as `templates_dict`.
        secrets: names of secrets that are environment variables while the function runs.
        show_return_value_in_logs, provide_context: accepted for old files; there is nothing to switch.
    """

    template_fields: Sequence[str] = ("templates_dict", "op_args", "op_kwargs")
    template_fields_renderers: Mapping[str, str] = {"templates_dict": "json", "op_args": "py", "op_kwargs": "py"}
    ui_color = "#ffefeb"

    def __init__(
        self,
        *,
        python_callable: Function[Out_co],
        op_args: Collection[Any] | XComArg[Collection[Any]] | None = None,
        op_kwargs: Mapping[str, Any] | XComArg[Mapping[str, Any]] | None = None,
        templates_dict: Mapping[str, Any] | XComArg[Mapping[str, Any]] | None = None,
        templates_exts: Sequence[str] | None = None,
        show_return_value_in_logs: bool = True,
        provide_context: bool = True,
        secrets: Sequence[str] = (),
        **kwargs: Unpack[TaskArguments],
    ) -> None:
        super().__init__(**kwargs)
        if not callable(python_callable):
            raise SpecError(f"python_callable must be callable, not {python_callable!r}")
        self.python_callable = python_callable
        self.op_args: Collection[Any] = rendered(op_args or ())
        self.op_kwargs: Mapping[str, Any] = rendered(op_kwargs or {})
        self.templates_dict: Mapping[str, Any] | None = rendered(templates_dict)
        self.secrets: list[str] = list(secrets)
        if templates_exts:
            self.template_ext: Sequence[str] = tuple(templates_exts)

    def execute(self, context: Context) -> Any:
        return self.call(context)

    def call(self, context: Context) -> Any:
        """Call the function with its arguments."""
        if self.secrets:
            from tradewind.authoring.secrets import InEnvironment

            with InEnvironment(context, self.secrets):
                return self._call(context)
        return self._call(context)

    def _call(self, context: Context) -> Any:
        given = arguments(self.python_callable, self.op_args, self.op_kwargs, context)
        value = self.python_callable(*self.op_args, **given)
        if not hasattr(type(value), "__await__"):
            return value
        from tradewind.authoring.awaiting import finished

        return finished(value)


def arguments(
    function: Callable[..., Any], args: Collection[Any], given: Mapping[str, Any], context: Context
) -> dict[str, Any]:
    """The keyword arguments for a function: those given, and of the context what it names and isn't given."""
    names, takes_all = _parameters(function)
    free = names[len(args) :] if len(args) < len(names) else ()
    out = {name: context[name] for name in free if name not in given and name in context}
    if takes_all:
        taken = set(names[: len(args)])
        out.update((name, value) for name, value in context.items() if name not in out and name not in taken)
    out.update(given)
    return out


def _parameters(function: Callable[..., Any]) -> tuple[tuple[str, ...], bool]:
    """Names that may be passed by keyword, positional ones first, and whether there is a `**kwargs`."""
    if type(function) is FunctionType and not hasattr(function, "__wrapped__"):
        code = function.__code__
        if not code.co_posonlyargcount:
            return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount], bool(code.co_flags & _VARKW)
    from inspect import Parameter, signature

    try:
        parameters = signature(function).parameters.values()
    except ValueError:  # some built-in functions don't say
        return (), False
    named = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
    names = tuple(parameter.name for parameter in parameters if parameter.kind in named)
    return names, any(parameter.kind is Parameter.VAR_KEYWORD for parameter in parameters)


class BranchPythonOperator(PythonOperator[Out_co]):
    """The function returns the id (or ids) of the tasks directly downstream to follow, or of groups; the others are
    skipped, unless a chosen one leads to them. None skips all."""

    def execute(self, context: Context) -> Any:
        chosen = self.call(context)
        take_branch(self, context, chosen)
        return chosen


class ShortCircuitOperator(PythonOperator[Out_co]):
    """Goes on only if the function returns something true; else everything directly downstream is skipped, and what
    follows decides by its trigger rule.

    Args:
        ignore_downstream_trigger_rules: accepted, without effect so far: what is further down always decides by its own
            trigger rule, as Airflow has it for False.
    """

    def __init__(
        self, *, python_callable: Function[Out_co], ignore_downstream_trigger_rules: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(python_callable=python_callable, **kwargs)
        self.ignore_downstream_trigger_rules = ignore_downstream_trigger_rules

    def execute(self, context: Context) -> Any:
        answer = self.call(context)
        if not answer:
            tasks = context.dag.task_dict
            context.skip += sorted(one for one in self.downstream_task_ids if not tasks[one].is_teardown)
        return answer


def take_branch(task: BaseOperator, context: Context, chosen: Any) -> None:
    """Skip what is directly downstream of `task` and neither chosen nor led to by what is chosen.

    Raises:
        UnknownIdError: a chosen id is no task or group of the DAG, or isn't directly downstream.
    """
    dag = context.dag
    wanted = [] if chosen is None else [chosen] if isinstance(chosen, str) else list(chosen)
    taken: set[str] = set()
    groups = {group.group_id: group for group in dag.groups}
    for name in wanted:
        if not isinstance(name, str):
            raise TypeError(f"branch {task.task_id!r} must return task ids, not {name!r}")
        tasks = [dag.task_dict[name]] if name in dag.task_dict else groups[name].roots if name in groups else []
        tasks = [one for one in tasks if one.task_id in task.downstream_task_ids]
        if not tasks:
            downs = ", ".join(sorted(task.downstream_task_ids)) or "none"
            raise UnknownIdError(
                f"branch {task.task_id!r} chose {name!r}, which isn't directly downstream of it (these are: {downs})",
                place=task.place,
            )
        for one in tasks:
            taken.add(one.task_id)
            taken |= one.get_flat_relative_ids()
    context.skip += sorted(task.downstream_task_ids - taken)
