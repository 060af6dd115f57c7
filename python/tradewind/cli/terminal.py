"""What the output can show: colour, Unicode, width, redrawing. One `Terminal` a stream; all paint goes through it."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from typing import TextIO

TIMES = "\N{MULTIPLICATION SIGN}"

WIDE = 120

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}

# state -> (mark, ASCII mark, colour)
_MARKS = {
    "none": ("○", "o", "dim"),
    "scheduled": ("○", "o", "dim"),
    "queued": ("○", "o", "dim"),
    "running": ("▶", ">", "cyan"),
    "success": ("✔", "+", "green"),
    "failed": ("✖", "x", "red"),
    "crashed": ("✖", "x", "red"),
    "skipped": ("─", "-", "dim"),
    "filtered": ("─", "-", "dim"),
    "upstream_failed": ("─", "-", "yellow"),
    "removed": ("─", "-", "dim"),
    "cancelled": ("■", "#", "yellow"),
    "up_for_retry": ("↻", "~", "yellow"),
    "up_for_reschedule": ("↻", "~", "cyan"),
    "deferred": ("…", ".", "cyan"),
    "waiting": ("…", ".", "cyan"),
}

_ASCII = str.maketrans(
    {
        "·": "-",
        "→": "->",
        "←": "<-",
        "…": "...",
        TIMES: "x",
        "▸": ">",
        "│": "|",
        "─": "-",
        "├": "+",
        "┤": "+",
        "┬": "+",
        "┴": "+",
        "┼": "+",
        "╭": "+",
        "╮": "+",
        "╰": "+",
        "╯": "+",
        "●": "*",
        "█": "=",
        "▓": "x",
        "░": ".",
        **{mark: ascii_mark for mark, ascii_mark, _ in _MARKS.values() if mark not in "…─"},
    }
)
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Terminal:
    """A stream and what it can show.

    Args:
        stream: where to write.
        colour: default: only on a terminal, without `NO_COLOR`, and not when `TERM` is `dumb`.
        unicode: default: whether the stream's encoding is a Unicode one; else ASCII marks and lines.
        interactive: whether text can be redrawn in place; default: on a terminal that isn't `dumb`.
        width: columns; default: asked anew each time; without a terminal `COLUMNS`, else 120; at least 20.
    """

    def __init__(
        self,
        stream: TextIO,
        *,
        colour: bool | None = None,
        unicode: bool | None = None,
        interactive: bool | None = None,
        width: int | None = None,
    ) -> None:
        on_terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
        self.stream = stream
        self.colour = on_terminal and not os.environ.get("NO_COLOR") if colour is None else colour
        self.unicode = (stream.encoding or "").lower().startswith("utf") if unicode is None else unicode
        self.interactive = on_terminal if interactive is None else interactive
        self._width = width

    @property
    def width(self) -> int:
        return max(20, self.size()[0])

    def size(self) -> tuple[int, int]:
        """Columns and lines at this moment, so that a resize counts at once."""
        if self._width is not None:
            return self._width, 24
        try:
            size = os.get_terminal_size(self.stream.fileno())
        except (OSError, ValueError):
            columns = os.environ.get("COLUMNS", "")
            return int(columns) if columns.isdigit() else WIDE, 24
        return size.columns or 80, size.lines or 24

    def paint(self, text: str, *styles: str) -> str:
        """`text` in colour, if this stream shows colours."""
        codes = ";".join(_CODES[style] for style in styles if style)
        return f"\x1b[{codes}m{text}\x1b[0m" if codes and text and self.colour else text

    def mark(self, state: str) -> str:
        """The one-column mark of a state, painted."""
        mark, ascii_mark, colour = _MARKS[state]
        return self.paint(mark if self.unicode else ascii_mark, colour)

    def state(self, state: str, text: str | None = None) -> str:
        """`text` (default: the state's name) in the state's colour."""
        return self.paint(state if text is None else text, _MARKS[state][2])

    def plain(self, text: str) -> str:
        """Our own Unicode signs as ASCII where the stream needs it; what remains is replaced by `?`."""
        if self.unicode:
            return text
        encoding = self.stream.encoding or "ascii"
        return text.translate(_ASCII).encode(encoding, "replace").decode(encoding)

    def write(self, text: str) -> None:
        self.stream.write(self.plain(text))

    def line(self, text: str = "") -> None:
        self.write(text + "\n")

    def flush(self) -> None:
        self.stream.flush()


def visible(text: str) -> int:
    """How many columns `text` takes, without colour codes; wide signs count two, combining ones none."""
    bare = _ESCAPE.sub("", text)
    if bare.isascii():
        return len(bare)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in bare
    )


def fit(text: str, width: int) -> str:
    """`text` cut to `width` columns, ending in `…` when something was cut. Colour codes stay whole and are closed."""
    if visible(text) <= width:
        return text
    kept: list[str] = []
    room = max(width - 1, 0)
    position = 0
    coloured = False
    while position < len(text):
        code = _ESCAPE.match(text, position)
        if code:
            kept.append(code.group())
            coloured = code.group() != "\x1b[0m"
            position = code.end()
            continue
        room -= visible(text[position])
        if room < 0:
            break
        kept.append(text[position])
        position += 1
    return "".join(kept) + "…" + ("\x1b[0m" if coloured else "")


def pad(text: str, width: int) -> str:
    """`text` filled with blanks to `width` columns."""
    return text + " " * (width - visible(text))


def harmless(text: str) -> str:
    """`text` from a task, without what could move the cursor or retitle the window."""
    return _CONTROL.sub("", _SEQUENCE.sub("", text)).expandtabs()


def detach_stdout() -> None:
    """Point stdout at nothing: its reader has gone (`| head`), and the interpreter's last flush must not complain."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
