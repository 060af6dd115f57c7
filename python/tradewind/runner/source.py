"""A DAG file, imported: its DAGs, and what they came from. Runs in a DAG zygote or a spawned attempt only."""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import ModuleType

from tradewind.errors import LoadError
from tradewind.runner.failure import is_users, located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tradewind.authoring.dag import DAG
    from tradewind.runner.protocol import Message

MAIN = "__tradewind_main__"
DATA_FILES = (".json", ".yaml", ".yml")
"""Pipelines; every other file is Python."""


class Source:
    """What a `load` message asked for, imported.

    Raises:
        Exception: whatever the user's file raises; `LoadError` for ours.
    """

    def __init__(self, request: Message) -> None:
        self.path: str = request["path"]
        self.root: str = request["root"]
        _enter(request)
        kept = _changed(request.get("files") or {}, self.root, request.get("bundles") or "")
        if kept:
            from tradewind.runner.pinned import KeptFinder

            sys.meta_path.insert(0, KeptFinder(kept))
        from tradewind.compat.finder import FAMILIES, install

        install(*FAMILIES)
        sys.argv[:] = [self.path]
        sys.path.insert(0, os.path.dirname(self.path))
        from tradewind.authoring import loading
        from tradewind.authoring.dag import forget_opened

        forget_opened(MAIN)  # a process that isn't a zygote imports several files, and versions of one
        loading.under_way = True
        try:
            self.dags: dict[str, DAG] = {dag.dag_id: dag for dag in self._dags(kept.get(self.path))}
            for dag in self.dags.values():
                dag.kept_files = kept
        finally:
            loading.under_way = False

    def _dags(self, kept: bytes | None) -> list[DAG]:
        if self.path.endswith(DATA_FILES):
            from tradewind.pipeline.durable.dags import dag_of_file

            return [dag_of_file(self.path, _content(self.path) if kept is None else kept)]
        from tradewind.authoring.dag import dags_of

        names = vars(_import_main(self.path, kept))
        found = dags_of(names)
        if "tradewind.gust" in sys.modules:  # only then can it have DAG classes
            from tradewind.gust.dags import dags_of as dags_of_classes

            found += dags_of_classes(names)
        if "tradewind.pipeline.durable.pipeline" in sys.modules:
            from tradewind.pipeline.durable.dags import dags_of as dags_of_pipelines

            found += dags_of_pipelines(names)
        return found

    def files(self) -> list[str]:
        """Every file of the project that was imported, or is a template of a task: paths below the root."""
        from tradewind.authoring.templating import template_files

        files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
        folders: dict[str, str] = {}
        found = {located(file, folders) for file in files if isinstance(file, str) and file.endswith(".py")}
        found.update(located(file, folders) for dag in self.dags.values() for file in template_files(dag))
        # the file itself belongs to it wherever it lies and whatever it is called
        found = {file for file in found if is_users(file, self.root)} | {self.path}
        return sorted(os.path.relpath(file, self.root) for file in found)


def _enter(request: Message) -> None:
    """Take on the environment and folder that the engine's process has now."""
    environ, folder = request.get("environ"), request.get("cwd")
    if environ is not None and environ != dict(os.environ):
        os.environ.clear()
        os.environ.update(environ)
    if folder:
        os.chdir(folder)


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _import_main(path: str, kept: bytes | None) -> ModuleType:
    if kept is None:
        kept = _content(path)
    module = ModuleType(MAIN)
    module.__file__ = path
    module.__loader__ = SourceFileLoader(MAIN, path)
    module.__spec__ = ModuleSpec(MAIN, module.__loader__, origin=path)
    module.__spec__.has_location = True
    module.__builtins__ = __builtins__  # type: ignore[attr-defined]
    sys.modules[MAIN] = module
    # compiled here, not by the loader: `python file.py` leaves no .pyc of its main file either
    exec(compile(kept, path, "exec", dont_inherit=True), module.__dict__)
    return module


def _changed(files: dict[str, str], root: str, bundles: str) -> dict[str, bytes]:
    """The kept bytes of every file that no longer holds what the bundle says.

    Raises:
        LoadError: it isn't kept either.
    """
    if not files:
        return {}
    from hashlib import sha256  # brings in OpenSSL, which every fork would have to copy

    kept = {}
    for name, digest in files.items():
        path = os.path.join(root, name)
        try:
            with open(path, "rb") as file:
                if sha256(file.read()).hexdigest() == digest:
                    continue
        except OSError:
            pass  # removed: the kept copy serves
        try:
            with open(os.path.join(bundles, digest[:2], digest[2:]), "rb") as file:
                kept[path] = file.read()
        except OSError:
            raise LoadError(
                f"{name} has changed since this run began, and no copy of it was kept",
                place=path,
                fix="start a new run",
            ) from None
    return kept
