"""`import dagabaaz` gives ours, whole modules, and says what it hasn't."""

import importlib
import sys
from collections.abc import Iterator

import pytest

from tradewind import compat
from tradewind.compat.dagabaaz import TABLE


@pytest.fixture(autouse=True)
def installed() -> Iterator[None]:
    compat.install("dagabaaz")
    yield
    compat.uninstall("dagabaaz")


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_module_is_ours(name: str) -> None:
    ours = importlib.import_module(TABLE[name])
    assert importlib.import_module(name) is ours
    assert ours.__spec__ is not None
    assert ours.__spec__.name == TABLE[name]


def test_a_patched_limit_is_the_one_consulted(monkeypatch: pytest.MonkeyPatch) -> None:
    from dagabaaz import orchestrator  # type: ignore[import-not-found]

    import tradewind.pipeline.orchestrator as ours

    monkeypatch.setattr(orchestrator, "MAX_FAN_OUT", 5)
    assert ours.MAX_FAN_OUT == 5


def test_what_it_has_not_is_named() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"dagabaaz stand-in has no dagabaaz\.planning"):
        importlib.import_module("dagabaaz.planning")


def test_uninstalled_it_is_gone() -> None:
    compat.uninstall("dagabaaz")
    assert not [name for name in sys.modules if name.startswith("dagabaaz")]
