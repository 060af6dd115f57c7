"""An exception of the user's code as plain data: what, where, and a traceback without our own frames."""

from __future__ import annotations

import os
import sys

from tradewind.errors import TradewindError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_STDLIB = os.path.dirname(os.__file__) + os.sep
MAX_TEXT = 64 * 1024
"""Characters of a message or traceback that are kept."""


def describe(error: BaseException, root: str) -> dict[str, Any]:
    """{type, message, traceback, place}: as in `executors.protocol.Report.error`."""
    return {
        "type": type(error).__qualname__,
        "message": _message(error),
        "traceback": _traceback(error),
        "place": place(error, root),
    }


def place(error: BaseException, root: str) -> str | None:
    """`file:line` of the user's innermost frame: one of the project's files, else the innermost that isn't ours."""
    given = getattr(error, "place", None)
    if isinstance(given, str):
        return given
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return f"{error.filename}:{error.lineno}"
    inside = outside = None
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if is_users(file, root):
            inside = f"{file}:{trace.tb_lineno}"
        elif not _hidden(file):
            outside = f"{file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return inside or outside


def is_users(file: str, root: str) -> bool:
    """Whether a source file belongs to the project at `root`: not installed there, and not tradewind itself."""
    if not file.startswith(os.path.join(root, "")) or file.startswith((OURS, _STDLIB)):
        return False
    if "site-packages" in file or "dist-packages" in file:
        return False
    return sys.prefix == sys.base_prefix or not file.startswith(sys.prefix + os.sep)


def located(file: str, folders: dict[str, str] | None = None) -> str:
    """Its absolute path with the links of its folders resolved (its own is not), so that it has only one.

    Args:
        folders: what is known of folders from earlier calls.
    """
    folder, name = os.path.split(file)
    known = {} if folders is None else folders
    if folder not in known:
        known[folder] = os.path.realpath(folder)
    return os.path.join(known[folder], name)


def _hidden(file: str) -> bool:
    return file.startswith((OURS, "<frozen "))


def _message(error: BaseException) -> str:
    try:
        # ours holds its place apart
        text = error.text + (f"; {error.fix}" if error.fix else "") if isinstance(error, TradewindError) else str(error)
    except Exception as broken:  # noqa: BLE001 - a user's __str__ may raise anything
        text = f"<its __str__ raised {type(broken).__name__}>"
    return text[:MAX_TEXT]


def _traceback(error: BaseException) -> str:
    import traceback

    try:
        told = traceback.TracebackException.from_exception(error, compact=True)
        _trim(told)
        text = "".join(told.format())
    except Exception as broken:  # noqa: BLE001 - formatting runs the user's __str__ and __repr__
        text = f"{type(error).__name__}: <its traceback can't be formatted: {type(broken).__name__}>\n"
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT // 2] + "\n...\n" + text[-MAX_TEXT // 2 :]


def _trim(told: Any) -> None:
    told.stack[:] = [frame for frame in told.stack if not _hidden(frame.filename)]
    for other in (told.__cause__, told.__context__, *(getattr(told, "exceptions", None) or ())):
        if other is not None:
            _trim(other)
