"""Where in the user's source something was written, and which name they probably meant."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Place = tuple[str, int]

_OURS = __file__.rpartition("authoring")[0]


def here() -> Place:
    """File and line of the innermost caller outside of tradewind. Cheap: nothing is formatted."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename.startswith(_OURS) and frame.f_back is not None:
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def text(place: Place | None) -> str | None:
    """`file:line`."""
    return f"{place[0]}:{place[1]}" if place else None


def nearest(name: str, known: Iterable[str]) -> str | None:
    """`did you mean 'x'?` for the known name most like `name`; None if none is like it."""
    from tradewind._core import nearest as most_like

    close = most_like(name, list(known))
    return f"did you mean {close!r}?" if close else None
