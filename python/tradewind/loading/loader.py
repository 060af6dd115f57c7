"""Loads DAG files: in a child process, never in this one, and not at all while the cache knows them."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tradewind import errors
from tradewind.errors import LoadError, UsageError
from tradewind.loading import cache
from tradewind.loading.bundle import changed_since, digests, make, of_object, root_of
from tradewind.loading.loaded import Bundle, LoadedDag
from tradewind.runner import warm
from tradewind.runner.failure import located

if TYPE_CHECKING:
    from tradewind.authoring.dag import DAG
    from tradewind.runner.zygotes import DagZygote, Zygotes

_TRIES = 3
"""Imports of a file that somebody writes meanwhile: spec and digests are to be of the same source."""


def load_file(path: str | os.PathLike[str], *, cache_dir: str | None = None, ahead: bool = False) -> list[LoadedDag]:
    """The DAGs of a file, in the order in which it makes them; empty if it has none.

    Args:
        cache_dir: where results are kept; None: `.tradewind/cache` of the project, if it has a `.tradewind`.
        ahead: attempts are to follow: where the cache answers, a zygote begins to import the file all the same.

    Raises:
        LoadError: it doesn't load; `place` is the user's innermost line.
        UsageError: no such file.
    """
    path = located(os.fspath(path))
    if not os.path.isfile(path):
        raise UsageError(f"no such file: {path}")
    root = root_of(path)
    folder = cache_dir or _cache_of(root)
    reply = cache.get(folder, path, root) if folder else None
    if reply is None:
        zygotes = warm.take()
        try:
            reply = _load(zygotes, path, root)
        finally:
            warm.leave(zygotes)
        if folder and reply["reads"] is None:
            cache.put(folder, path, root, reply)
    elif ahead:
        _import_ahead(path, root, _bundle(reply, root, path).hash)
    return _dags(reply, root, path)


def load_object(dag: DAG) -> LoadedDag:
    """A DAG object of this very process.

    Its bundle is the file that defines it at module level, and the project's modules that are imported here. Without
    such a file (REPL, notebook, `-c`) its `main` is None: it runs `inline` only.

    Raises:
        LoadError: it can't be compiled.
    """
    from tradewind._core import CompiledDag
    from tradewind.authoring.lower import lower_to_bytes

    spec = lower_to_bytes(dag)
    compiled = CompiledDag.from_msgpack(spec)
    bundle = of_object(dag)
    return LoadedDag(dag.dag_id, compiled.version(bundle.hash), spec, compiled, bundle, dag)


def _load(zygotes: Zygotes, path: str, root: str) -> dict[str, Any]:
    environment = zygotes.environment()
    for tries_left in reversed(range(_TRIES)):
        began = time.time_ns()
        zygote, reply = _import(zygotes, path, root, environment)
        reply["files"] = digests(root, reply["files"])
        if not changed_since(began, root, reply["files"]):
            break
        if tries_left:
            zygotes.drop(zygote)
        else:
            reply["reads"] = "its own files, which change while it is being loaded"
    zygotes.keep(zygote, (_bundle(reply, root, path).hash, environment))
    return reply


def _import(zygotes: Zygotes, path: str, root: str, environment: int) -> tuple[DagZygote, dict[str, Any]]:
    zygote = zygotes.load({"path": path, "root": root, "lower": True}, ("", environment))
    try:
        while zygote.reply is None:
            zygotes.turn(1.0)
    except BaseException:  # Ctrl-C while the file is being imported
        zygotes.drop(zygote)
        raise
    reply = zygote.reply
    if reply["type"] == "failed":
        zygotes.drop(zygote)
        kind = getattr(errors, reply["kind"], LoadError)
        error = kind if isinstance(kind, type) and issubclass(kind, LoadError) else LoadError
        place = reply.get("place")
        text = reply["message"].replace(f" ({place})", "", 1)  # the TypeErrors of authoring say it themselves
        raise error(text, place=_shown(place), fix=reply.get("fix"))
    return zygote, reply


def _import_ahead(path: str, root: str, bundle: str) -> None:
    zygotes = warm.take()
    with suppress(OSError):  # the first attempt meets it again and says so
        zygotes.load({"path": path, "root": root}, (bundle, zygotes.environment()))
    warm.leave(zygotes)


def _bundle(reply: dict[str, Any], root: str, path: str) -> Bundle:
    return make(root, os.path.relpath(path, root), reply["files"])


def _dags(reply: dict[str, Any], root: str, path: str) -> list[LoadedDag]:
    from tradewind._core import CompiledDag

    bundle = _bundle(reply, root, path)
    digest = bundle.hash
    loaded = []
    for dag_id, spec in reply["dags"]:
        try:
            compiled = CompiledDag.from_msgpack(spec)
        except LoadError as error:
            error.place = _shown(error.place)
            raise
        loaded.append(LoadedDag(dag_id, compiled.version(digest), spec, compiled, bundle, None, _warnings(spec, reply)))
    return loaded


def _warnings(spec: bytes, reply: dict[str, Any]) -> list[str]:
    from tradewind.runner.protocol import unpack

    warnings = list(unpack(spec).get("meta", {}).get("warnings") or ())
    return warnings + ([reply["warning"]] if reply.get("warning") else [])


def _shown(place: str | None) -> str | None:
    """`file:line` with the file relative to here, where it lies below."""
    if place is None:
        return None
    below = os.path.relpath(place)
    return place if below.startswith("..") else below


def _cache_of(root: str) -> str | None:
    home = os.path.join(root, ".tradewind")
    return os.path.join(home, "cache") if os.path.isdir(home) else None
