"""How an operator's `__init__` becomes Airflow-like: keyword-only, with defaults from DAG, group and task merged in.

Each class's own `__init__` is wrapped once, when the class is made. The outermost wrapper of a construction merges
`default_args` and notes the place; every wrapper in the chain then fills the parameters that its class names.
"""

from __future__ import annotations

from functools import wraps

from tradewind.authoring import current
from tradewind.authoring.params import Params
from tradewind.authoring.places import here, nearest, text
from tradewind.errors import TradewindError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tradewind.authoring.operator import BaseOperator

_VARKW = 0x08  # inspect.CO_VARKEYWORDS


def signature(function: Callable[..., Any]) -> tuple[tuple[str, ...], frozenset[str], bool]:
    """Parameters without self, those without a default, and whether there is a `**kwargs`. Without `inspect`, whose
    import costs as much as all of ours."""
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    code = function.__code__
    positional = code.co_varnames[1 : code.co_argcount]
    keyword = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    defaults = len(function.__defaults__ or ())
    given = set(positional[len(positional) - defaults :] if defaults else ()) | set(function.__kwdefaults__ or ())
    names = (*positional, *keyword)
    return names, frozenset(name for name in names if name not in given), bool(code.co_flags & _VARKW)


def wrap_init(cls: type[BaseOperator]) -> None:
    """Wrap the `__init__` that `cls` itself defines."""
    init: Callable[..., None] = cls.__dict__["__init__"]
    names, required, open_ended = signature(init)
    passing = frozenset(names)

    @wraps(init)
    def construct(self: BaseOperator, *args: Any, **kwargs: Any) -> None:
        state = self.__dict__
        outermost = "_defaults" not in state
        if outermost:
            state["_place"] = here()
            state["_defaults"] = _merge(self, kwargs)
        try:
            if args:
                kwargs = _named(type(self), args, kwargs)
            defaults = state["_defaults"]
            if defaults:
                for name in names:
                    if name in defaults and name not in kwargs:
                        kwargs[name] = defaults[name]
            if not open_ended and not passing.issuperset(kwargs):
                _refuse_unknown(self, kwargs, names)
            if not required <= kwargs.keys():
                missing = ", ".join(repr(name) for name in names if name in required and name not in kwargs)
                raise TypeError(f"{type(self).__name__} needs {missing} ({text(state['_place'])})")
            init(self, **kwargs)
            if outermost:
                _joined(self)
        except TradewindError as error:
            if error.place is None:
                error.place = text(state.get("_place"))
            raise

    construct._tradewind = True  # type: ignore[attr-defined]
    cls.__init__ = construct  # type: ignore[method-assign]


def _merge(task: BaseOperator, kwargs: dict[str, Any]) -> dict[str, Any]:
    """DAG < group < task; `params` add up in the same order. Settles `dag` and `task_group`."""
    group = kwargs.get("task_group")
    dag = kwargs.get("dag") or (group.dag if group is not None else None) or current.current_dag()
    own = kwargs.pop("default_args", None)
    if dag is None:
        merged = dict(own) if own else {}
        task.__dict__["_home"] = (None, None)
    else:
        if group is None:
            group = current.current_group(dag)
        task.__dict__["_home"] = (dag, group)
        merged = group.merged_defaults()
        if own:
            merged = {**merged, **own}
    params = Params(dag.params if dag else None, merged.pop("params", None) if "params" in merged else None)
    if kwargs.get("params"):
        params.update(kwargs.pop("params"))
    task.__dict__["_params"] = params
    return merged


def _named(cls: type[BaseOperator], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Positional arguments by name, for classes that take them (`positional`)."""
    if len(args) > len(cls.positional):
        example = ", ".join(f"{name}=..." for name in (cls.positional or ("task_id",)))
        raise TypeError(f"{cls.__name__} takes keyword arguments only ({text(here())}): {cls.__name__}({example}, ...)")
    for name, value in zip(cls.positional, args, strict=False):
        if name in kwargs:
            raise TypeError(f"{cls.__name__} was given {name!r} twice ({text(here())})")
        kwargs[name] = value
    return kwargs


def _refuse_unknown(task: BaseOperator, kwargs: dict[str, Any], names: tuple[str, ...]) -> None:
    known = {
        name
        for cls in type(task).__mro__
        if "__init__" in cls.__dict__ and cls is not object
        for name in signature(cls.__dict__["__init__"])[0]
    }
    for name in kwargs:
        if name not in names:
            hint = nearest(name, known)
            raise TypeError(
                f"{type(task).__name__} has no argument {name!r} ({text(task.__dict__['_place'])})"
                + (f"; {hint}" if hint else "")
            )


def _joined(task: BaseOperator) -> None:
    if "task_id" not in task.__dict__:
        raise TypeError(f"{type(task).__name__}.__init__ must call super().__init__(**kwargs) ({text(task._place)})")
    del task.__dict__["_defaults"], task.__dict__["_params"]
    task.link_arguments()
