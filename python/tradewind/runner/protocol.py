"""Frames: a 4-byte big-endian length, then one message. Ours are msgpack; JSON (gust's) is understood as well.

A message is a map with a text under `type`. Frames travel on private socketpairs, never on stdout.
"""

from __future__ import annotations

from msgpack import Packer, unpackb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Message = dict[str, Any]

MAX_FRAME = 16 * 1024 * 1024
"""Bytes of one message. Outputs above 64 KiB travel as files, so nothing honest comes near it."""

PACKET = 64 * 1024
"""Bytes of a work for a warm worker, or a report of one; a larger work is forked, a larger report is a frame."""

_packer = Packer(unicode_errors="backslashreplace")
"""One for all: a new one takes a megabyte each time."""


class FrameError(ValueError):
    """Bytes that aren't a frame. The stream can't be read any further."""


def pack(value: Any) -> bytes:
    """Plain data as msgpack. Text that UTF-8 can't hold (lone surrogates) is written with backslashes."""
    data: bytes = _packer.pack(value)
    return data


def unpack(data: bytes | memoryview) -> Any:
    """What `pack` packed."""
    return unpackb(data, strict_map_key=False)


def encode(message: Message) -> bytes:
    """One frame.

    Raises:
        FrameError: larger than `MAX_FRAME`.
    """
    body = pack(message)
    if len(body) > MAX_FRAME:
        raise FrameError(f"a frame of {len(body)} bytes; at most {MAX_FRAME} are allowed")
    return len(body).to_bytes(4, "big") + body


def decode(body: bytes) -> Message:
    """The message of one frame's body.

    Raises:
        FrameError: neither msgpack nor JSON, or not a message.
    """
    try:
        # '{' opens a JSON object; in msgpack it would be the number 123, which is no message
        if body[:1] == b"{":
            import json

            message = json.loads(body)
        else:
            message = unpack(body)
    except (ValueError, TypeError, RecursionError) as error:
        raise FrameError(f"neither msgpack nor JSON: {error}") from None
    if type(message) is not dict or type(message.get("type")) is not str:
        raise FrameError("not a map with a text under `type`")
    return message


class Decoder:
    """Cuts a stream of bytes into messages, however the bytes arrive."""

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Message]:
        """Take the next bytes, give the messages that are complete; those before a broken frame as well.

        Raises:
            FrameError: the stream is broken from here on.
        """
        if self._rest:
            data = self._rest + data
        at, end = 0, len(data)
        while end - at >= 4:
            size = int.from_bytes(data[at : at + 4], "big")
            if size > MAX_FRAME:
                raise FrameError(f"a frame of {size} bytes announced; at most {MAX_FRAME} are allowed")
            stop = at + 4 + size
            if stop > end:
                break
            yield decode(data[at + 4 : stop])
            at = stop
        self._rest = data[at:]

    @property
    def pending(self) -> int:
        """Bytes of a frame that isn't complete."""
        return len(self._rest)
