"""What every store must do, as tests that pytest collects from a subclass.

    class TestMyStore(StoreConformance):
        @pytest.fixture
        def factory(self, tmp_path):
            return functools.partial(MyStore, tmp_path / "state")

`factory` makes a store that isn't open yet; every call names the same database, empty at the start of a test. It is
pickled into other processes, so it must be a function of a module or a `functools.partial` of one. Importing this needs
nothing but tradewind itself.
"""

from tradewind.stores.conformance.forgetting import ForgettingConformance
from tradewind.stores.conformance.processes import ProcessConformance
from tradewind.stores.conformance.reading import ReadingConformance
from tradewind.stores.conformance.writing import WritingConformance


class StoreConformance(WritingConformance, ReadingConformance, ForgettingConformance, ProcessConformance):
    """All of it."""


__all__ = ["StoreConformance"]
