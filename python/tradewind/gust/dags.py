"""From DAG classes to `DAG`s, which the one lowering module takes on from there."""

from __future__ import annotations

from tradewind import gust
from tradewind.authoring.dag import DAG
from tradewind.authoring.edges import link
from tradewind.authoring.places import nearest, text
from tradewind.errors import DuplicateIdError, LoadError, SpecError, TradewindError
from tradewind.gust.operator import Finished, GustTask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tradewind.authoring.places import Place

_DEFAULTS = {"retries": "retries", "retry_delay": "retry_delay", "timeout": "execution_timeout"}
"""option of a task, or of its whole DAG -> argument of the operator"""


def dags_of(namespace: Mapping[str, Any]) -> list[DAG]:
    """A DAG for each class that a module defines at top level, in this order.

    Args:
        namespace: `vars(module)`.

    Raises:
        DuplicateIdError: two classes, or two tasks of a class, with one name; the text names both places.
        LoadError: a class that can't be made, or what it asks for can't be.
    """
    module = namespace.get("__name__")
    classes = {
        value.__qualname__: value
        for value in namespace.values()
        if isinstance(value, type) and issubclass(value, gust.Dag) and value.__module__ == module
    }
    try:
        return [_dag(cls) for cls in classes.values()]
    finally:
        for key in [key for key in gust.places if key[0] == module]:
            del gust.places[key]  # the next file that is loaded in this process has the same module name


def _dag(cls: type[gust.Dag]) -> DAG:
    place = _only_place(cls, f"DAG {cls.__name__!r}")
    try:
        made = cls()
    except TradewindError:
        raise
    except Exception as error:
        raise LoadError(
            f"DAG class {cls.__name__!r} can't be made: {type(error).__name__}: {error}",
            place=_raised_in(error, place),
            fix="its __init__ must work without arguments",
        ) from error
    given = {**vars(made).get("_gust_kwargs", {})}
    schedule = given.get("schedule", getattr(cls, "schedule", None))
    try:
        dag = DAG(cls.__name__, schedule=schedule, params=given.get("params"), description=cls.__doc__)
    except TradewindError as error:
        error.place = text(place)
        raise
    dag._place, dag.fileloc = place, place[0]
    options = _tasks_of(cls)
    for name, one in options.items():
        _add_task(dag, cls, name, {**given, **{key: value for key, value in one.items() if value is not None}})
    for name, one in options.items():
        _link(dag, name, one)
    _add_callback(dag, cls, given.get("on_finished_callback", getattr(cls, "on_finished_callback", None)))
    return dag


def _tasks_of(cls: type) -> dict[str, dict[str, Any]]:
    """Options by name: inherited tasks first. A method that replaces a task without `@task` keeps its options."""
    found: dict[str, dict[str, Any]] = {}
    for one in reversed(cls.__mro__):
        for name, value in vars(one).items():
            options = getattr(value, gust.MARK, None)
            if options is not None and name != "__init__":
                found[name] = options
            elif name in found and not callable(value):
                del found[name]
    return found


def _add_task(dag: DAG, cls: type[gust.Dag], name: str, options: dict[str, Any]) -> None:
    function = getattr(cls, name)
    place = _only_place(function, f"task {name!r} of DAG {cls.__name__!r}")
    map_over = options.get("map_over")
    arguments = {argument: options[key] for key, argument in _DEFAULTS.items() if options.get(key) is not None}
    try:
        wait_for = options.get("wait_for")
        if wait_for is not None and (not isinstance(wait_for, str) or not wait_for):
            raise SpecError(f"wait_for of task {name!r} must be a key to resume it by, not {wait_for!r}")
        task = GustTask(
            task_id=name,
            dag=dag,
            dag_class=cls,
            map_over=None if map_over is None else _name_of(map_over),
            skip_if=options.get("skip_if"),
            wait_for=wait_for,
            do_xcom_push=bool(options.get("save")),
            **arguments,
        )
    except TradewindError as error:
        error.place = text(place)
        raise
    task._place = place
    skip_if = options.get("skip_if")
    if isinstance(skip_if, str) and not hasattr(cls, skip_if):
        raise LoadError(
            f"task {name!r} of DAG {cls.__name__!r} has skip_if={skip_if!r}, which its class doesn't define",
            place=text(place),
            fix=nearest(skip_if, dir(cls)),
        )


def _link(dag: DAG, name: str, options: dict[str, Any]) -> None:
    task = dag.task_dict[name]
    assert isinstance(task, GustTask)
    for other in _names(options["downstream"]):
        if other in dag.task_dict:
            link([task], [dag.task_dict[other]], None, task._place)
        else:
            hint = nearest(other, dag.task_dict)
            dag.warnings.append(
                f"task {name!r} of DAG {dag.dag_id!r} names an unknown downstream task {other!r} ({task.place})"
                + (f"; {hint}" if hint else "")
            )
    if task.map_over is None:
        return
    over = dag.task_dict.get(task.map_over)
    if over is None or not over.do_xcom_push:
        raise LoadError(
            f"task {name!r} of DAG {dag.dag_id!r} maps over {task.map_over!r}, which "
            + ("isn't a task of it" if over is None else "doesn't save what it returns"),
            place=task.place,
            fix=nearest(task.map_over, dag.task_dict) if over is None else f"give {task.map_over!r} save=True",
        )
    link([over], [task], None, task._place)


def _add_callback(dag: DAG, cls: type[gust.Dag], name: Any) -> None:
    if name is None:
        return
    name = _name_of(name)
    if not callable(getattr(cls, name, None)):
        hint = nearest(name, [one for one in vars(cls) if not one.startswith("__")])
        dag.warnings.append(
            f"on_finished_callback {name!r} of DAG {dag.dag_id!r} is no method of its class ({dag.place})"
            + (f"; {hint}" if hint else "")
        )
    dag.on_success_callback = dag.on_failure_callback = Finished(cls, name)


def _only_place(thing: Any, what: str) -> Place:
    """Where it was defined.

    Raises:
        DuplicateIdError: in two places.
    """
    code = getattr(thing, "__code__", None)
    known = gust.places.get((thing.__module__, thing.__qualname__), [])
    if len(known) > 1:
        raise DuplicateIdError(
            f"{what} is defined twice: first at {text(known[0])}",
            place=text(known[1]),
            fix="give one of them another name",
        )
    if code is not None:
        return code.co_filename, code.co_firstlineno
    return known[0] if known else ("<unknown>", 0)


def _raised_in(error: Exception, place: Place) -> str | None:
    """The line of the class's file that raised, else that of the class."""
    line, trace = place[1], error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == place[0]:
            line = trace.tb_lineno
        trace = trace.tb_next
    return text((place[0], line))


def _names(given: Any) -> list[str]:
    """As gust reads it: one string, or those in a list or tuple; each once."""
    if given is None:
        return []
    some = [given] if isinstance(given, str) or callable(given) else list(given)
    return list(dict.fromkeys(_name_of(one) for one in some))


def _name_of(given: Any) -> str:
    return given if isinstance(given, str) else str(getattr(given, "__name__", given))
