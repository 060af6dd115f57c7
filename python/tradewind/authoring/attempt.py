"""The user's side of an attempt: render, `pre_execute`, `execute`, `post_execute`. The process is the runner's."""

from __future__ import annotations

from tradewind.authoring import logs
from tradewind.authoring.context import Context, running
from tradewind.authoring.templating import Renderer
from tradewind.authoring.xcom_arg import RETURN_KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tradewind.authoring.dag import DAG
    from tradewind.authoring.operator import BaseOperator


class Done:
    """What an attempt that succeeded leaves.

    Attributes:
        outputs: values by key; `return_value` is what `execute` returned.
        skip: ids of tasks downstream that a branch did not take; None: no branching.
    """

    __slots__ = ("outputs", "skip")

    def __init__(self, outputs: dict[str, Any], skip: list[str] | None) -> None:
        self.outputs: dict[str, Any] = outputs
        self.skip: list[str] | None = skip


def run_operator(task: BaseOperator, context: Context) -> Done:
    """Execute a task once, on a copy with its fields rendered; the file's own object stays as it was.

    From before the first line of user code runs, `context.task` is that copy: call its `on_kill()` to end early.

    Raises:
        SkipTask, FailTask, TaskTimeout: as the user's code raised them.
        TemplateFailed: a field can't be rendered.
        Exception: anything else that it raised: the attempt failed.
    """
    live: BaseOperator = object.__new__(type(task))
    object.__setattr__(live, "__dict__", task.__dict__.copy())
    context.task = live
    token = running.set(context)
    logs.begin()
    try:
        live.prepare_template()
        renderer = Renderer(live, context.dag, context)
        for field in live.template_fields:
            value = getattr(live, field, None)
            if value is not None:
                setattr(live, field, renderer.render_field(field, value))
        _await(live.pre_execute(context))  # type: ignore[func-returns-value]
        result = _await(live.execute(context))
        _await(live.post_execute(context, result))  # type: ignore[func-returns-value]
    finally:
        try:
            context.close()
        finally:
            running.reset(token)
            logs.end()
    outputs: dict[str, Any] = {}
    if live.do_xcom_push and result is not None:
        if live.multiple_outputs and isinstance(result, dict):
            outputs.update({str(key): value for key, value in result.items()})
        outputs[RETURN_KEY] = result
    return Done(outputs, context.skip or None)


def run_callbacks(owner: BaseOperator | DAG, which: str, context: Context) -> None:
    """Call the functions that a task has for `execute`, `success`, `failure`, `retry`, `skipped`, a DAG for `success`
    and `failure`, one after the other.

    Raises:
        Exception: what the first failing one raised, after all have been called.
    """
    token = running.set(context)
    logs.begin()
    first: BaseException | None = None
    try:
        for function in owner.callbacks(which):
            try:
                _await(function(context))
            except Exception as error:  # noqa: BLE001 - raised again below, when every callback has had its turn
                first = first or error
    finally:
        try:
            context.close()
        finally:
            running.reset(token)
            logs.end()
    if first is not None:
        raise first


def _await(value: Any) -> Any:
    """What an `async def` comes to; any other value as it is."""
    if not hasattr(type(value), "__await__"):
        return value
    from tradewind.authoring.awaiting import finished

    return finished(value)
