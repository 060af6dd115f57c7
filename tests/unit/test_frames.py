"""Frames, however they arrive and whatever is wrong with them."""

import json
from itertools import pairwise
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.runner.protocol import MAX_FRAME, Decoder, FrameError, decode, encode

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
MESSAGES = st.builds(
    lambda kind, rest: {**rest, "type": kind}, st.text(), st.dictionaries(st.text(), PLAIN, max_size=4)
)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[a:b] for a, b in pairwise(edges)]


@given(st.lists(MESSAGES, max_size=5), st.lists(st.integers(0, 10_000), max_size=8))
def test_messages_arrive_whole_and_in_order(messages: list[dict[str, Any]], places: list[int]) -> None:
    decoder = Decoder()
    data = b"".join(encode(message) for message in messages)
    assert [message for part in cut(data, places) for message in decoder.feed(part)] == messages
    assert decoder.pending == 0


@given(MESSAGES, st.data())
def test_a_truncated_frame_gives_nothing_and_stays_pending(message: dict[str, Any], data: st.DataObject) -> None:
    frame = encode(message)
    part = frame[: data.draw(st.integers(0, len(frame) - 1))]
    decoder = Decoder()
    assert list(decoder.feed(part)) == []
    assert decoder.pending == len(part)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_frame_error(body: bytes) -> None:
    try:
        message = decode(body)
    except FrameError:
        return
    assert isinstance(message["type"], str)


@given(st.lists(MESSAGES, max_size=3), st.binary(min_size=1, max_size=50))
def test_messages_before_a_broken_frame_are_delivered(messages: list[dict[str, Any]], junk: bytes) -> None:
    broken = len(junk).to_bytes(4, "big") + b"\xc1" + junk[1:]  # 0xc1 is never used by msgpack
    stream = Decoder().feed(b"".join(map(encode, messages)) + broken)
    assert [next(stream) for _ in messages] == messages
    with pytest.raises(FrameError):
        next(stream)


@given(st.integers(MAX_FRAME + 1, 2**32 - 1))
def test_an_oversized_frame_is_refused_before_its_body(size: int) -> None:
    with pytest.raises(FrameError, match="announced; at most"):
        list(Decoder().feed(size.to_bytes(4, "big")))


def test_too_large_a_message_is_not_sent() -> None:
    with pytest.raises(FrameError, match="are allowed"):
        encode({"type": "log", "msg": "x" * MAX_FRAME})


@given(st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.text())))
def test_json_is_understood(rest: dict[str, Any]) -> None:
    message = {**rest, "type": "log"}
    assert decode(json.dumps(message).encode()) == message


@pytest.mark.parametrize("value", [[], 1, "log", {}, {"type": 1}, {"type": None}, {1: "type"}, {b"type": b"log"}])
def test_what_is_no_message(value: object) -> None:
    with pytest.raises(FrameError):
        decode(msgpack.packb(value))


def test_lone_surrogates_travel_as_backslashes() -> None:
    assert decode(encode({"type": "log", "msg": "caf\udce9"})[4:])["msg"] == "caf\\udce9"


def test_deep_json_is_a_frame_error() -> None:
    with pytest.raises(FrameError):
        decode(b'{"type":' + b"[" * 100_000)
