"""Outputs come back as they went in, or are refused with the place and the fix."""

from __future__ import annotations

import dataclasses
import enum
import itertools
import math
import sys
import zoneinfo
from collections import Counter, OrderedDict, defaultdict
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.errors import OutputError
from tradewind.runner import codec
from tradewind.runner.codec import MAX_DEPTH, MSGPACK, PICKLE, decode, encode, readable_size


def same(left: Any, right: Any) -> bool:
    """Equal, with equal types at every level, in equal order where order counts."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return len(left) == len(right) and all(
            same(a, b) and same(left[a], right[b]) for a, b in zip(left, right, strict=True)
        )
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, (set, frozenset)):
        rest = list(right)
        return len(left) == len(rest) and all(any(same(a, b) for b in rest) for a in left)
    if isinstance(left, (float, Decimal)):
        return str(left) == str(right)  # tells -0.0 from 0.0 and finds nan equal to itself
    if isinstance(left, (datetime, time)):
        return (
            left.replace(tzinfo=None) == right.replace(tzinfo=None)
            and left.fold == right.fold
            and type(left.tzinfo) is type(right.tzinfo)
            and repr(left.tzinfo) == repr(right.tzinfo)
        )
    return bool(left == right)


def round_trip(value: Any) -> Any:
    name, data = encode(value)
    assert name == MSGPACK
    return decode(name, data)


zones = st.one_of(
    st.none(),
    st.just(UTC),
    st.builds(timezone, st.timedeltas(timedelta(hours=-23, minutes=-59), timedelta(hours=23, minutes=59))),
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "UTC"]).map(zoneinfo.ZoneInfo),
)
keys = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters()),
    st.binary(max_size=20),
    st.dates(),
    st.datetimes(timezones=zones),
    st.times(timezones=st.sampled_from([None, UTC])),
    st.timedeltas(),
    st.decimals(allow_nan=False),
    st.uuids(),
    st.from_regex(r"[^\0/]{1,10}", fullmatch=True).filter(lambda text: text.isprintable()).map(Path),
)
hashables = st.recursive(keys, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3), max_leaves=4)
values = st.recursive(
    hashables,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner),
        st.dictionaries(hashables, inner, max_size=4),
        st.sets(hashables, max_size=3),
    ),
    max_leaves=12,
)


@given(values)
def test_what_comes_back_is_what_went_in(value: Any) -> None:
    assert same(round_trip(value), value)


@given(st.sets(keys), st.randoms())
def test_equal_sets_are_equal_data(value: set[Any], random: Any) -> None:
    items = list(value)
    random.shuffle(items)
    assert encode(set(items)) == encode(value)


@pytest.mark.parametrize(
    "value",
    [
        2**63 - 1,
        2**64 - 1,
        2**64,
        -(2**63),
        -(2**63) - 1,
        10**5000,
        math.inf,
        -math.inf,
        math.nan,
        -0.0,
        Decimal("NaN"),
        Decimal("-0E+7"),
        Decimal("Infinity"),
        "lone \udc80 surrogate",
        Path("/tmp/\udcff.csv"),
        datetime.fromisoformat("0001-01-01"),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=5, microseconds=7), "odd")),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin")),
        timedelta.min,
        {1: "a", "1": "b", (1, None): "c", None: "d", 2.5: "e", b"1": "f"},
        [[], (), {}, set(), frozenset(), b"", ""],
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_at_the_edge(value: Any) -> None:
    assert same(round_trip(value), value)


def test_plain_values_are_plain_msgpack() -> None:
    value = {"rows": [1, 2.5, "x", None, True], "n": {"deep": b"raw"}}
    assert encode(value) == (MSGPACK, msgpack.packb(value))


class Colour(enum.Enum):
    RED = 1


class Name(enum.StrEnum):
    A = "a"


class OddZone(tzinfo):
    def utcoffset(self, at: datetime | None) -> timedelta:
        return timedelta(0)

    def dst(self, at: datetime | None) -> None:
        return None

    def tzname(self, at: datetime | None) -> None:
        return None


class Text(str):
    __slots__ = ()


@dataclasses.dataclass
class Row:
    n: int


class Model:
    def model_dump(self) -> dict[str, Any]:
        return {}


class Point(NamedTuple):
    x: int
    y: int


PLAIN_DATA = "return plain data (numbers, text, lists, dicts, dates), or write it to a file and return the path"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (object(), f"return_value: can't store a value of type object; {PLAIN_DATA}"),
        ({"rows": [1, 2, 3, object()]}, f"return_value['rows'][3]: can't store a value of type object; {PLAIN_DATA}"),
        (
            {"a": ({1, print},)},
            "an item of return_value['a'][0]: can't store a value of type builtin_function_or_method",
        ),
        ({(1, Name.A): 1}, "[1]: can't store a value of type test_codec.Name; use its .value"),
        ([Colour.RED], "return_value[0]: can't store a value of type test_codec.Colour; use its .value"),
        (Point(1, 2), "return_value: can't store a value of type test_codec.Point; use ._asdict(), or tuple() of it"),
        (OrderedDict(a=1), "type collections.OrderedDict; make it a plain dict, or convert it to one"),
        (
            [defaultdict(list)],
            "return_value[0]: can't store a value of type collections.defaultdict; make it a plain dict",
        ),
        (Counter("ab"), "type collections.Counter; make it a plain dict"),
        (Text("x"), "type test_codec.Text; make it a plain str, or convert it to one"),
        (bytearray(b"x"), "type bytearray; use bytes() of it"),
        ([{"a": bytearray(b"x")}], "return_value[0]['a']: can't store a value of type bytearray; use bytes() of it"),
        (memoryview(b"x"), "type memoryview; use bytes() of it"),
        (msgpack.ExtType(1, b"\x90"), "type msgpack.ext.ExtType"),
        (msgpack.Timestamp(1), "type msgpack.ext.Timestamp"),
        (Row(1), "type test_codec.Row; use dataclasses.asdict() of it"),
        (Model(), "type test_codec.Model; use .model_dump()"),
        ((n for n in "ab"), "type generator; use list() of it"),
        ({}.keys(), "type dict_keys; use list() of it"),
        (range(3), "type range; use list() of it"),
        (PurePosixPath("a"), "type pathlib.PurePosixPath; use str() of it"),
        (1j, "type complex"),
        (
            [datetime(2026, 1, 1, tzinfo=OddZone())],
            "return_value[0]: can't store this datetime; give it a zone of datetime.timezone or zoneinfo, e.g. .asti",
        ),
    ],
    ids=lambda value: None if isinstance(value, str) else type(value).__name__,
)
def test_what_cannot_come_back_is_refused_with_its_path(value: Any, text: str) -> None:
    with pytest.raises(OutputError) as caught:
        encode(value)
    assert text.replace("pathlib.", PurePosixPath.__module__ + ".") in str(caught.value).replace(__name__, "test_codec")


def scalar_of(module: str, name: str, base: type, **extra: Any) -> Any:
    """A value of a library that needn't be installed here; only where its class says that it comes from counts."""
    return type(name, (base,), {"__module__": module, **extra})()


def test_numeric_libraries_are_told_apart() -> None:
    with pytest.raises(OutputError, match=r"type numpy\.float64; use \.item\(\)"):
        encode([scalar_of("numpy", "float64", float, shape=())])
    with pytest.raises(OutputError, match=r"type numpy\.ndarray; use \.tolist\(\)"):
        encode([scalar_of("numpy", "ndarray", object, shape=(2, 2))])
    with pytest.raises(OutputError, match=r"type pandas\.core\.frame\.DataFrame; write it to a file \(Parquet, say\)"):
        encode([scalar_of("pandas.core.frame", "DataFrame", object)])


def test_a_class_that_only_shares_a_name_is_refused() -> None:
    with pytest.raises(OutputError, match=r"type uuid\.UUID"):
        encode(scalar_of("uuid", "UUID", object))
    UUID(int=1)
    assert round_trip(UUID(int=1)) == UUID(int=1)


def test_values_that_contain_themselves() -> None:
    ring: list[Any] = [1]
    ring.append(ring)
    with pytest.raises(OutputError, match=r"return_value\[1\]: the list contains itself"):
        encode(ring)
    through: dict[str, Any] = {}
    through["t"] = (through,)
    with pytest.raises(OutputError, match=r"return_value\['t'\]\[0\]: the dict contains itself"):
        encode(through)
    shared = [1]
    assert round_trip([shared, shared]) == [[1], [1]]


@pytest.mark.parametrize("wrap", [lambda v: [v], lambda v: (v,), lambda v: {"k": v}, lambda v: frozenset([v])])
def test_depth(wrap: Any) -> None:
    value: Any = ()
    for _ in range(MAX_DEPTH - 1):
        value = wrap(value)
    assert round_trip(value) == value
    for _ in range(400):
        value = wrap(value)
    with pytest.raises(OutputError, match=r"…(.*): more than 100 containers deep; return something flatter"):
        encode(value)


def test_size_limit() -> None:
    with pytest.raises(OutputError, match=r"report: 1\.0 KiB when stored, more than the limit of 1000 bytes; write"):
        encode("x" * 1024, where="report", limit=1000)
    assert encode("x" * 997, limit=1000)[1]


def test_pickle_is_opt_in_and_only_a_fallback() -> None:
    assert encode([1], pickle=True)[0] == MSGPACK
    name, data = encode(SimpleNamespace(a=1), pickle=True)
    assert name == PICKLE
    assert decode(name, data) == SimpleNamespace(a=1)
    with pytest.raises(OutputError, match=r"return_value: a function can't be pickled"):
        encode(lambda: 1, pickle=True)
    with pytest.raises(OutputError, match=r"the pickled output can't be read back: UnpicklingError"):
        decode(PICKLE, b"junk")


@given(st.binary(max_size=60))
def test_damaged_data_is_an_error_of_ours(data: bytes) -> None:
    with suppress(OutputError):
        decode(MSGPACK, data)


def test_damage_is_named() -> None:
    with pytest.raises(OutputError, match="can't be read back"):
        decode(MSGPACK, encode([1, 2])[1][:-1])
    with pytest.raises(OutputError, match=r"unknown output codec 'cbor'; upgrade tradewind"):
        decode("cbor", b"")
    with pytest.raises(OutputError, match="tag 99 is from a newer tradewind"):
        decode(MSGPACK, msgpack.packb(msgpack.ExtType(99, b"")))


def test_tags_are_forever() -> None:
    value = [(1,), {1}, frozenset({1}), 2**64, date(2026, 1, 2), time(3, 4), timedelta(1, 2, 3), Decimal("1.5")]
    value += [datetime(2026, 1, 2, tzinfo=UTC), UUID(int=7), Path("a")]
    expected = (
        "9bd5019101d5029101d5039101c70904010000000000000000c70a06323032362d30312d3032c70c0793a830333a30343a30"
        "3000c0d60893010203c70309312e35c7180593b3323032362d30312d30325430303a30303a3030009100d80a000000000000"
        "00000000000000000007d40b61"
    )
    assert encode(value)[1].hex() == expected
    assert same(round_trip(value), value)


def test_readable_size() -> None:
    assert list(map(readable_size, [0, 1023, 1024, 1536, 1 << 20, 5 << 30, 9 << 40])) == [
        "0 bytes",
        "1023 bytes",
        "1.0 KiB",
        "1.5 KiB",
        "1.0 MiB",
        "5.0 GiB",
        "9216.0 GiB",
    ]


def test_modules_of_tagged_types_are_not_imported_early() -> None:
    import subprocess

    script = (
        "import sys; from tradewind.runner.codec import encode; encode([1, (2, {3})]);"
        "print([m for m in ('decimal', 'uuid', 'zoneinfo', 'pathlib', 'pickle') if m in sys.modules])"
    )
    command = [sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}; {script}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_tag_has_its_own_number() -> None:
    tags = [codec._TAGS[kind][0] for kind in (tuple, set, frozenset, int)]
    tags += [tag for name, (tag, _) in codec._TAGS_BY_NAME.items() if "_local" not in name]
    assert sorted(tags) == list(itertools.chain(range(1, 12)))
