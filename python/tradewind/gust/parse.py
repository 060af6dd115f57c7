"""What `gust parse` prints: the DAG classes of a file, read from its syntax tree; nothing of it is executed.

`listed` follows gust-py's rules to the letter, which know a class by the name `Dag` of its base and a task by the name
`task` of its decorator. `missed` finds what these rules don't: aliases, `@gust.task`, `async def`, subclasses of DAG
classes and what they inherit, classes below `if` or `try`.
"""

from __future__ import annotations

import _ast as ast  # `ast` itself costs 2 ms of a command that takes 20

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_TREE_ONLY = 0x400  # ast.PyCF_ONLY_AST
_OPTIONS = ("schedule", "on_finished_callback")
_GUST = ("gust", "tradewind.gust")


def entries(path: str) -> list[dict[str, Any]]:
    """One entry for each DAG class; those that gust-py knows first.

    Raises:
        OSError: the file can't be read.
        SyntaxError: it isn't Python in UTF-8.
    """
    with open(path, "rb") as file:
        tree = compile(file.read(), path, "exec", _TREE_ONLY, dont_inherit=True)
    known = [node for node in tree.body if isinstance(node, ast.ClassDef) and _is_listed(node)]
    found = [_entry(path, node.name, *_listed_tasks(node), _init_options(node)) for node in known]
    return found + [_entry(path, *one) for one in _missed(tree, known)]


def _entry(
    path: str, name: str, order: list[str], tasks: dict[str, dict[str, Any]], options: dict[str, Any]
) -> dict[str, Any]:
    from os.path import abspath

    return {
        "mod": name,
        "error": {},
        "messages": [],
        "task_list": order,
        "stages": [],
        "tasks": tasks,
        "file_path": abspath(path),
        "options": {option: options.get(option) for option in _OPTIONS},
    }


# -- as gust-py has it --


def _is_listed(node: ast.ClassDef) -> bool:
    return any(
        (isinstance(base, ast.Name) and base.id == "Dag") or (isinstance(base, ast.Attribute) and base.attr == "Dag")
        for base in node.bases
    )


def _listed_tasks(node: ast.ClassDef) -> tuple[list[str], dict[str, dict[str, Any]]]:
    order, tasks = [], {}
    for item in node.body:
        if not isinstance(item, ast.FunctionDef) or item.name == "__init__":
            continue
        for decorator in item.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(called, ast.Name) and called.id == "task":
                order.append(item.name)
                tasks[item.name] = _task_options(decorator)
                break
    return order, tasks


def _task_options(decorator: ast.expr) -> dict[str, Any]:
    out: dict[str, Any] = {"downstream": [], "save": False}
    for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
        value = keyword.value
        if keyword.arg == "downstream":
            if isinstance(value, (ast.List, ast.Tuple)):
                out["downstream"] = [
                    one.value for one in value.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)
                ]
            elif isinstance(value, ast.Constant) and isinstance(value.value, str):
                out["downstream"] = [value.value]
        elif keyword.arg == "save":
            out["save"] = bool(value.value) if isinstance(value, ast.Constant) else False
    return out


def _init_options(node: ast.ClassDef) -> dict[str, Any]:
    """Constants that the first `__init__` gives to that of its base; of several calls the last one, breadth first."""
    options: dict[str, Any] = {}
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            for call in _walk(item):
                if isinstance(call, ast.Call) and _is_super_init(call):
                    for keyword in call.keywords:
                        if keyword.arg in _OPTIONS and isinstance(keyword.value, ast.Constant):
                            options[keyword.arg] = keyword.value.value
            break
    return options


def _is_super_init(call: ast.Call) -> bool:
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr != "__init__":
        return False
    owner = function.value.func if isinstance(function.value, ast.Call) else function.value
    return isinstance(owner, ast.Name) and owner.id == "super"


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, breadth first."""
    level = [node]
    while level:
        yield from level
        level = [child for one in level for child in _children(one)]


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, ast.AST):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, ast.AST))


# -- what its rules miss --

_Found = tuple[str, list[str], dict[str, "dict[str, Any]"], dict[str, "Any"]]


class _Names:
    """What the file calls gust's things."""

    def __init__(self) -> None:
        self.dags: set[str] = set()
        self.tasks: set[str] = set()
        self.modules: set[str] = set()

    def note(self, node: ast.AST) -> None:
        if isinstance(node, ast.ImportFrom) and node.module in _GUST:
            for name in node.names:
                if name.name in ("Dag", "task"):
                    (self.dags if name.name == "Dag" else self.tasks).add(name.asname or name.name)
        elif isinstance(node, ast.ImportFrom) and node.module == "tradewind":
            self.modules.update(name.asname or name.name for name in node.names if name.name == "gust")
        elif isinstance(node, ast.Import):
            self.modules.update(name.asname or "gust" for name in node.names if name.name in _GUST)

    def is_task(self, decorator: ast.expr) -> bool:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Name):
            return called.id in self.tasks
        return (
            isinstance(called, ast.Attribute)
            and called.attr == "task"
            and isinstance(called.value, ast.Name)
            and called.value.id in self.modules
        )


def _missed(tree: ast.Module, known: list[ast.ClassDef]) -> list[_Found]:
    names = _Names()
    names.tasks.add("task")
    dags: dict[str, _Found] = {}
    out = []
    for node in _statements(tree):
        names.note(node)
        if not isinstance(node, ast.ClassDef):
            continue
        bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
        listed = node in known
        if not (listed or _is_listed(node) or any(base in dags or base in names.dags for base in bases)):
            continue
        parents = [dags[base] for base in reversed(bases) if base in dags]
        found = _with_inherited(node, parents, names)
        dags[node.name] = found
        if not listed:
            out.append(found)
    return out


def _with_inherited(node: ast.ClassDef, parents: list[_Found], names: _Names) -> _Found:
    tasks: dict[str, dict[str, Any]] = {}
    options: dict[str, Any] = {}
    for _, _, inherited, given in parents:
        tasks.update(inherited)
        options.update(given)
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant):
            options.update(
                (target.id, item.value.value)
                for target in item.targets
                if isinstance(target, ast.Name) and target.id in _OPTIONS
            )
        elif isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) and item.name != "__init__":
            marks = [decorator for decorator in item.decorator_list if names.is_task(decorator)]
            if marks:
                tasks[item.name] = _task_options(marks[0])
    options.update(_init_options(node))
    return node.name, list(tasks), tasks, options


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Every statement that importing the file may run at module level, in order."""
    for child in _children(node):
        if isinstance(child, ast.stmt):
            yield child
        if not isinstance(child, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.expr)):
            yield from _statements(child)
