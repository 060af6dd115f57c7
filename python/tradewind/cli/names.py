"""What the arguments of verbs name: types that tell the shell what could stand there. Only a date is converted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from tradewind.cli.lookup import compiled, find_run, reading, short
from tradewind.errors import TradewindError, UsageError

if TYPE_CHECKING:
    _Text = click.ParamType[str]
    _Moment = click.ParamType[datetime]
else:  # generic only in newer ones
    _Text = _Moment = click.ParamType

RECENT = 50
"""runs offered"""


class _File(_Text):
    name = "file"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(incomplete, type="file")]


class _Run(_Text):
    name = "run"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return _starting_with(incomplete, _runs(ctx))


class _FileOrRun(_Text):
    name = "file|run"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        runs = _starting_with(incomplete, _runs(ctx)) if incomplete else []  # bash can't offer both
        return runs or FILE.shell_complete(ctx, param, incomplete)


class _Task(_Text):
    name = "task"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return _starting_with(incomplete, _tasks(ctx))


class _DagId(_Text):
    name = "dag_id"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return _starting_with(incomplete, _dag_ids(ctx))


class _Date(_Moment):
    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            date = datetime.fromisoformat(value)
        except ValueError:
            fix = "write it like 2026-01-31 or 2026-01-31T06:00:00+01:00"
            raise UsageError(f"'{value}' is no date", fix=fix) from None
        if not 1 < date.year < 9999:  # at the edges a zone or an interval would lead out of the calendar
            raise UsageError(f"the date '{value}' is out of range", fix="years go from 2 to 9998")
        return date if date.tzinfo else date.replace(tzinfo=UTC)


DATE = _Date()
FILE, RUN, FILE_OR_RUN, TASK, DAG_ID = _File(), _Run(), _FileOrRun(), _Task(), _DagId()


def _starting_with(start: str, found: Iterable[tuple[str, str]]) -> list[CompletionItem]:
    try:
        return [CompletionItem(name, help=text) for name, text in found if name.startswith(start)]
    except TradewindError:  # no state, a file that doesn't load: nothing to offer, and no place to say so
        return []


def _runs(ctx: click.Context) -> Iterator[tuple[str, str]]:
    with reading(ctx.params.get("url")) as store:
        rows = store.runs(limit=RECENT)
    yield "last", "the newest run"
    for row in rows:
        yield short(row), f"{row.dag_id} {row.state}"


def _tasks(ctx: click.Context) -> Iterator[tuple[str, str]]:
    with reading(ctx.params.get("url")) as store:
        row = find_run(store, ctx.params.get("run") or "last")
        dag = compiled(store, row)
        states = {instance.task_id: instance.state for instance in store.instances(row.run)}
    for task_id in dag.task_ids:
        yield task_id, states.get(task_id, "none")


def _dag_ids(ctx: click.Context) -> Iterator[tuple[str, str]]:
    file = ctx.params.get("file") or ctx.params.get("what")
    if file is None:  # `runs --dag`
        with reading(ctx.params.get("url")) as store:
            yield from dict.fromkeys((row.dag_id, "") for row in store.runs(limit=RECENT))
        return
    from tradewind.scanning import scan

    for dag in scan(file).dags:  # without running it: a shell waits
        if dag.dag_id is not None:
            yield dag.dag_id, f"{len(dag.tasks)} tasks"
