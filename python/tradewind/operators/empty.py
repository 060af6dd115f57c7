"""`EmptyOperator`: a task that does nothing, to gather or to fan out edges. No process is started for it."""

from __future__ import annotations

from tradewind.authoring.operator import BaseOperator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tradewind.authoring.context import Context


class EmptyOperator(BaseOperator[None]):
    """Succeeds at once."""

    ui_color = "#e8f7e4"
    does_nothing = True

    def execute(self, context: Context) -> None:
        """Nothing to do; called only where a hook of the task wants a process."""


DummyOperator = EmptyOperator
