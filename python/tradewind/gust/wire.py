"""JSON for the `gust` commands, by the C functions that `json` itself calls.

Importing `json` brings in `re` and `enum`, which cost as much as the rest of a command. It is asked only where these
functions can't do it, or to say what is wrong.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def dumps(value: Any, *, ascii_only: bool = False, allow_nan: bool = False) -> str:
    """As `json.dumps`. `value`: a dict or list.

    Raises:
        TypeError, ValueError, RecursionError: JSON can't hold it.
    """
    try:
        import _json

        encode = _json.encode_basestring_ascii if ascii_only else _json.encode_basestring
        encoder = _json.make_encoder({}, _unknown, encode, None, ": ", ", ", False, False, allow_nan)
        return "".join(encoder(value, 0))
    except Exception:  # noqa: BLE001 - whatever it is, json says it
        import json

        return json.dumps(value, ensure_ascii=ascii_only, allow_nan=allow_nan)


def loads(text: str | bytes) -> Any:
    """As `json.loads`.

    Raises:
        ValueError: no JSON.
    """
    try:
        import _json

        whole = (text if isinstance(text, str) else text.decode("utf-8")).strip(" \t\n\r")
        scanning: Any = _Scanning
        value, end = _json.make_scanner(scanning)(whole, 0)
        assert end == len(whole)
    except Exception:  # noqa: BLE001 - whatever it is, json says it
        import json

        return json.loads(text)
    return value


class _Scanning:
    """What the scanner wants to know, with the defaults of `json.loads`."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int = float, int
    parse_constant = {"-Infinity": float("-inf"), "Infinity": float("inf"), "NaN": float("nan")}.__getitem__


def _unknown(value: Any) -> Any:
    raise TypeError
