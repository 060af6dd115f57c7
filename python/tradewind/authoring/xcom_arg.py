"""`XComArg`: the output of a task, as an argument of another."""

from __future__ import annotations

from tradewind.authoring.edges import Linkable
from tradewind.authoring.generic import Generic, Out_co

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, NoReturn, TypeVar, overload

    from tradewind.authoring.context import TaskInstance
    from tradewind.authoring.operator import BaseOperator

    T = TypeVar("T")

RETURN_KEY = "return_value"


class XComArg(Linkable, Generic[Out_co]):
    """What `task.output` is: a stand-in for a value that exists once the task has run.

    Given as an argument in a templated field, also nested in lists and dicts, it draws the edge and is replaced by the
    value before the task executes. `output["rows"]` is what was pushed under the key `rows`, else that part of the
    returned value; an int index is always a part of the returned value.
    """

    def __init__(self, operator: BaseOperator[Any], key: str = RETURN_KEY, path: tuple[Any, ...] = ()) -> None:
        self.operator: BaseOperator[Any] = operator
        self.key: str = key
        self.path: tuple[Any, ...] = path

    @property
    def roots(self) -> list[BaseOperator[Any]]:
        return [self.operator]

    @property
    def leaves(self) -> list[BaseOperator[Any]]:
        return [self.operator]

    if TYPE_CHECKING:

        @overload
        def __getitem__(self: XComArg[Sequence[T]], item: int) -> XComArg[T]: ...
        @overload
        def __getitem__(self: XComArg[dict[str, T]], item: str) -> XComArg[T]: ...
        @overload
        def __getitem__(self, item: Any) -> XComArg[Any]: ...

    def __getitem__(self, item: Any) -> XComArg[Any]:
        return XComArg(self.operator, self.key, (*self.path, item))

    def __iter__(self) -> NoReturn:
        raise TypeError(
            f"the output of {self.operator.task_id!r} doesn't exist before the DAG runs; it can't be iterated"
        )

    def resolve(self, ti: TaskInstance) -> Out_co:
        """The value, within an attempt. A task that left no output gives None.

        Raises:
            KeyError, IndexError, TypeError: the output has no such part.
        """
        path = self.path
        task_id = self.operator.task_id
        if path and isinstance(path[0], str) and self.key == RETURN_KEY:
            pushed = ti._pull_rows([task_id], path[0])
            if pushed:
                value, path = shaped(pushed), path[1:]
            else:
                value = ti.xcom_pull(task_id)
        else:
            value = ti.xcom_pull(task_id, key=self.key)
        for item in path:
            try:
                value = value[item]
            except (KeyError, IndexError, TypeError) as error:
                raise type(error)(f"the output of {task_id!r} has no part [{item!r}]") from error
        out: Out_co = value
        return out

    def __str__(self) -> str:
        """A template that gives the value, so that an f-string works (it draws no edge)."""
        parts = "".join(f"[{item!r}]" for item in self.path)
        return f"{{{{ task_instance.xcom_pull(task_ids={self.operator.task_id!r}, key={self.key!r}){parts} }}}}"

    def __repr__(self) -> str:
        return f"<output of {self.operator.task_id}{''.join(f'[{item!r}]' for item in self.path)}>"


def shaped(rows: list[list[Any]]) -> Any:
    """One unmapped row is its value; rows of a mapped task are a list of values."""
    if len(rows) == 1 and rows[0][1] == -1:
        return rows[0][2]
    return [row[2] for row in rows]


def rendered(field: T | XComArg[T]) -> T:
    """The same, as `execute` finds it in a templated field: with outputs replaced by values. For type checkers."""
    return field  # type: ignore[return-value]


def find(value: Any) -> Iterator[XComArg[Any]]:
    """Every `XComArg` in a value: itself, or nested in lists, tuples, sets and dicts."""
    if isinstance(value, XComArg):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from find(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from find(item)
