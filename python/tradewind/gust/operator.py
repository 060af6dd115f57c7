"""A method of a DAG class as a task, and its `on_finished_callback` as a callback of the run."""

from __future__ import annotations

from tradewind import gust
from tradewind.authoring.awaiting import finished
from tradewind.authoring.operator import BaseOperator
from tradewind.errors import SkipTask, UnknownIdError, UsageError, WaitTask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from tradewind.authoring.context import Context

PAYLOAD = "__gust_wait_payload__"
"""Where gust has the payload of a resumed task: in `ctx["params"]`."""


class GustTask(BaseOperator):
    """Calls `method(ctx)` on a fresh object of the class; `ctx` is {"run_id": ..., "params": {...}}."""

    def __init__(
        self,
        *,
        dag_class: type[gust.Dag],
        map_over: str | None = None,
        skip_if: str | Callable[..., Any] | None = None,
        wait_for: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.dag_class = dag_class
        self.python_callable: Any = getattr(dag_class, self.task_id)
        self.map_over = map_over
        self.expand_over: Sequence[str] = [map_over] if map_over else []
        self.skip_if = skip_if
        self.wait_for = wait_for

    def execute(self, context: Context) -> Any:
        params: dict[str, Any] = dict(context["params"])
        if self.map_over:
            params.update(self._item(context))
        ctx = {"run_id": context["run_id"], "params": params}
        with _Running(context):
            owner = self.dag_class()
            if self.skip_if is not None:
                asked = getattr(owner, self.skip_if) if isinstance(self.skip_if, str) else self.skip_if
                if finished(asked(ctx)):
                    raise SkipTask(f"skip_if={getattr(asked, '__name__', asked)!r} said so")
            if self.wait_for is not None:
                # a test waits for nothing
                resumed = [None] if context["test_mode"] else context.channel.call("resumed", {"key": self.wait_for})
                if not resumed:
                    raise WaitTask(self.wait_for)
                params[PAYLOAD] = resumed[0]
            return finished(getattr(owner, self.task_id)(ctx))

    def _item(self, context: Context) -> dict[str, Any]:
        """The item of this instance, as parameters."""
        assert self.map_over is not None
        assert context.ti is not None
        index = context.ti.map_index
        rows = context.ti._pull_rows([self.map_over], "return_value")
        if rows and rows[0][1] >= 0:
            item = rows[index][2]
        else:
            whole = rows[0][2]
            if isinstance(whole, dict):
                key = list(whole)[index]
                return {"key": key, "value": whole[key]}
            item = list(whole)[index]
        return item if isinstance(item, dict) else {"item": item}


class Finished:
    """Calls the method `name` of the class with how the run ended, "ok" or "error", and {"run_id": ...}."""

    def __init__(self, dag_class: type[gust.Dag], name: str) -> None:
        self.dag_class = dag_class
        self.name = name

    def __call__(self, context: Context) -> None:
        with _Running(context):
            method = getattr(self.dag_class(), self.name, None)
            if method is None:
                raise UnknownIdError(f"Function '{self.name}' not found on dag '{self.dag_class.__name__}'")
            if not callable(method):
                raise UsageError(f"Function '{self.name}' on dag '{self.dag_class.__name__}' is not callable")
            status = "ok" if context.dag_run.state == "success" else "error"
            finished(method(status, {"run_id": context.dag_run.run_id}))


class _Running:
    """While user code runs, the functions of `tradewind.gust` ask our engine."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __enter__(self) -> None:
        gust.contexts.append(self._context)

    def __exit__(self, *_: object) -> None:
        gust.contexts.remove(self._context)
