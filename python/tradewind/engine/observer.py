"""The `Observer` port: who watches an engine from inside its process (progress, an embedding program).

`Engine(observer=...)` calls it in the engine's thread, after the commit and before the commands are carried out, so an
observer never sees what a crash could take back. It must return quickly and must not raise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tradewind.stores.protocol import Batch


class Observer(Protocol):
    """Told of everything that the engine has committed, in order; never twice."""

    def committed(self, batch: Batch) -> None:
        """One committed transaction: new runs, states, attempts started and ended, log lines."""
