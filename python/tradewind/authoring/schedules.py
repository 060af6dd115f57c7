"""What `schedule=` may be: cron text, a preset, a timedelta, None, or a timetable object, which is kept as it is."""

from __future__ import annotations

from datetime import timedelta

from tradewind.authoring.places import nearest
from tradewind.errors import SpecError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PRESETS = {
    "@once": None,
    "@continuous": None,
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@quarterly": "0 0 1 */3 *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
"""Preset -> cron expression; None: it is no cron."""

# Least and most of each field; a day above 28 is left to croniter, which knows the months.
_RANGES = ((0, 59), (0, 23), (1, 28), (1, 12), (0, 6))


def check(schedule: Any) -> None:
    """Refuse what can't be a schedule.

    Raises:
        SpecError: a bad cron expression, an unknown preset, a timedelta that isn't positive.
    """
    if isinstance(schedule, str):
        if schedule.startswith("@"):
            if schedule not in PRESETS:
                fix = nearest(schedule, PRESETS) or f"use one of {', '.join(PRESETS)}"
                raise SpecError(f"unknown schedule preset {schedule!r}", fix=fix)
        elif not _plainly_valid(schedule):
            _ask_croniter(schedule)
    elif isinstance(schedule, timedelta):
        if schedule <= timedelta(0):
            raise SpecError(f"schedule must be a positive timedelta, not {schedule!r}")
    elif isinstance(schedule, (bool, int, float)):
        raise SpecError(f"schedule must be cron text, a preset, a timedelta or None, not {schedule!r}")


def _plainly_valid(cron: str) -> bool:
    """Five fields of `*`, `*/n` or one number in range: most schedules, without croniter's 45 ms import."""
    fields = cron.split()
    if len(fields) != len(_RANGES):
        return False
    for field, (least, most) in zip(fields, _RANGES, strict=True):
        number = field.removeprefix("*/")
        lowest = least if number == field else 1
        if field != "*" and not (number.isascii() and number.isdigit() and lowest <= int(number) <= most):
            return False
    return True


def _ask_croniter(cron: str) -> None:
    from croniter import CroniterBadCronError, CroniterError, croniter

    try:
        croniter(cron)
    except (CroniterBadCronError, CroniterError, ValueError, KeyError) as error:
        reason = str(error).replace(f"[{cron}] ", "")
        fix = "five fields are wanted: minute hour day month weekday, e.g. '30 6 * * 1-5'"
        raise SpecError(f"bad cron expression {cron!r}: {reason}", fix=fix) from None


def plain(schedule: Any) -> dict[str, Any] | None:
    """As data for `meta["schedule"]`: kind `cron`, `preset`, `delta` (seconds) or `custom` (class), and `text`."""
    if schedule is None:
        return None
    if isinstance(schedule, str):
        if schedule.startswith("@"):
            return {"kind": "preset", "preset": schedule, "cron": PRESETS[schedule], "text": schedule}
        return {"kind": "cron", "cron": schedule, "text": schedule}
    if isinstance(schedule, timedelta):
        return {"kind": "delta", "seconds": schedule.total_seconds(), "text": f"every {schedule}"}
    name = f"{type(schedule).__module__}.{type(schedule).__qualname__}"
    return {"kind": "custom", "class": name, "text": type(schedule).__name__}
