"""Arguments as people write them, brought into one form or refused with the reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tradewind.authoring.places import nearest
from tradewind.errors import SpecError
from tradewind.states import TriggerRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import tzinfo
    from typing import Any

_RULES: dict[str, TriggerRule] = {rule.value: rule for rule in TriggerRule}
_OLD_RULES = {
    "dummy": TriggerRule.ALWAYS,
    "none_failed_or_skipped": TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS,
}
_NO_PUNCTUATION = str.maketrans("", "", "_.-")
MAX_ID = 250
WEIGHT_RULES = ("downstream", "upstream", "absolute")
ISOLATIONS = ("fork", "pool", "spawn")


def check_id(kind: str, value: Any) -> str:
    """An id of letters, digits, `_`, `.` and `-`, at most 250 characters."""
    if not isinstance(value, str) or not value:
        raise SpecError(f"{kind} must be a non-empty string, not {value!r}")
    bare = value.translate(_NO_PUNCTUATION)
    if len(value) > MAX_ID:
        raise SpecError(f"{kind} {value[:40]!r}... is {len(value)} characters long; {MAX_ID} is the most")
    if bare and not bare.isalnum():
        raise SpecError(f"{kind} {value!r} has characters other than letters, digits, '_', '.' and '-'")
    return value


def duration(name: str, value: Any) -> timedelta | None:
    """A timedelta, or seconds as a number; None stays."""
    if value is None or isinstance(value, timedelta):
        span = value
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        span = timedelta(seconds=value)
    else:
        raise SpecError(f"{name} must be a timedelta or a number of seconds, not {value!r}")
    if span is not None and span < timedelta(0):
        raise SpecError(f"{name} must not be negative: {value!r}")
    return span


def count(name: str, value: Any, *, least: int = 0) -> int:
    """A whole number that is at least `least`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value) or value < least:
        raise SpecError(f"{name} must be a whole number, at least {least}, not {value!r}")
    return int(value)


def choice(name: str, value: Any, known: Any) -> str:
    """One of the `known` words, also as an enum's member."""
    word = str(getattr(value, "value", value))
    if word not in known:
        raise SpecError(f"{name} {word!r} is unknown", fix=nearest(word, known) or f"use one of {', '.join(known)}")
    return word


def trigger_rule(value: Any) -> TriggerRule:
    """A rule by name or member; Airflow's former names are understood."""
    word = str(getattr(value, "value", value)).lower()
    return _RULES.get(word) or _OLD_RULES.get(word) or _RULES[choice("trigger_rule", word, _RULES)]


def moment(name: str, value: Any, zone: tzinfo | None = None) -> datetime | None:
    """A datetime with a timezone: a naive one is taken to be in `zone`, UTC without one. ISO text is understood."""
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise SpecError(f"{name} must be a datetime, not {value!r}", fix="ISO text works: 2024-01-31") from None
    if not isinstance(value, datetime):
        if hasattr(value, "year") and hasattr(value, "day"):
            value = datetime(value.year, value.month, value.day, tzinfo=zone or UTC)
        else:
            raise SpecError(f"{name} must be a datetime, not {value!r}")
    at: datetime = value
    return at if at.tzinfo else at.replace(tzinfo=zone or UTC)


def zone_of(name: Any) -> tzinfo:
    """A timezone by its IANA name; a tzinfo stays."""
    if not isinstance(name, str):
        if hasattr(name, "utcoffset"):
            return name  # type: ignore[no-any-return]
        raise SpecError(f"timezone must be an IANA name or a tzinfo, not {name!r}")
    if name.upper() == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except Exception as error:
        raise SpecError(f"unknown timezone {name!r}", fix="use an IANA name such as Europe/Berlin") from error


def zone_name(zone: tzinfo | None) -> str:
    """The IANA name where the tzinfo has one, else its text."""
    if zone is None:
        return "UTC"
    return str(getattr(zone, "key", None) or getattr(zone, "name", None) or zone)
