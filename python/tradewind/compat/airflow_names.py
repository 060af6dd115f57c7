"""What Airflow's files import that has no home of its own in tradewind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from tradewind.errors import FailTask, SkipTask
from tradewind.states import RunState, TaskState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])

VERSION = "3.1.0"
"""What files that ask for Airflow's version are told: the newest whose names we have."""

utc = UTC


class AirflowException(Exception):
    """A task that raises it fails, and is tried again as its `retries` say."""


class AirflowSkipException(AirflowException, SkipTask):
    """A task raises it to be `skipped`."""


class AirflowFailException(AirflowException, FailTask):
    """A task raises it to fail without a retry."""


class State:
    """States by their names in capitals: `State.SUCCESS`."""

    NONE = None
    RUNNING = RunState.RUNNING
    SUCCESS = RunState.SUCCESS
    FAILED = RunState.FAILED
    QUEUED = RunState.QUEUED
    SCHEDULED = TaskState.SCHEDULED
    SKIPPED = TaskState.SKIPPED
    UPSTREAM_FAILED = TaskState.UPSTREAM_FAILED
    UP_FOR_RETRY = TaskState.UP_FOR_RETRY
    UP_FOR_RESCHEDULE = TaskState.UP_FOR_RESCHEDULE
    DEFERRED = TaskState.DEFERRED
    REMOVED = TaskState.REMOVED


class WeightRule:
    DOWNSTREAM = "downstream"
    UPSTREAM = "upstream"
    ABSOLUTE = "absolute"


def days_ago(n: int, hour: int = 0, minute: int = 0, second: int = 0, microsecond: int = 0) -> datetime:
    """Midnight UTC of `n` days before today, plus the time given."""
    today = utcnow().replace(hour=hour, minute=minute, second=second, microsecond=microsecond)
    return today - timedelta(days=n)


def utcnow() -> datetime:
    return datetime.now(utc)


def utc_datetime(year: int, month: int, day: int, *time: int, tzinfo: tzinfo = utc) -> datetime:
    """A datetime in UTC; `time` is hour, minute, second, microsecond."""
    hour, minute, second, microsecond = (*time, 0, 0, 0, 0)[:4]
    return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=tzinfo)


def is_localized(value: datetime) -> bool:
    return value.utcoffset() is not None


def make_aware(value: datetime, timezone: tzinfo = utc) -> datetime:
    return value.replace(tzinfo=timezone)


def parse(text: str) -> datetime:
    """ISO text as a datetime; without a timezone it is UTC."""
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=utc)


def apply_defaults(function: F) -> F:
    """Airflow 1.10's decorator of `__init__`; every operator has it built in."""
    return function
