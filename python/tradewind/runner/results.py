"""What an attempt may say in its frames, checked at the border: what a task forges fails that task and nothing else."""

from __future__ import annotations

from math import isfinite

from tradewind.runner.protocol import FrameError, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tradewind.runner.protocol import Message

OUTCOMES = frozenset({"success", "failed", "skipped", "filtered", "crashed", "reschedule", "deferred", "waiting"})
_ERROR = frozenset({"type", "message", "traceback", "place"})
_HEX = frozenset("0123456789abcdef")


def flaw(result: Any) -> str | None:
    """What is wrong with a `result` message, as a clause; None: the engine can take it.

    Everything that the engine, its core or its store reads of it has the type that they expect.
    """
    if type(result) is not dict:
        return "a result that is no map"
    if type(result.get("outcome")) is not str or result["outcome"] not in OUTCOMES:
        return f"a result with the outcome {_shown(result.get('outcome'))}"
    for name, check, expected in _FIELDS:
        value = result.get(name)
        if value is not None and not check(value):
            return f"a result whose `{name}` is {_shown(value)}, not {expected}"
    needed = {"reschedule": "until", "waiting": "wait_for"}.get(result["outcome"])
    if needed is not None and result.get(needed) is None:
        return f"a result with the outcome {result['outcome']!r} but without `{needed}`"
    return None


def flaw_of_start(message: Message) -> str | None:
    """As `flaw`, of a `start` message."""
    good = _whole(message.get("pid")) and message["pid"] > 1 and _whole(message.get("ticks"))
    return None if good else "a start without pid and ticks"


def log_text(message: Message) -> str:
    """The lines of a `log` message, each with its level."""
    level, text = str(message.get("level", "info"))[:40].upper(), message.get("msg")
    lines = (text if isinstance(text, str) else repr(text)).splitlines() or [""]
    return "".join(f"{level} {line}\n" for line in lines)


def call_of(message: Message) -> tuple[str, dict[str, Any]]:
    """What a `call` message asks, and its arguments: under `args`, or beside (gust's way)."""
    args = message.get("args")
    if not isinstance(args, dict):
        args = {name: value for name, value in message.items() if name not in ("type", "op")}
    return str(message.get("op")), args


def reply_frame(reply: Message) -> bytes:
    """The answer to a call."""
    try:
        return encode({"type": "reply", **reply})
    except FrameError as error:
        why = f"the answer is too large ({error}); ask for fewer outputs at once"
        return encode({"type": "reply", "ok": False, "error": {"type": "UsageError", "message": why}})


def _text(value: Any) -> bool:
    if type(value) is not str:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # JSON can write what no store takes
        return False
    return True


def _whole(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1 << 62


def _texts(value: Any) -> bool:
    return type(value) is list and all(_text(one) for one in value)


def is_moment(value: Any) -> bool:
    """Whether it can be a time: Unix seconds."""
    return type(value) in (int, float) and isfinite(value) and 0 <= value < 1 << 62


def _error(value: Any) -> bool:
    return type(value) is dict and all(name in _ERROR and (text is None or _text(text)) for name, text in value.items())


def _outputs(value: Any) -> bool:
    return type(value) is list and all(map(_output, value)) and len({row[0] for row in value}) == len(value)


def _output(row: Any) -> bool:
    """[key, codec, data, blob, size], with either data or blob."""
    if type(row) not in (list, tuple) or len(row) != 5:
        return False
    key, codec, data, blob, size = row
    if not _text(key) or not _text(codec) or not _whole(size):
        return False
    if blob is None:
        return type(data) is bytes
    return data is None and type(blob) is str and len(blob) == 64 and _HEX.issuperset(blob)


_FIELDS = (
    ("reason", _text, "text"),
    ("error", _error, "a map of texts under type, message, traceback and place"),
    ("skip", _texts, "a list of task ids"),
    ("until", is_moment, "a time"),
    ("wait_for", _text, "text"),
    ("outputs", _outputs, "a list of [key, codec, data, blob, size]"),
)


def _shown(value: Any) -> str:
    text = ascii(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
