"""What went wrong with an attempt, as a person reads it: a note for its line, and the way that led there."""

from __future__ import annotations

import os
import re
from typing import Any

from tradewind.cli.formatting import relative
from tradewind.cli.terminal import fit

LONGEST = 240
"""Columns of a note; `logs` has the whole message."""
STEPS = 6
"""Lines of the way to a failure."""

_FRAME = re.compile(r'  File "(?P<file>.+)", line (?P<line>\d+), in ')
_INSTALLED = (os.path.dirname(os.__file__) + os.sep, "<")


def failure_note(state: str, error: dict[str, Any] | None, reason: str | None, place: str | None = None) -> str:
    """`TypeError: ...  (dags/etl.py:41)`, or the reason; empty for what went well.

    Args:
        place: `file:line` of the task, for what doesn't say where it went wrong.
    """
    if state in ("success", "running"):
        return ""
    if error:
        message = str(error.get("message") or "").strip().partition("\n")[0]
        text = f"{error['type']}: {message}" if message else str(error["type"])
        place = error.get("place") or place
    else:
        text = reason or ""
    return f"{fit(text, LONGEST)}  ({relative(place)})" if text and place else fit(text, LONGEST)


def way(traceback: str) -> list[str]:
    """The user's lines on the way to an exception, outermost first, and the exceptions that it followed from:
    `at dags/etl.py:41  rows = parse(text)`. Lines of installed packages are left out.
    """
    steps: list[str] = []
    last = None
    lines = traceback.rstrip().splitlines()
    for at, line in enumerate(lines):
        frame = _FRAME.match(line)
        if frame:
            installed = frame["file"].startswith(_INSTALLED) or "-packages" + os.sep in frame["file"]
            if not installed and frame.group() != last:  # a comprehension is a frame of its own, in the same line
                code = lines[at + 1].strip() if "".join(lines[at + 1 : at + 2]).startswith("    ") else ""
                steps.append(f"at {relative(frame['file'])}:{frame['line']}  {code}".rstrip())
            last = frame.group()
        elif line.startswith(("The above exception", "During handling")):
            raised = next((text for text in reversed(lines[:at]) if text and not text.startswith(" ")), "")
            steps.append(f"after {fit(raised, LONGEST)}")
    return steps[-STEPS:] if steps and steps[-1].startswith("at ") else []
