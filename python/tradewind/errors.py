"""Every exception that tradewind raises or that a task may raise.

Texts are lower-case, name the thing and the place (`file:line`), and show the fix. `exit_code` is what the CLI ends
with: 1 a task failed, 2 usage, 3 load error.
"""

from __future__ import annotations

import errno


class TradewindError(Exception):
    """Base of all. `place` is `file:line` in the user's source where there is one; `fix` the next thing to do."""

    exit_code = 2

    def __init__(self, text: str, *, place: str | None = None, fix: str | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.place = place
        self.fix = fix

    def __str__(self) -> str:
        where = f" ({self.place})" if self.place else ""
        then = f"; {self.fix}" if self.fix else ""
        return f"{self.text}{where}{then}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.text, self.place, self.fix))


def _rebuild(cls: type[TradewindError], text: str, place: str | None, fix: str | None) -> TradewindError:
    return cls(text, place=place, fix=fix)


class UsageError(TradewindError):
    """A call or command that can't be meant: an unknown DAG id, a parameter that doesn't exist, no run to retry."""


class LoadError(TradewindError):
    """A DAG file that doesn't load: syntax, import, or an error in the DAG itself."""

    exit_code = 3


class SpecError(LoadError):
    """A `DagSpec` whose values are impossible: bad cron, negative retries, undecodable bytes."""


class CycleError(LoadError):
    """Edges that form a circle. The text holds its path: `cycle: a -> b -> a`."""


class DuplicateIdError(LoadError):
    """Two tasks, groups or DAGs with one id."""


class UnknownIdError(LoadError):
    """A reference to a task, group, pool or DAG that nothing defines; the text suggests the nearest name."""


class StateError(TradewindError):
    """A call that the state doesn't allow, e.g. `done` of a node that was never ready."""


class StoreError(TradewindError):
    """The database can't do what was asked."""


class StoreLockedError(StoreError):
    """Another process holds the database or the engine's lock for longer than we wait."""


class StoreCorruptError(StoreError):
    """The file isn't a database, or is damaged, or was written by a newer tradewind."""


class StoreFullError(StoreError):
    """No space left on the device. What was committed stays."""


class StoreReadOnlyError(StoreError):
    """The folder or file can't be written."""


def store_error(error: OSError, text: str, *, fix: str | None = None) -> StoreError:
    """What the operating system refused, as the kind of `StoreError` that it is; its reason ends the text."""
    kind: type[StoreError] = StoreError
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        kind = StoreFullError
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        kind = StoreReadOnlyError
    return kind(f"{text}: {error.strerror}", fix=fix)


class PipelineError(LoadError, ValueError):
    """A pipeline that is wrong. `path` leads to what is wrong in its list of nodes: `(2, "bindings", "title")`."""

    def __init__(
        self, text: str, *, place: str | None = None, fix: str | None = None, path: tuple[str | int, ...] = ()
    ) -> None:
        super().__init__(text, place=place, fix=fix)
        self.path = path


class OutputError(TradewindError):
    """A value that can't be stored: the text names the path to it, e.g. `return_value['rows'][3]`."""

    exit_code = 1


class ExpressionError(TradewindError, ValueError):
    """A pipeline expression: bad syntax (with its position in characters), a failed `required`, or a spent limit.

    Attributes:
        position: of the opening brace, in characters, for what went wrong inside and isn't syntax, else None.
    """

    def __init__(self, text: str, position: int | None = None, *, place: str | None = None) -> None:
        super().__init__(text, place=place)
        self.position = position

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.text, self.position))


class RunFailedError(TradewindError):
    """Raised by `Run.raise_for_state()`: the run ended failed, cancelled or crashed. The text lists the tasks."""

    exit_code = 1


class SkipTask(Exception):
    """A task raises this to be `skipped` (Airflow: `AirflowSkipException`)."""


class FilterTask(Exception):
    """A task raises this to be `filtered`: there was nothing for it to do. What follows takes it as a success."""


class WaitTask(Exception):
    """A task raises this to wait, without a process, until it is resumed; its next attempt begins from the start.

    Args:
        key: what `tradewind resume KEY` names it by.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class FailTask(Exception):
    """A task raises this to fail without a retry (Airflow: `AirflowFailException`)."""


class TaskTimeout(Exception):
    """Raised in a task that ran longer than its `execution_timeout` (Airflow: `AirflowTaskTimeout`)."""
