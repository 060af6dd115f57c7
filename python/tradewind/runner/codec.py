"""Outputs as bytes: msgpack, with tags for the Python types that it lacks. What comes back equals what went in, and its
type is the same at every level; whatever can't promise that is an error naming the path to the value.

Plain: None, bool, int (64 bits), float, str, bytes, list, dict (with keys of any type here). Tagged: tuple, set,
frozenset, larger ints, datetime, date, time, timedelta, Decimal, UUID, Path. Subclasses of these (named tuples,
defaultdict, enums, NumPy scalars) would come back as something else, so they are refused with the conversion to write.
"""

from __future__ import annotations

import os
import sys
from itertools import chain

import msgpack

from tradewind.errors import OutputError

TYPE_CHECKING = False  # the real one would import typing, which costs more than all of this
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    _Tag = tuple[int, Callable[[Any], bytes]]

MSGPACK = "msgpack"
PICKLE = "pickle"
MAX_SIZE = 256 << 20
"""bytes of one encoded output, unless the caller says otherwise"""
MAX_DEPTH = 100
"""levels of containers in a value that needs tags (plain ones: msgpack's own limit, about 500)"""

_PLAIN_DATA = "return plain data (numbers, text, lists, dicts, dates), or write it to a file and return the path"

# Tags are part of the format: never renumber.
_TUPLE, _SET, _FROZENSET, _INT, _DATETIME, _DATE, _TIME, _TIMEDELTA, _DECIMAL, _UUID, _PATH = range(1, 12)

_BINARY = tuple(bytes([mark]) for mark in (*range(0xC4, 0xCA), *range(0xD4, 0xD9)))
"""first bytes of msgpack's bin and ext: only there can a bytearray or a foreign tag pass for something else"""


def encode(
    value: Any, *, where: str = "return_value", pickle: bool = False, limit: int = MAX_SIZE
) -> tuple[str, bytes]:
    """Returns (codec, data).

    Args:
        where: the value's name, the start of the path in errors.
        pickle: fall back to pickle for what `msgpack` can't hold. Opt-in: reading it back runs code.
        limit: bytes; more is an error.

    Raises:
        OutputError: a type that can't be stored, a value that contains itself, too deep or too large.
    """
    codec = MSGPACK
    try:
        data = _encode(value, where)
    except OutputError:
        if not pickle:
            raise
        codec, data = PICKLE, _pickled(value, where)
    if len(data) > limit:
        raise OutputError(
            f"{where}: {readable_size(len(data))} when stored, more than the limit of {readable_size(limit)}",
            fix="write the data to a file and return its path",
        )
    return codec, data


def decode(codec: str, data: bytes) -> Any:
    """The value again.

    Raises:
        OutputError: damaged data, or a codec that this tradewind doesn't know.
    """
    if codec == PICKLE:
        import pickle

        try:
            return pickle.loads(data)
        except Exception as error:  # unpickling runs any code
            raise OutputError(f"the pickled output can't be read back: {type(error).__name__}: {error}") from error
    if codec != MSGPACK:
        raise OutputError(f"unknown output codec {codec!r}", fix="upgrade tradewind")
    try:
        return _unpack(data)
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError, msgpack.UnpackException) as error:
        raise OutputError(f"the stored output can't be read back: {type(error).__name__}: {error}") from error


def readable_size(size: int) -> str:
    """`812 bytes`, `64.0 KiB`, `1.5 GiB`."""
    if size < 1024:
        return f"{size} bytes"
    amount = size / 1024
    for unit in ("KiB", "MiB"):
        if amount < 1024:
            return f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GiB"


# -- encoding --


class _NotPlainError(Exception):
    """The value holds more than msgpack has natively."""


class _UnfitError(Exception):
    """A value of a supported type that still can't be stored; the text is the fix."""


def _encode(value: Any, where: str) -> bytes:
    try:
        data: bytes = msgpack.packb(value, default=_not_plain, strict_types=True)
    except (_NotPlainError, ValueError):  # ValueError: too deep, or text with lone surrogates
        data = b""
    if data and not any(mark in data for mark in _BINARY):
        return data
    try:
        if _storable(value):
            return data or _pack(value)
    except _UnfitError:
        pass  # found again below, with its path
    path, text, fix = _trouble(value, where, ()) or (where, "can't be stored", _PLAIN_DATA)
    if len(path) > 200:
        path = f"{path[:120]}…{path[-60:]}"
    raise OutputError(f"{path}: {text}", fix=fix)


def _not_plain(value: Any) -> Any:
    raise _NotPlainError


def _pack(value: Any) -> bytes:
    data: bytes = msgpack.packb(value, default=_tagged, strict_types=True, unicode_errors="surrogatepass")
    return data


def _tagged(value: Any) -> msgpack.ExtType:
    tag = _tag_of(type(value))
    if tag is None:
        raise _UnfitError
    return msgpack.ExtType(tag[0], tag[1](value))


def _storable(value: Any) -> bool:
    """Whether every type is one of ours and the value ends within `MAX_DEPTH`. Looks at whole levels, not at items: a
    long list costs little more than one `set(map(type, ...))`."""
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH + 1):
        kinds = set(map(type, level))
        if not all(kind in _PLAIN or _tag_of(kind) for kind in kinds):
            return False
        if kinds.isdisjoint(_CONTAINERS):
            return True
        inner = [item for item in level if type(item) in _CONTAINERS]
        level = list(chain.from_iterable(inner))
        level += chain.from_iterable(item.values() for item in inner if type(item) is dict)
    return False


def _trouble(value: Any, path: str, above: tuple[int, ...]) -> tuple[str, str, str] | None:
    """The first thing that can't be stored: (path, what, fix)."""
    kind = type(value)
    if kind not in _PLAIN and _tag_of(kind) is None:
        return path, f"can't store a value of type {_name(kind)}", _conversion(value)
    if id(value) in above:
        return path, f"the {kind.__name__} contains itself", "return a copy without the circle"
    if kind not in _CONTAINERS:
        try:
            _pack(value)
        except _UnfitError as error:
            return path, f"can't store this {kind.__name__}", str(error)
        return None
    if len(above) >= MAX_DEPTH:
        return path, f"more than {MAX_DEPTH} containers deep", "return something flatter"
    above = (*above, id(value))
    parts: Any
    if kind is dict:
        keys = ((f"key {_short(key)} of {path}", key) for key in value)
        parts = chain(keys, ((f"{path}[{_short(key)}]", item) for key, item in value.items()))
    elif kind in (set, frozenset):
        parts = ((f"an item of {path}", item) for item in value)
    else:
        parts = ((f"{path}[{index}]", item) for index, item in enumerate(value))
    return next(filter(None, (_trouble(item, name, above) for name, item in parts)), None)


def _short(key: Any) -> str:
    try:
        return f"{key!r:.60}"
    except Exception:  # noqa: BLE001 - the user's own __repr__
        return f"<{_name(type(key))}>"


def _name(kind: type) -> str:
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _conversion(value: Any) -> str:
    """What the author of the task can write instead."""
    kind = type(value)
    library = kind.__module__.partition(".")[0]
    if library in ("pandas", "polars", "pyarrow"):
        return "write it to a file (Parquet, say) and return the path"
    if library == "numpy":
        return "use .tolist()" if getattr(value, "shape", ()) else "use .item()"
    if hasattr(kind, "__members__") and hasattr(value, "value"):
        return "use its .value"
    if hasattr(kind, "_asdict"):
        return "use ._asdict(), or tuple() of it"
    if hasattr(kind, "__dataclass_fields__"):
        return "use dataclasses.asdict() of it"
    if hasattr(kind, "model_dump"):
        return "use .model_dump()"
    if kind in (bytearray, memoryview):
        return "use bytes() of it"
    if hasattr(kind, "__fspath__"):
        return "use str() of it"
    for base in kind.__mro__[1:]:
        if base in _PLAIN or _tag_of(base):
            return f"make it a plain {base.__name__}, or convert it to one"
    if hasattr(kind, "__next__") or kind.__name__ in ("dict_keys", "dict_values", "dict_items", "range"):
        return "use list() of it"
    return _PLAIN_DATA


def _pickled(value: Any, where: str) -> bytes:
    import pickle

    try:
        return pickle.dumps(value, protocol=5)
    except Exception as error:  # __reduce__ runs any code
        raise OutputError(
            f"{where}: a {_name(type(value))} can't be pickled: {type(error).__name__}: {error}",
            fix=_PLAIN_DATA,
        ) from error


# -- the tags: how each type becomes bytes, and how it comes back --


def _pack_items(value: Any) -> bytes:
    """In the order of their bytes, so that equal sets are equal data."""
    header: bytes = msgpack.Packer().pack_array_header(len(value))
    return header + b"".join(sorted(map(_pack, value)))


def _pack_zoned(value: Any) -> bytes:
    """A datetime or time: [ISO text without zone, fold, zone]; zone: None, [µs east of UTC], [µs, name] or a key."""
    zone = value.tzinfo
    return _pack([value.replace(tzinfo=None).isoformat(), value.fold, None if zone is None else _zone_data(zone)])


def _zone_data(zone: Any) -> Any:
    kind = type(zone)
    if kind is sys.modules["datetime"].timezone:
        offset, *name = zone.__getinitargs__()
        return [(offset.days * 86400 + offset.seconds) * 10**6 + offset.microseconds, *name]
    if kind.__module__ == "zoneinfo" and zone.key:
        return zone.key
    raise _UnfitError("give it a zone of datetime.timezone or zoneinfo, e.g. .astimezone(datetime.timezone.utc)")


def _zone(data: Any) -> Any:
    if data is None:
        return None
    if isinstance(data, str):
        from zoneinfo import ZoneInfo

        return ZoneInfo(data)
    from datetime import timedelta, timezone

    return timezone(timedelta(microseconds=data[0]), *data[1:])


def _unpack(data: bytes) -> Any:
    return msgpack.unpackb(data, ext_hook=_untagged, strict_map_key=False, unicode_errors="surrogatepass")


def _untagged(tag: int, data: bytes) -> Any:
    if tag == _TUPLE:
        return tuple(_unpack(data))
    if tag == _SET:
        return set(_unpack(data))
    if tag == _FROZENSET:
        return frozenset(_unpack(data))
    if tag == _INT:
        return int.from_bytes(data, "big", signed=True)
    if tag in (_DATETIME, _TIME):
        import datetime as dt

        text, fold, zone = _unpack(data)
        kind = dt.datetime if tag == _DATETIME else dt.time
        return kind.fromisoformat(text).replace(fold=fold, tzinfo=_zone(zone))
    if tag == _DATE:
        from datetime import date

        return date.fromisoformat(data.decode())
    if tag == _TIMEDELTA:
        from datetime import timedelta

        return timedelta(*_unpack(data))
    if tag == _DECIMAL:
        from decimal import Decimal

        return Decimal(data.decode())
    if tag == _UUID:
        from uuid import UUID

        return UUID(bytes=data)
    if tag == _PATH:
        from pathlib import Path

        return Path(data.decode("utf-8", "surrogateescape"))
    raise ValueError(f"tag {tag} is from a newer tradewind")


_PLAIN = frozenset({type(None), bool, int, float, str, bytes, list, dict})
_CONTAINERS = frozenset({list, dict, tuple, set, frozenset})
_TAGS: dict[type, _Tag] = {
    tuple: (_TUPLE, lambda value: _pack(list(value))),
    set: (_SET, _pack_items),
    frozenset: (_FROZENSET, _pack_items),
    int: (_INT, lambda value: value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)),
}
_PATH_TAG: _Tag = (_PATH, os.fsencode)
_TAGS_BY_NAME: dict[str, _Tag] = {
    "datetime.datetime": (_DATETIME, _pack_zoned),
    "datetime.date": (_DATE, lambda value: value.isoformat().encode()),
    "datetime.time": (_TIME, _pack_zoned),
    "datetime.timedelta": (_TIMEDELTA, lambda value: _pack([value.days, value.seconds, value.microseconds])),
    "decimal.Decimal": (_DECIMAL, lambda value: str(value).encode()),
    "uuid.UUID": (_UUID, lambda value: value.bytes),
    "pathlib.PosixPath": _PATH_TAG,
    "pathlib._local.PosixPath": _PATH_TAG,
}
"""by name, so that a task that never uses a module doesn't pay for importing it"""


def _tag_of(kind: type) -> _Tag | None:
    tag = _TAGS.get(kind)
    if tag is None and (tag := _TAGS_BY_NAME.get(f"{kind.__module__}.{kind.__qualname__}")):
        if getattr(sys.modules.get(kind.__module__), kind.__qualname__, None) is not kind:
            return None  # only called so
        _TAGS[kind] = tag
    return tag
