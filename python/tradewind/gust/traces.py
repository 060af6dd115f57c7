"""Where an exception of the user's code came from, without the frames that are ours."""

from __future__ import annotations

import os
import traceback

_LIBRARY = os.path.dirname(os.__file__) + os.sep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_OURS = (os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep, "<frozen ")


def trace(error: BaseException) -> dict[str, Any]:
    """{traceback, line}; `line` is that of the innermost frame which is neither ours nor of an installed package."""
    told = traceback.TracebackException.from_exception(error, compact=True)
    told.stack[:] = [frame for frame in told.stack if not frame.filename.startswith(_OURS)]
    own = [frame.lineno for frame in told.stack if _is_users(frame.filename)]
    if not own:
        told.stack[:] = []  # it was raised by ours, through a library
    line = error.lineno if isinstance(error, SyntaxError) else own[-1] if own else None
    return {"traceback": "".join(told.format()), "line": line}


def _is_users(file: str) -> bool:
    return os.path.isabs(file) and "site-packages" not in file and not file.startswith(_LIBRARY)
