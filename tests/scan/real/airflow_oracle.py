"""What Apache Airflow itself makes of DAG files: the tasks, groups and edges that importing each of them gives.

Run by an interpreter that has `apache-airflow-task-sdk` and `apache-airflow-providers-standard`; it knows nothing of
tradewind. A file's `import`s give Airflow's own classes where they decide structure, stand-ins for operators of
providers (subclasses of Airflow's `BaseOperator` that take any argument), the standard library, and for everything
else an object that allows anything. Each file runs in a child process of its own.

    python airflow_oracle.py [--other] FILE... > answers.jsonl

A line per file: `{"file", "dags": {dag_id: {"tasks", "edges", "groups", ...}}, "outside": [...]}`, or `{"file",
"error"}`. `outside` names what the file leaves to code of other files: classes of its tasks, and what it calls while a
DAG is open. With `--other` all that a file can ask of the world is different: environment, variables, the clock,
chance, and what unknown objects hold. What is the same in both worlds is static.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import inspect
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
from types import ModuleType
from typing import Any, Self

from airflow import sdk
from airflow.sdk import exceptions, timezone
from airflow.sdk.bases.decorator import _TaskDecorator
from airflow.sdk.definitions._internal.contextmanager import DagContext

MAIN = "__tradewind_main__"
SECONDS = 20
OTHER = "--other" in sys.argv
OUTSIDE: set[str] = set()
VERSION = "3.1.0"
"""of Airflow, as files see it"""

RULES = {"dummy": "always", "none_failed_or_skipped": "none_failed_min_one_success"}
"""what older versions called them"""

OPERATOR = re.compile(r"^[A-Z]\w*(Operator|Sensor|OperatorAsync|SensorAsync)$")


class Anything:
    """Allows whatever a file may do with something that isn't there."""

    def __init__(self, path: str = "anything") -> None:
        self.__dict__["_path"] = path

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Anything(f"{self._path}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if DagContext.get_current() is not None or any(isinstance(one, HELD) for one in (*args, *kwargs.values())):
            OUTSIDE.add(self._path)
        if len(args) == 1 and not kwargs and inspect.isfunction(args[0]):
            return args[0]  # as a decorator it changes nothing
        return Anything(f"{self._path}()")

    def __setattr__(self, name: str, value: Any) -> None: ...
    def __setitem__(self, key: Any, value: Any) -> None: ...

    def __mro_entries__(self, bases: Any) -> tuple[type, ...]:
        return (Thing,)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None: ...

    def __iter__(self) -> Any:
        return iter((Anything(f"{self._path}[0]"),) if OTHER else ())

    def __len__(self) -> int:
        return int(OTHER)

    def __bool__(self) -> bool:
        return not OTHER

    def __str__(self) -> str:
        return "something_else" if OTHER else "anything"

    def __hash__(self) -> int:
        return 7

    def __int__(self) -> int:
        return 1 + OTHER

    __index__ = __int__

    def __float__(self) -> float:
        return 1.0

    def __same(self, *_: object) -> Any:
        return Anything(self._path)

    __getitem__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __same
    __mod__ = __rmod__ = __or__ = __ror__ = __and__ = __rand__ = __rshift__ = __rrshift__ = __same
    __lshift__ = __rlshift__ = __neg__ = __floordiv__ = __rfloordiv__ = __same

    def __no(self, other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = __no


class Thing:
    """A base class that isn't there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Anything(name)


HELD = (sdk.BaseOperator, sdk.DAG, sdk.TaskGroup, sdk.XComArg)

# -- Airflow's own, forgiving what its older versions allowed --

KEPT = set(inspect.signature(sdk.BaseOperator.__init__).parameters) - {"self", "kwargs", "resources", "email"}
DAG_ARGUMENTS = {"dag_id", "default_args", "params", "description", "tags", "start_date"}


class DAG(sdk.DAG):  # type: ignore[misc]
    """Structure depends on its id and default arguments only."""

    def __init__(self, dag_id: str, *args: Any, **kwargs: Any) -> None:
        kept = {name: value for name, value in kwargs.items() if name in DAG_ARGUMENTS}
        try:
            super().__init__(dag_id, **kept)
        except (TypeError, ValueError):
            super().__init__(dag_id, default_args=kept.get("default_args") or {})
        self.auto_register = kwargs.get("auto_register", True)


def dag(of: Any = None, *args: Any, **kwargs: Any) -> Any:
    if callable(of):
        return dag()(of)
    if isinstance(of, str):
        kwargs["dag_id"] = of

    def decorate(function: Any) -> Any:
        @functools.wraps(function)
        def make(*_args: Any, **_kwargs: Any) -> Any:
            options = {**kwargs, "dag_id": kwargs.get("dag_id") or function.__name__}
            with DAG(**options) as made:
                function(**{name: Anything(name) for name in inspect.signature(function).parameters})
            return made

        return make

    return decorate


class Task:
    """`@task` and its flavours; one that needs a provider is made as `@task`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return sdk.task(*args, **_base_only(kwargs, "multiple_outputs"))

    def __getattr__(self, name: str) -> Any:
        if name in ("run_if", "skip_if"):
            return getattr(sdk.task, name)

        with contextlib.suppress(AttributeError):
            return getattr(sdk.task, name)

        def flavour(*args: Any, **kwargs: Any) -> Any:
            made = sdk.task(*args, **_base_only(kwargs, "multiple_outputs"))
            return _marked(made, f"@task.{name}") if args else lambda of: _marked(made(of), f"@task.{name}")

        return flavour


def _lenient() -> None:
    """Options that only a provider's decorator has, and lineage by `>`."""
    own = _TaskDecorator.override
    _TaskDecorator.override = lambda self, **kwargs: own(
        self, **_base_only(kwargs, "multiple_outputs", *self.operator_class.template_fields)
    )
    sdk.BaseOperator.__gt__ = sdk.BaseOperator.__lt__ = lambda self, other: other


def _marked(decorated: Any, name: str) -> Any:
    kind = decorated.operator_class
    inside = {"custom_operator_name": name, "__module__": kind.__module__}
    decorated.operator_class = type(kind.__name__, (kind,), inside)
    return decorated


def _base_only(kwargs: dict[str, Any], *more: str) -> dict[str, Any]:
    return {name: value for name, value in kwargs.items() if name in KEPT or name in more}


def operator(path: str, fields: tuple[str, ...] = ()) -> type:
    """A class that takes any argument; those named in `fields` are templates."""

    def init(self: Any, **kwargs: Any) -> None:
        kept = {name: value for name, value in kwargs.items() if name in KEPT}
        if (rule := kept.get("trigger_rule")) in RULES:
            kept["trigger_rule"] = RULES[rule]
        sdk.BaseOperator.__init__(self, **kept)
        for name, value in kwargs.items():
            if name not in KEPT:
                self.__dict__[name] = value
                if path.rpartition(".")[2] not in FIELDS and _holds_output(value):
                    OUTSIDE.add(f"template fields of {path}")
        for name in self.template_fields:
            self.__dict__.setdefault(name, None)

    parameter = inspect.Parameter
    own = [parameter(name, parameter.KEYWORD_ONLY, default=None) for name in fields if name not in KEPT]
    rest = [parameter("self", parameter.POSITIONAL_OR_KEYWORD), *own, parameter("kwargs", parameter.VAR_KEYWORD)]
    init.__signature__ = inspect.Signature(rest)  # type: ignore[attr-defined]
    module, _, name = path.rpartition(".")
    inside = {"__init__": init, "__module__": module, "path": path, "template_fields": fields}
    return type(sdk.BaseOperator)(name, (sdk.BaseOperator,), inside)


def _holds_output(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_output, value.values()))
    if isinstance(value, (list, tuple, set)):
        return any(map(_holds_output, value))
    return isinstance(value, sdk.XComArg)


def _standard() -> dict[str, tuple[str, ...]]:
    """Template fields of the operators that come with Airflow."""
    from importlib import import_module
    from pkgutil import walk_packages

    import airflow.providers.standard as package

    found: dict[str, tuple[str, ...]] = {}
    for one in walk_packages(package.__path__, "airflow.providers.standard."):
        if ".operators." in one.name or ".sensors." in one.name:
            for name, value in vars(import_module(one.name)).items():
                if isinstance(value, type) and issubclass(value, sdk.BaseOperator):
                    found[name] = tuple(value.template_fields)
    found["DummyOperator"] = ()
    return found


FIELDS = _standard()


class Variable:
    @staticmethod
    def get(key: str, default_var: Any = None, default: Any = None, **_: Any) -> Any:
        given = default if default is not None else default_var
        return Anything("variable") if OTHER or given is None else given

    setdefault = set = get


class Environment(dict[str, str]):
    """In the other world every name is set."""

    def __contains__(self, name: object) -> bool:
        return OTHER or super().__contains__(name)

    def __missing__(self, name: str) -> str:
        if OTHER:
            return "2"
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401 -- that is this method

    def copy(self) -> Environment:
        return self


def _os() -> ModuleType:
    made = ModuleType("os")
    vars(made).update(vars(os))
    made.environ = Environment({"HOME": "/nowhere", "PATH": "/usr/bin", "USER": "nobody"})  # type: ignore[attr-defined]
    made.getenv = made.environ.get  # type: ignore[attr-defined]
    return made


OS = _os()
"""`os`, with another environment"""


def days_ago(n: int, **_: Any) -> Any:
    from datetime import timedelta

    return timezone.utcnow() - timedelta(days=n)


def _modules() -> dict[str, Any]:
    _lenient()
    own = "TaskGroup Label XComArg TriggerRule WeightRule Param chain chain_linear cross_downstream setup teardown"
    named = {name: getattr(sdk, name) for name in own.split()}
    named |= {"BaseOperator": operator("airflow.models.baseoperator.BaseOperator"), "task_group": sdk.task_group}
    named |= {"BaseSensorOperator": operator("airflow.sensors.base.BaseSensorOperator")}
    named |= {"DAG": DAG, "dag": dag, "task": Task(), "Variable": Variable, "days_ago": days_ago, "timezone": timezone}
    named |= {"literal": sdk.literal, "Asset": sdk.Asset, "Dataset": sdk.Asset, "AssetAlias": sdk.AssetAlias}
    named |= {"__version__": VERSION, "State": sdk.TaskInstanceState, "DagRunState": sdk.DagRunState}
    return named


NAMED = _modules()


class Module(ModuleType):
    """A module of a package that isn't there, or whose place Airflow has changed."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__version__":
            raise AttributeError(name)
        value = self._found(name)
        self.__dict__[name] = value
        return value

    def _found(self, name: str) -> Any:
        path = f"{self.__name__}.{name}"
        if self.__name__.partition(".")[0] == "airflow":
            if name in NAMED:
                return NAMED[name]
            if self.__name__ == "airflow.utils.timezone":
                return getattr(timezone, name)
            if self.__name__ == "airflow.exceptions" or name.startswith("Airflow"):
                return getattr(exceptions, name, type(name, (Exception,), {}))
            if name[:1].islower() and name not in ("conf", "settings", "macros"):
                return module(path)
        if OPERATOR.match(name):
            if not path.startswith("airflow."):
                OUTSIDE.add(path)
            return operator(path, FIELDS.get(name, ()) if path.startswith("airflow.") else ())
        return Anything(path)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return Anything(self.__name__)(*args, **kwargs)


@functools.cache
def module(name: str) -> Module:
    return Module(name)


REAL = {*sys.stdlib_module_names, "pendulum", "dateutil", "attr", "attrs", "jinja2", "typing_extensions"}
REAL.remove("subprocess")


TRIED: set[int] = set()
"""lines of the file whose imports may fail, for it to go another way"""


def imported(name: str, names: Any = None, own: Any = None, fromlist: Any = (), level: int = 0) -> Any:
    """`__import__` for the file, and for nothing else."""
    if OTHER and names is not None and names.get("__name__") == MAIN and sys._getframe(1).f_lineno in TRIED:
        raise ImportError(f"no {name} in the other world")
    if level == 0 and name in ("os", "os.path"):
        return OS if not fromlist or name == "os" else os.path
    if level == 0 and name.partition(".")[0] in REAL:
        return _import(name, names, own, fromlist, level)
    full = f"{'local.' * bool(level)}{name}"
    if not fromlist:
        _chain(full)
        return module(full.partition(".")[0])
    found = _chain(full)
    if "*" in fromlist:
        found.__all__ = []
    return found


def _chain(name: str) -> Module:
    parts = name.split(".")
    for count in range(1, len(parts)):
        setattr(module(".".join(parts[:count])), parts[count], module(".".join(parts[: count + 1])))
    return module(name)


_import = builtins.__import__


# -- one file --


def structure(path: str) -> dict[str, Any]:
    """Runs the file here."""
    with open(path, "rb") as file:
        tree = ast.parse(file.read(), path)
    for attempt in (node for node in ast.walk(tree) if isinstance(node, ast.Try) and node.handlers):
        body = ast.walk(ast.Module(attempt.body, []))
        TRIED.update(node.lineno for node in body if isinstance(node, (ast.Import, ast.ImportFrom)))
    code = compile(tree, path, "exec", dont_inherit=True)
    random.seed(OTHER)
    made = ModuleType(MAIN)
    sys.modules[MAIN] = made
    DagContext.current_autoregister_module_name = MAIN
    own = {**vars(builtins), "__import__": imported}
    vars(made).update(__file__=path, __builtins__=own)
    exec(code, vars(made))
    found = {id(value): value for value in vars(made).values() if isinstance(value, sdk.DAG)}
    found |= {id(one): one for one, _ in DagContext.autoregistered_dags}
    names = [one.dag_id for one in found.values()]
    if len(set(names)) < len(names):
        raise ValueError("two DAGs have one id")
    return {one.dag_id: _described(one) for one in found.values()}


def _described(one: Any) -> dict[str, Any]:
    tasks, edges = [], []
    for task in one.task_dict.values():
        group = task.task_group.group_id if task.task_group else None
        tasks.append([task.task_id, _class(task), group, str(getattr(task.trigger_rule, "value", task.trigger_rule))])
        edges += [[up, task.task_id] for up in sorted(task.upstream_task_ids)]
    groups = [
        [group.group_id, group.parent_group.group_id if group.parent_group else None]
        for group in one.task_group.get_task_group_dict().values()
        if group.group_id is not None
    ]
    marks = {
        mark: [task.task_id for task in one.task_dict.values() if getattr(task, f"is_{mark}")]
        for mark in ("mapped", "setup", "teardown")
    }
    return {"tasks": tasks, "edges": edges, "groups": groups, **marks}


def _class(task: Any) -> str:
    kind = task.operator_class if task.is_mapped else type(task)
    name = getattr(kind, "custom_operator_name", None)
    if isinstance(name, str) and name.startswith("@"):
        return name
    if kind.__module__ == MAIN:
        return f"{MAIN}.{kind.__qualname__}"
    return str(getattr(kind, "path", f"{kind.__module__}.{kind.__qualname__}"))


def answer(path: str) -> dict[str, Any]:
    """Runs the file in a child process: what it does there stays there."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        signal.alarm(SECONDS)
        try:
            with tempfile.TemporaryDirectory() as folder:
                os.chdir(folder)
                quiet = os.open(os.devnull, os.O_RDWR)
                for descriptor in (0, 1, 2):
                    os.dup2(quiet, descriptor)
                _forbid()
                sys.argv = [path]
                sys.path.insert(0, folder)
                try:
                    reply: dict[str, Any] = {"dags": structure(path), "outside": sorted(OUTSIDE)}
                except BaseException as error:  # noqa: BLE001 -- whatever the file does
                    reply = {"error": f"{type(error).__name__}: {error}"}
                os.chdir("/")
            with os.fdopen(writer, "w") as out:
                out.write(json.dumps(reply))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as inside:
        text = inside.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else {"error": f"no answer within {SECONDS} s"}


def _forbid() -> None:
    """A file that is only looked at starts no process and opens no connection."""
    import socket

    def refused(*args: Any, **kwargs: Any) -> Any:
        raise OSError("not here")

    socket.socket.connect = refused  # type: ignore[method-assign]
    shutil.which = lambda *args, **kwargs: None if OTHER else "/usr/bin/true"  # type: ignore[assignment]
    os.system = os.popen = refused  # type: ignore[assignment]


if __name__ == "__main__":
    for one in [one for one in sys.argv[1:] if one != "--other"] or sys.stdin.read().splitlines():
        print(json.dumps({"file": one, **answer(os.path.abspath(one))}), flush=True)
