"""A meta-path finder for modules from tables: module -> name -> `module:attribute` of ours, or a module of ours."""

from __future__ import annotations

import sys
from functools import cached_property
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType

from tradewind.authoring.places import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import FrameType
    from typing import Any

    Table = Mapping[str, Mapping[str, str] | str]

FAMILIES = {
    "airflow": "tradewind.compat.airflow:TABLE",
    "dagabaaz": "tradewind.compat.dagabaaz:TABLE",
    "gust": "tradewind.compat.gust:TABLE",
    "vortex": "tradewind.compat.vortex:TABLE",
}


def install(*families: str) -> None:
    """Let imports of these packages give ours; the real ones, if any, are hidden from then on.

    Modules of theirs that are loaded already are dropped from `sys.modules`. Installing twice changes nothing.

    Raises:
        KeyError: a family that there is no table for.
    """
    for family in families:
        if any(isinstance(one, AliasFinder) and one.family == family for one in sys.meta_path):
            continue
        _forget(family)
        sys.meta_path.insert(0, AliasFinder(family, FAMILIES[family]))


def uninstall(*families: str) -> None:
    """Undo `install`."""
    for finder in [one for one in sys.meta_path if isinstance(one, AliasFinder) and one.family in families]:
        sys.meta_path.remove(finder)
        _forget(finder.family)


def _forget(family: str) -> None:
    for name in [name for name in sys.modules if name == family or name.startswith(f"{family}.")]:
        del sys.modules[name]


def resolve(target: str) -> Any:
    """The object that `module:attribute` names."""
    module, _, attribute = target.partition(":")
    return getattr(import_module(module), attribute) if attribute else import_module(module)


class AliasFinder:
    """Finds and makes the modules of one family; each says clearly what it hasn't."""

    def __init__(self, family: str, table: str) -> None:
        self.family = family
        self._table = table

    @cached_property
    def table(self) -> Table:
        """Made when the first of its modules is asked for: most files ask for none."""
        table: Table = resolve(self._table)
        return table

    @cached_property
    def packages(self) -> set[str]:
        return {name.rpartition(".")[0] for name in _with_parents(self.table)}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self.family and not name.startswith(f"{self.family}."):
            return None
        if name not in self.table and name not in self.packages:
            wanted = _asked_for(name)
            raise ModuleNotFoundError(
                f"tradewind's {self.family} stand-in has no {wanted}{self._nearest(wanted)}", name=wanted
            )
        return ModuleSpec(name, self, origin=f"tradewind's {self.family} stand-in", is_package=name in self.packages)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        target = self.table.get(spec.name)
        if isinstance(target, str):
            whole = import_module(target)
            spec.loader_state = whole.__spec__
            return whole
        module = _Alias(spec.name)
        module._finder = self
        return module

    def exec_module(self, module: ModuleType) -> None:
        if not isinstance(module, _Alias):
            assert module.__spec__ is not None
            module.__spec__ = module.__spec__.loader_state  # the importer has put the alias's in its place
            return
        module.__dict__["__doc__"] = f"tradewind's stand-in for {module.__name__}."
        module.__dict__["__all__"] = sorted(self.names(module.__name__))

    def names(self, module: str) -> Mapping[str, str]:
        """Name -> target, of a module that is made here."""
        entry = self.table.get(module, {})
        return {} if isinstance(entry, str) else entry

    def _nearest(self, name: str) -> str:
        """Where the same last name exists, else what is spelt alike beside it."""
        last = name.rpartition(".")[2]
        homes = [f"{module}.{attribute}" for module in self.table for attribute in self.names(module)]
        same = [home for home in homes if home.rpartition(".")[2] == last]
        if same:
            return f"; it has {same[0]}"
        parent = name.rpartition(".")[0]
        close = nearest(name, [one for one in (*self.table, *homes) if one.rpartition(".")[0] == parent])
        return f"; {close}" if close else ""


def _asked_for(name: str) -> str:
    """The module that the import statement names: the importer asks for its parents first, and one is missing."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        outer = frame.f_locals.get("name")
        if isinstance(outer, str) and outer.startswith(f"{name}."):
            name = outer
        frame = frame.f_back
    return name


class _Alias(ModuleType):
    _finder: AliasFinder

    def __getattr__(self, name: str) -> Any:
        finder, full = self._finder, f"{self.__name__}.{name}"
        target = finder.names(self.__name__).get(name)
        if target is None and name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if target is not None:
            value = resolve(target)
            self.__dict__[name] = value
            return value
        if full in finder.table or full in finder.packages:
            return import_module(full)
        # Not AttributeError: `from x import y` would replace its text by a vaguer one.
        raise ImportError(f"tradewind's {finder.family} stand-in has no {full}{finder._nearest(full)}", name=full)


def _with_parents(table: Table) -> set[str]:
    """All modules of a table and the packages that they lie in."""
    names = set(table)
    for name in table:
        parts = name.split(".")
        names.update(".".join(parts[:count]) for count in range(1, len(parts)))
    return names
