"""stdout and stderr of an attempt, cut into lines as they arrive. A flood costs its writer, not the engine."""

from __future__ import annotations

MAX_LINE = 16 * 1024
"""Bytes of a line; a longer one is broken into several."""

MAX_OUTPUT = 16 * 1024 * 1024
"""Bytes of one stream of one attempt that are kept; the rest is read and dropped."""


class Lines:
    """One stream. Bytes that aren't UTF-8 become U+FFFD."""

    __slots__ = ("_left", "_rest", "stream")

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self._rest = b""
        self._left = MAX_OUTPUT

    def feed(self, data: bytes) -> list[str]:
        """The lines that `data` completes."""
        if self._left <= 0:
            return []
        self._left -= len(data)
        if self._left <= 0:
            lines = self._cut(data) + self.rest()
            lines.append(f"... {self.stream}: cut here after {MAX_OUTPUT >> 20} MiB, the rest is dropped")
            return lines
        return self._cut(data)

    def feed_text(self, text: str) -> list[str]:
        """As `feed`; what UTF-8 can't hold (lone surrogates) is written with backslashes."""
        return self.feed(text.encode("utf-8", "backslashreplace"))

    def _cut(self, data: bytes) -> list[str]:
        parts = (self._rest + data).split(b"\n")
        self._rest = parts.pop()
        if len(self._rest) > MAX_LINE:
            parts.append(self._rest)
            self._rest = b""
        lines: list[str] = []
        for part in parts:
            if len(part) > MAX_LINE:
                lines.extend(_text(part[i : i + MAX_LINE]) for i in range(0, len(part), MAX_LINE))
            else:
                lines.append(_text(part))
        return lines

    def rest(self) -> list[str]:
        """The last line, when nothing ended it."""
        rest, self._rest = self._rest, b""
        return [_text(rest)] if rest else []


def _text(line: bytes) -> str:
    return line.removesuffix(b"\r").decode("utf-8", "replace")
