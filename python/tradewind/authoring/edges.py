"""Drawing edges: `>>`, `<<`, `set_upstream`, `set_downstream`, `chain`, `cross_downstream`, `Label`.

Edges are drawn when the statement runs: a group stands for the tasks that it has at that moment.
"""

from __future__ import annotations

from itertools import pairwise

from tradewind.authoring.places import here, text
from tradewind.errors import LoadError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Self

    from tradewind.authoring.generic import Links, Other
    from tradewind.authoring.operator import BaseOperator
    from tradewind.authoring.places import Place


class Linkable:
    """What an edge may begin or end at: a task, a group, a task's output, a label."""

    @property
    def roots(self) -> list[BaseOperator[Any]]:
        """The tasks that an edge to this leads to."""
        raise NotImplementedError

    @property
    def leaves(self) -> list[BaseOperator[Any]]:
        """The tasks that an edge from this comes from."""
        raise NotImplementedError

    def set_downstream(self, other: Links, label: str | None = None) -> None:
        """Run `other` (a task, group, output, or list of them) after this. `label` is text for the edges."""
        link([self], [other], label, here())

    def set_upstream(self, other: Links, label: str | None = None) -> None:
        """Run this after `other`."""
        link([other], [self], label, here())

    def __rshift__(self, other: Other) -> Other:
        link([self], [other], None, here())
        return other

    def __lshift__(self, other: Other) -> Other:
        link([other], [self], None, here())
        return other

    def __rrshift__(self, other: Links) -> Self:
        link([other], [self], None, here())
        return self

    def __rlshift__(self, other: Links) -> Self:
        link([self], [other], None, here())
        return self

    # What a group remembers beside the edges of its tasks; tasks and outputs have nothing to add.
    def _note_upstream(self, other: Linkable) -> None: ...
    def _note_downstream(self, other: Linkable) -> None: ...


class Label(Linkable):
    """Text on an edge: `a >> Label("when it is new") >> b`."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._ups: list[Linkable] = []
        self._downs: list[Linkable] = []

    def _take(self, *, up: Sequence[Linkable] = (), down: Sequence[Linkable] = (), place: Place) -> None:
        """Remember a side; with both sides known, draw the edges and be free for the next use."""
        self._ups += up
        self._downs += down
        if self._ups and self._downs:
            ups, self._ups, downs, self._downs = self._ups, [], self._downs, []
            link(ups, downs, self.label, place)

    def __repr__(self) -> str:
        return f"Label({self.label!r})"


def link(ups: Iterable[Any], downs: Iterable[Any], label: str | None, place: Place) -> None:
    """Draw an edge from each of `ups` to each of `downs`; both may hold lists."""
    up_items, down_items = _flat(ups, place), _flat(downs, place)
    for item in up_items:
        if isinstance(item, Label):
            item._take(down=[one for one in down_items if not isinstance(one, Label)], place=place)
    for item in down_items:
        if isinstance(item, Label):
            item._take(up=[one for one in up_items if not isinstance(one, Label)], place=place)
    for up in up_items:
        for down in down_items:
            if isinstance(up, Label) or isinstance(down, Label):
                continue
            for one in up.leaves:
                for other in down.roots:
                    _join(one, other, label, place)
            up._note_downstream(down)
            down._note_upstream(up)


def _flat(items: Iterable[Any], place: Place) -> list[Linkable]:
    out: list[Linkable] = []
    for item in items:
        if isinstance(item, Linkable):
            out.append(item)
        elif isinstance(item, (list, tuple, set, frozenset)):
            out += _flat(item, place)
        else:
            raise LoadError(
                f"{item!r} is a {type(item).__name__}, which no edge can begin or end at",
                place=text(place),
                fix="use tasks, groups, their outputs, or lists of these",
            )
    return out


def _join(up: BaseOperator[Any], down: BaseOperator[Any], label: str | None, place: Place) -> None:
    if up.dag is not down.dag:
        if up.dag is None and down.dag is not None:
            down.dag.add_task(up)
        elif down.dag is None and up.dag is not None:
            up.dag.add_task(down)
        elif up.dag is not None and down.dag is not None:
            raise LoadError(
                f"tasks {up.task_id!r} and {down.task_id!r} belong to two DAGs, "
                f"{up.dag.dag_id!r} and {down.dag.dag_id!r}: an edge can't join them",
                place=text(place),
            )
    elif up.dag is None:
        raise LoadError(
            f"tasks {up.task_id!r} and {down.task_id!r} have no DAG yet",
            place=text(place),
            fix="make them in `with DAG(...):`, or give them dag=",
        )
    up.downstream_task_ids.add(down.task_id)
    down.upstream_task_ids.add(up.task_id)
    known = up._edges.get(down.task_id)
    if known is None or (label is not None and known[0] is None):
        up._edges[down.task_id] = (label, place)


def chain(*items: Links) -> None:
    """Draw edges from each item to the next: `chain(a, [b, c], [d, e], f)`.

    Two lists in a row are joined pair by pair and must be equally long; a list beside a single item is joined with it.

    Raises:
        LoadError: two lists in a row that differ in length.
    """
    place = here()
    for up, down in pairwise(items):
        if isinstance(up, (list, tuple)) and isinstance(down, (list, tuple)):
            if len(up) != len(down):
                raise LoadError(
                    f"chain: a list of {len(up)} is followed by a list of {len(down)}; it joins lists pair by pair",
                    place=text(place),
                    fix="make them equally long, or use cross_downstream to join all with all",
                )
            for one, other in zip(up, down, strict=True):
                link([one], [other], None, place)
        else:
            link([up], [down], None, place)


def cross_downstream(from_tasks: Sequence[Linkable], to_tasks: Links) -> None:
    """Draw an edge from each of `from_tasks` to each of `to_tasks`."""
    link(from_tasks, to_tasks if isinstance(to_tasks, (list, tuple, set)) else [to_tasks], None, here())
