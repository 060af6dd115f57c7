"""Forgetting old runs: which may go, their rows, and the files that then nothing refers to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgpack

from tradewind.engine.lock import EngineLock, living_engine
from tradewind.engine.requests import ask, forget
from tradewind.errors import StoreLockedError, UsageError
from tradewind.states import TERMINAL_RUN_STATES, RunState

if TYPE_CHECKING:
    from tradewind.stores.protocol import RunRow, Store

RUNS_A_STEP = 20
"""runs forgotten in one transaction, so that whoever else writes waits only a moment"""
SETTLED = 3600.0
"""seconds: what is newer may belong to a run that is just being submitted"""
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Rule:
    """Which ended runs may go; one that any given condition keeps stays.

    Attributes:
        ended_before: Unix seconds; later ones stay.
        keep: as many of the newest of each DAG stay.
        dag_id: only runs of this DAG.
    """

    ended_before: float | None = None
    keep: int | None = None
    dag_id: str | None = None


@dataclass(slots=True)
class Pruned:
    """What has gone. `size`: bytes of the files."""

    runs: int = 0
    versions: int = 0
    files: int = 0
    size: int = 0


def outdated(store: Store, rule: Rule) -> list[RunRow]:
    """The runs that the rule lets go, newest first.

    Raises:
        UsageError: the rule would let every ended run go.
    """
    if rule.ended_before is None and rule.keep is None:
        raise UsageError("nothing says which runs are old", fix="give --older-than 30d, --keep-runs 100, or both")
    found: list[RunRow] = []
    newer: dict[str, int] = {}
    for row in _runs(store, rule.dag_id):
        rank = newer[row.dag_id] = newer.get(row.dag_id, 0) + 1
        if (
            RunState(row.state) in TERMINAL_RUN_STATES
            and (rule.keep is None or rank > rule.keep)
            and (rule.ended_before is None or (row.ended_at or row.created_at) < rule.ended_before)
        ):
            found.append(row)
    return found


def prune(store: Store, state_dir: str, rows: list[RunRow], now: float) -> Pruned:
    """Forget these runs, then versions and files that nothing refers to any more. Runs that go on meanwhile stay.

    With an engine at work there, it takes the rows out itself; without one, none can begin until that is done.

    Raises:
        StoreError: or one of its kinds; what went before is gone.
    """
    done = Pruned()
    for at in range(0, len(rows), RUNS_A_STEP):
        step = rows[at : at + RUNS_A_STEP]
        _drop(store, state_dir, [row.run for row in step], None)
        done.runs += sum(store.run(row.run_id) is None for row in step)
    settled = now - SETTLED
    known = len(store.manifests())
    _drop(store, state_dir, [], settled)
    done.versions = known - len(store.manifests())
    for path in unused_files(store, state_dir, settled):
        done.size += _remove(path, settled)
        done.files += not os.path.exists(path)
    return done


def unused_files(store: Store, state_dir: str, before: float) -> Iterator[str]:
    """Blobs and kept sources that no row refers to and nobody has touched since `before`, or since the oldest attempt
    that goes on was queued: what an attempt writes is named in the store only when it ends."""
    unfinished = [state for state in RunState if state not in TERMINAL_RUN_STATES]
    for row in store.runs(states=unfinished, limit=1_000_000):
        before = min([before, *(attempt.queued_at for attempt in store.open_attempts(row.run))])
    in_use = store.blobs()
    for path in _files(os.path.join(state_dir, "blobs")):
        if os.path.basename(path) not in in_use and _older(path, before):
            yield path
    sources = {digest for manifest in store.manifests() for digest in msgpack.unpackb(manifest)["files"].values()}
    for path in _files(os.path.join(state_dir, "bundles")):
        folder, name = os.path.split(path)
        if os.path.basename(folder) + name not in sources and _older(path, before):
            yield path


def missing_files(store: Store, state_dir: str) -> Iterator[str]:
    """Blobs that outputs refer to and that are gone: a sentence each."""
    from tradewind.runner.blobs import blob_path

    for blob in sorted(store.blobs()):
        if not os.path.exists(blob_path(state_dir, blob)):
            yield f"{blob_path(state_dir, blob)}: an output refers to this file, which is gone"


def _runs(store: Store, dag_id: str | None) -> Iterator[RunRow]:
    before = None
    while page := store.runs(dag_id=dag_id, limit=_PAGE, before=before):
        yield from page
        before = page[-1].run


def _drop(store: Store, state_dir: str, runs: list[int], versions_before: float | None) -> None:
    while not ask(store, state_dir, "prune", 0, {"runs": runs, "versions_before": versions_before}):
        lock = EngineLock(state_dir)
        try:
            lock.acquire()
        except StoreLockedError:
            if living_engine(state_dir) is None:
                raise
            continue  # one has just begun
        try:
            forget(store, runs, versions_before)
        finally:
            lock.release()
        return


def _files(folder: str) -> Iterator[str]:
    with suppress(FileNotFoundError):
        for part in os.scandir(folder):
            if part.is_dir(follow_symlinks=False):
                yield from (file.path for file in os.scandir(part.path) if file.is_file(follow_symlinks=False))


def _older(path: str, before: float) -> bool:
    try:
        return os.stat(path).st_mtime < before
    except FileNotFoundError:
        return False


def _remove(path: str, before: float) -> int:
    """Take it aside first: whoever finds it in use again at this very moment then writes it anew. Returns its bytes."""
    aside = f"{path}.{os.getpid()}.gone"
    try:
        size = os.path.getsize(path)
        os.rename(path, aside)
        if _older(aside, before) or os.path.exists(path):
            os.unlink(aside)
            return size
        os.rename(aside, path)
    except FileNotFoundError:
        pass  # another prune was quicker
    return 0
