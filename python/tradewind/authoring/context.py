"""What user code sees while its task runs: the context, `ti`, `dag_run`, `var`, `conn`.

The runner gives plain data (`AttemptInfo`) and a `Channel` to the engine; everything else is made when it is asked for.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import cached_property
from types import SimpleNamespace

from tradewind.authoring.xcom_arg import RETURN_KEY, shaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from tradewind.authoring.awaiting import EventLoop
    from tradewind.authoring.channel import AttemptInfo, Channel
    from tradewind.authoring.dag import DAG
    from tradewind.authoring.operator import BaseOperator

running: ContextVar[Context] = ContextVar("tradewind_running")
"""The context of the task that executes now."""


def planned_key(map_index: int) -> str:
    """Under which the unmapped instance of a task keeps what the instance of this index gets."""
    return f"instance.{map_index}"


def _moment(at: float | None) -> datetime | None:
    return datetime.fromtimestamp(at, UTC) if at is not None else None


class TaskInstance:
    """`ti`: one attempt of one task in one run."""

    def __init__(self, context: Context, info: AttemptInfo) -> None:
        task, run = context.task, context.dag_run
        assert task is not None
        self.task: BaseOperator = task
        self.task_id: str = task.task_id
        self.dag_id: str | None = task.dag_id
        self.dag_run = run
        self.run_id: str = run.run_id
        self.map_index: int = info["map_index"]
        self.try_number: int = info["try_number"]
        self.max_tries: int = info["max_tries"]
        self.start_date: datetime | None = _moment(info.get("started_at"))
        self.state: str = info.get("state", "running")
        self.logical_date: datetime = run.logical_date
        self.execution_date: datetime = run.logical_date
        self._channel = context.channel

    @property
    def key(self) -> tuple[str | None, str, str, int, int]:
        """(dag_id, task_id, run_id, try_number, map_index)"""
        return self.dag_id, self.task_id, self.run_id, self.try_number, self.map_index

    @property
    def hostname(self) -> str:
        from socket import gethostname

        return gethostname()

    @property
    def log(self) -> Any:
        return self.task.log

    def xcom_push(self, key: str, value: Any, **_: Any) -> None:
        """Keep `value` under `key` for tasks downstream. A later try of this task starts without it."""
        self._channel.call("xcom_push", {"key": key, "value": value})

    def xcom_pull(
        self,
        task_ids: str | Sequence[str] | None = None,
        dag_id: str | None = None,
        key: str = RETURN_KEY,
        include_prior_dates: bool = False,
        *,
        map_indexes: int | Sequence[int] | None = None,
        default: Any = None,
    ) -> Any:
        """What tasks of this run returned, or pushed under `key`.

        One task_id gives its value (`default` if there is none; of a mapped task the list of its values); a list gives
        the list of values that exist; None that of whichever task has one (with several, of the last by id).

        Raises:
            NotImplementedError: `dag_id` names another DAG, or `include_prior_dates`.
        """
        if (dag_id is not None and dag_id != self.dag_id) or include_prior_dates:
            raise NotImplementedError("xcom_pull reads outputs of its own run only")
        if task_ids is not None and not isinstance(task_ids, str):
            return [row[2] for row in self._pull_rows(list(task_ids), key, map_indexes)]
        rows = self._pull_rows(None if task_ids is None else [task_ids], key, map_indexes)
        if not rows:
            return default
        if task_ids is None or isinstance(map_indexes, int):
            return rows[-1][2]
        return shaped(rows)

    def _pull_rows(
        self, task_ids: list[str] | None, key: str, map_indexes: int | Sequence[int] | None = None
    ) -> list[list[Any]]:
        """[task_id, map_index, value] of the outputs that exist, in the order of `task_ids`."""
        rows: list[list[Any]] = self._channel.call("xcom_pull", {"task_ids": task_ids, "key": key})
        if map_indexes is not None:
            wanted = {map_indexes} if isinstance(map_indexes, int) else set(map_indexes)
            rows = [row for row in rows if row[1] in wanted]
        if task_ids is not None and len(task_ids) > 1:
            rows = sorted(rows, key=lambda row: (task_ids.index(row[0]), row[1]))
        return rows

    def planned(self) -> Any:
        """What `BaseOperator.instances` has made for this instance."""
        ((_, _, own),) = self._pull_rows([self.task_id], planned_key(self.map_index))
        return own

    def __repr__(self) -> str:
        return f"<TaskInstance {self.dag_id}.{self.task_id} {self.run_id}>"


class DagRun:
    """`dag_run`: the run. `conf` is what it was given."""

    def __init__(self, dag: DAG, info: AttemptInfo) -> None:
        self.dag = dag
        self.dag_id: str = dag.dag_id
        self.run_id: str = info["run_id"]
        self.run_type: str = info["run_type"]
        self.external_trigger: bool = info["run_type"] == "manual"
        self.conf: dict[str, Any] = info["params"]
        self.start_date: datetime | None = _moment(info["created_at"])
        self.queued_at: datetime | None = self.start_date
        logical = info["logical_date"] if info["logical_date"] is not None else info["created_at"]
        start, end = info["interval_start"], info["interval_end"]
        self.logical_date: datetime = datetime.fromtimestamp(logical, UTC)
        self.execution_date: datetime = self.logical_date
        self.data_interval_start: datetime | None = _moment(start if start is not None else logical)
        self.data_interval_end: datetime | None = _moment(end if end is not None else logical)
        self.state: str = info.get("state", "running")

    def __repr__(self) -> str:
        return f"<DagRun {self.dag_id} {self.run_id}>"


class _Variables:
    """`var.value.name`, `var.json.name`, `.get(name, default)`."""

    def __init__(self, channel: Channel, as_json: bool) -> None:
        self._channel = channel
        self._as_json = as_json

    def get(self, name: str, *default: Any) -> Any:
        found = self._channel.call("variable", {"key": name})
        if not found:
            if default:
                return default[0]
            raise KeyError(f"no variable {name!r}")
        if self._as_json and isinstance(found[0], str):
            from json import loads

            return loads(found[0])
        return found[0]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.get(name)

    __getitem__ = get


class _Connections:
    """`conn.name`: its fields as attributes."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def get(self, name: str, *default: Any) -> Any:
        found = self._channel.call("connection", {"conn_id": name})
        if not found:
            if default:
                return default[0]
            raise KeyError(f"no connection {name!r}")
        return SimpleNamespace(**found[0])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.get(name)


def _stamp(form: str, attribute: str = "logical_date", days: int = 0) -> Callable[[Context], str]:
    def make(context: Context) -> str:
        at = getattr(context.dag_run, attribute) + timedelta(days=days)
        return str(at.isoformat() if form == "iso" else at.strftime(form))

    return make


def _of_run(name: str) -> Callable[[Context], Any]:
    return lambda context: getattr(context.dag_run, name)


def _of_task(name: str) -> Callable[[Context], Any]:
    return lambda context: getattr(context.task, name, None)


def _key_text(context: Context) -> str:
    task_id = context.task.task_id if context.task is not None else ""
    return f"{context.dag.dag_id}__{task_id}__{context['ds_nodash']}"


def _is_test(context: Context) -> bool:
    return context.dag_run.run_type == "test"


def _next_date(context: Context) -> datetime:
    """The schedule's next date; a manual run has none and gives its own."""
    run = context.dag_run
    return run.logical_date if run.external_trigger else run.data_interval_end  # type: ignore[return-value]


def _macros(_: Context) -> Any:
    from tradewind.authoring import macros

    return macros


def _params(context: Context) -> dict[str, Any]:
    own = context.task.params if context.task is not None else context.dag.params
    return {**own, **context.dag_run.conf}


_MAKERS: dict[str, Callable[[Context], Any]] = {
    "conn": lambda context: _Connections(context.channel),
    "dag": lambda context: context.dag,
    "dag_run": lambda context: context.dag_run,
    "data_interval_end": _of_run("data_interval_end"),
    "data_interval_start": _of_run("data_interval_start"),
    "ds": _stamp("%Y-%m-%d"),
    "ds_nodash": _stamp("%Y%m%d"),
    "execution_date": _of_run("logical_date"),
    "inlets": _of_task("inlets"),
    "logical_date": _of_run("logical_date"),
    "macros": _macros,
    "map_index_template": _of_task("map_index_template"),
    "next_ds": lambda context: _next_date(context).strftime("%Y-%m-%d"),
    "next_ds_nodash": lambda context: _next_date(context).strftime("%Y%m%d"),
    "next_execution_date": _next_date,
    "outlets": _of_task("outlets"),
    "params": _params,
    "run_id": _of_run("run_id"),
    "task": lambda context: context.task,
    "task_instance": lambda context: context.ti,
    "task_instance_key_str": _key_text,
    "templates_dict": _of_task("templates_dict"),
    "test_mode": _is_test,
    "ti": lambda context: context.ti,
    "tomorrow_ds": _stamp("%Y-%m-%d", days=1),
    "tomorrow_ds_nodash": _stamp("%Y%m%d", days=1),
    "ts": _stamp("iso"),
    "ts_nodash": _stamp("%Y%m%dT%H%M%S"),
    "ts_nodash_with_tz": lambda context: context["ts"].replace("-", "").replace(":", ""),
    "var": lambda context: SimpleNamespace(
        value=_Variables(context.channel, as_json=False), json=_Variables(context.channel, as_json=True)
    ),
    "yesterday_ds": _stamp("%Y-%m-%d", days=-1),
    "yesterday_ds_nodash": _stamp("%Y%m%d", days=-1),
}


class Context(MutableMapping[str, "Any"]):
    """A dict of what the task may want to know; values are made when first asked for. `**context` works.

    Args:
        task: None for callbacks of the run.
        info: see `AttemptInfo`. A run without a logical date shows the moment it was created as such.
    """

    def __init__(self, dag: DAG, task: BaseOperator | None, info: AttemptInfo, channel: Channel) -> None:
        self.dag: DAG = dag
        self.task: BaseOperator | None = task
        self.channel: Channel = channel
        self.skip: list[str] = []
        """ids of tasks downstream that this one has decided against (branching); the runner reports them"""
        self._info = info
        self._set: dict[str, Any] = {}
        self._dropped: set[str] = set()
        if "state" in info:
            error = info.get("error")
            self._set["reason"] = info.get("reason")
            self._set["exception"] = RuntimeError(f"{error['type']}: {error['message']}") if error else None

    @cached_property
    def event_loop(self) -> EventLoop:
        """For `authoring.awaiting`; `close` closes it."""
        from tradewind.authoring.awaiting import EventLoop

        return EventLoop()

    def close(self) -> None:
        """The attempt or callback is over."""
        made = self.__dict__.get("event_loop")
        if made is not None:
            made.close()

    @cached_property
    def dag_run(self) -> DagRun:
        return DagRun(self.dag, self._info)

    @cached_property
    def ti(self) -> TaskInstance | None:
        return TaskInstance(self, self._info) if self.task is not None else None

    def __getitem__(self, name: str) -> Any:
        made = self._set
        if name in made:
            return made[name]
        if name not in _MAKERS or name in self._dropped:
            raise KeyError(name)
        value = _MAKERS[name](self)
        # `task` changes once, when the attempt's rendered copy takes its place.
        if name not in ("task", "ti", "task_instance", "templates_dict"):
            made[name] = value
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        self._set[name] = value
        self._dropped.discard(name)

    def __delitem__(self, name: str) -> None:
        if name not in self:
            raise KeyError(name)
        self._set.pop(name, None)
        self._dropped.add(name)

    def __contains__(self, name: object) -> bool:
        return name in self._set or (name in _MAKERS and name not in self._dropped)

    def __iter__(self) -> Iterator[str]:
        yield from self._set
        yield from [name for name in _MAKERS if name not in self._set and name not in self._dropped]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def copy(self) -> dict[str, Any]:
        """All of it as a plain dict."""
        return dict(self)

    def __repr__(self) -> str:
        return f"<Context of {self.ti or self.dag_run!r}>"


def get_current_context() -> Context:
    """The context of the task that is running in this thread.

    Raises:
        RuntimeError: none is.
    """
    context = running.get(None)
    if context is None:
        raise RuntimeError("get_current_context() works only while a task executes")
    return context
