"""Every pipe as the plainest Python there is: slow, obvious, and what the core is measured against."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def integer(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def whole(value: Any) -> int | None:
    """int(float(text)) of what has one."""
    try:
        return int(float(str(value)))
    except (ValueError, OverflowError):
        return None


def truncate(value: Any, length: str = "100") -> str:
    text, keep = str(value), integer(length)
    return text if keep is None or len(text) <= keep else text[:keep]


def pad(value: Any, width: str = "2") -> str:
    found, wide = whole(value), integer(width)
    return str(value) if found is None or wide is None or wide > 4096 else str(found).zfill(max(wide, 0))


def nth(value: Any, index: str = "0") -> Any:
    if not isinstance(value, list):
        return value
    at = integer(index)
    return value[at] if at is not None and 0 <= at < len(value) else None


def order(value: Any, threshold: str, holds: Callable[[float, float], bool]) -> bool:
    left = float(value) if isinstance(value, bool | int | float) else number(value) if isinstance(value, str) else None
    right = number(threshold)
    return left is not None and right is not None and holds(left, right)


def match(value: Any, pattern: str = "") -> str:
    try:
        found = re.search(pattern, str(value)) if pattern else None
    except re.error:
        return ""
    return found[0] if found else ""


def json_get(value: Any, key: str = "") -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value.get(key) if isinstance(value, dict) else None


def of_list(value: Any, work: Callable[[list[Any]], Any]) -> Any:
    return work(value) if isinstance(value, list) else value


def text_of(value: Any, items: Callable[[list[Any]], str]) -> str:
    return items(value) if isinstance(value, list) else str(value)


def flat(items: list[Any]) -> list[Any]:
    return [one for item in items for one in (item if isinstance(item, list) else [item])]


ORACLE: dict[str, Callable[..., Any]] = {
    "upper": lambda value: str(value).upper(),
    "lower": lambda value: str(value).lower(),
    "title": lambda value: str(value).title(),
    "trim": lambda value: str(value).strip(),
    "replace": lambda value, old, new="": str(value).replace(old, new),
    "strip": lambda value, chars="": str(value).strip(chars or None),
    "lstrip": lambda value, chars="": str(value).lstrip(chars or None),
    "rstrip": lambda value, chars="": str(value).rstrip(chars or None),
    "default": lambda value, fallback="": fallback if value in (None, "") else value,
    "first": lambda value: of_list(value, lambda items: items[0] if items else None),
    "last": lambda value: of_list(value, lambda items: items[-1] if items else None),
    "nth": nth,
    "join": lambda value, sep=", ": text_of(value, lambda items: sep.join(str(i) for i in items if i is not None)),
    "basename": lambda value: PurePosixPath(str(value)).name,
    "dirname": lambda value: str(PurePosixPath(str(value)).parent),
    "stem": lambda value: PurePosixPath(str(value)).stem,
    "ext": lambda value: PurePosixPath(str(value)).suffix,
    "urlencode": lambda value: quote(str(value), safe=""),
    "urldecode": lambda value: unquote(str(value)),
    "int": lambda value: whole(value) or 0,
    "string": lambda value: text_of(value, lambda items: ", ".join(map(str, items))),
    "truncate": truncate,
    "prepend": lambda value, prefix="": prefix + str(value),
    "append": lambda value, suffix="": str(value) + suffix,
    "match": match,
    "json_get": json_get,
    "flatten": lambda value: of_list(value, flat),
    "compact": lambda value: of_list(value, lambda items: [item for item in items if item is not None]),
    "pad": pad,
    "not": lambda value: not value,
    "eq": lambda value, expected: str(value) == expected,
    "neq": lambda value, expected: str(value) != expected,
    "gt": lambda value, threshold: order(value, threshold, lambda left, right: left > right),
    "lt": lambda value, threshold: order(value, threshold, lambda left, right: left < right),
    "in": lambda value, *options: str(value) in options,
}
