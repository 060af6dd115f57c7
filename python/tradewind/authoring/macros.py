"""`macros` in templates: date arithmetic and some of the standard library."""

from __future__ import annotations

import json
import random
import time
import uuid
from datetime import datetime, timedelta

__all__ = ["datetime", "datetime_diff_for_humans", "ds_add", "ds_format", "json", "random", "time", "timedelta", "uuid"]


def ds_add(ds: str, days: int) -> str:
    """`ds_add("2024-01-31", 1)` is `"2024-02-01"`."""
    return (datetime.fromisoformat(ds) + timedelta(days=days)).strftime("%Y-%m-%d")


def ds_format(ds: str, input_format: str, output_format: str) -> str:
    """`ds_format("2024-01-31", "%Y-%m-%d", "%d.%m.")` is `"31.01."`."""
    return datetime.strptime(ds, input_format).strftime(output_format)  # noqa: DTZ007  a date has no zone


def datetime_diff_for_humans(dt: datetime, since: datetime | None = None) -> str:
    """`"2 hours ago"`; with `since`: `"2 hours before"`."""
    seconds = (dt - (since or datetime.now(dt.tzinfo))).total_seconds()
    number, unit = abs(seconds), "second"
    for size, name in (
        (86400 * 365, "year"),
        (86400 * 30, "month"),
        (86400 * 7, "week"),
        (86400, "day"),
        (3600, "hour"),
        (60, "minute"),
    ):
        if number >= size:
            number, unit = number / size, name
            break
    amount = f"{int(number)} {unit}{'' if int(number) == 1 else 's'}"
    if since is None:
        return f"{amount} ago" if seconds < 0 else f"in {amount}"
    return f"{amount} {'before' if seconds < 0 else 'after'}"
