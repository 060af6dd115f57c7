"""Our store passes what any store must."""

import pytest

from tradewind.stores.pipeline import PipelineStore
from tradewind.testing import DurableStoreConformance


class TestPipelineStore(DurableStoreConformance):
    @pytest.fixture(params=["memory", "file"])
    def store(self, request, tmp_path):
        store = PipelineStore(":memory:" if request.param == "memory" else tmp_path / "state" / "tradewind.db")
        store.open()
        yield store
        store.close()
