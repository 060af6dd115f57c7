"""The one redactor: takes delivered secrets out of everything that is kept or shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MASK = "***"
SHORT = 4
"""Secrets of fewer characters are masked only where they stand alone: anything else would make logs unreadable."""


class Redactor:
    """Knows the secrets that were delivered; false as long as there is none."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}
        """value -> name"""
        self._pattern: re.Pattern[str] | None = None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def add(self, name: str, value: str) -> None:
        """Mask this value from now on, also as JSON, `repr` and URLs write it; of a secret that is JSON, each text in
        it; of one with several lines, each of them."""
        if value in self._secrets:
            return
        self._secrets[value] = name
        forms = {form for known in self._secrets for form in _forms(known)}
        # the longest first: one secret may be part of another
        ordered = sorted(forms, key=lambda form: (-len(form), form))
        parts = [re.escape(form) if len(form) >= SHORT else rf"(?<!\w){re.escape(form)}(?!\w)" for form in ordered]
        self._pattern = re.compile("|".join(parts))

    def text(self, text: str) -> str:
        return text if self._pattern is None else self._pattern.sub(MASK, text)

    def lines(self, lines: Iterable[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
        """Lines of a log: (time, stream, text). A secret that a long line was cut in is found, too."""
        given = list(lines)
        if self._pattern is None:
            return given
        out: list[tuple[float, str, str]] = []
        for at, stream, text in given:
            if out and out[-1][1] == stream and len(out[-1][2]) >= _CUT:
                before = out[-1]
                joined = self.text(before[2] + text)
                if joined != before[2] + self.text(text):
                    out[-1] = (before[0], stream, joined)
                    continue
            out.append((at, stream, self.text(text)))
        return out

    def plain(self, value: Any) -> Any:
        """Plain data with every text in it masked, keys too."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.plain(key): self.plain(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.plain(item) for item in value]
        return value


_CUT = 16 * 1024
"""As long as `capture.MAX_LINE`: longer lines come in pieces."""


def found_in(data: bytes, secrets: Iterable[tuple[str, str]]) -> str | None:
    """The name of the first secret that an encoded output holds.

    Args:
        secrets: (name, value).
    """
    for name, value in secrets:
        raw = value.encode("utf-8", "surrogatepass")
        if len(value) < SHORT:  # as a whole text only: msgpack writes its length before it
            raw = bytes([0xA0 | len(raw)]) + raw
        if raw in data:
            return name
    return None


def _forms(value: str) -> set[str]:
    from json import dumps, loads
    from urllib.parse import quote

    texts = {value}
    with suppress(ValueError):
        texts |= set(_texts(loads(value)))
    for text in list(texts):
        texts |= {line for line in text.splitlines() if len(line.strip()) >= SHORT}
    out: set[str] = set()
    for text in texts:
        whole = text == value or len(text) >= SHORT
        if whole and text.strip():
            out |= {text, repr(text)[1:-1], dumps(text)[1:-1], dumps(text, ensure_ascii=False)[1:-1]}
            out.add(quote(text, safe="", errors="replace"))
    return out


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
