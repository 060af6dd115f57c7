"""Attempts in a process that the engine doesn't own alone: the DAG's file imported there, facts in, a `Report` out."""

from __future__ import annotations

import os
import sys
from _thread import allocate_lock
from time import time
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from tradewind.errors import LoadError
from tradewind.executors.protocol import Report, RunInfo
from tradewind.runner.attempt import AttemptChannel, perform
from tradewind.runner.capture import Lines
from tradewind.runner.failure import describe

if TYPE_CHECKING:
    from tradewind.authoring.dag import DAG
    from tradewind.executors.protocol import Work
    from tradewind.loading.loaded import LoadedDag

_importing = allocate_lock()


class LocalChannel(AttemptChannel):
    """Of an attempt in the engine's process. Subclasses say how to `ask` and to `tell`."""

    def __init__(self, state_dir: str) -> None:
        super().__init__(state_dir)
        self._logged = Lines("log")
        self.asked = False
        """to end"""

    def tell(self, lines: list[tuple[float, str, str]]) -> None:
        """Lines for the attempt's log."""
        raise NotImplementedError

    def log(self, level: str, text: str) -> None:
        """Capped as stdout and stderr are."""
        whole = "".join(f"{level.upper()} {line}\n" for line in text.splitlines() or [""])
        if lines := self._logged.feed_text(whole):
            now = time()
            self.tell([(now, "log", line) for line in lines])

    def note(self, text: str) -> None:
        """A remark of ours."""
        self.tell([(time(), "sys", text)])


class Here:
    """The engine's own process. For several threads at once.

    Args:
        state_dir: the engine's.
        name: of the executor, for what it says to users.
    """

    def __init__(self, state_dir: str, name: str) -> None:
        self._state_dir = state_dir
        self._name = name
        self._given: WeakValueDictionary[str, DAG] = WeakValueDictionary()
        """dag_version -> the program's own DAG: while it holds it, a run taken back from the store uses it too"""
        self._dags: dict[str, DAG] = {}
        """dag_version -> the DAG, imported here"""
        self._files: dict[tuple[str, str], dict[str, DAG]] = {}
        """(root, hash of the bundle) -> the DAGs of its file"""
        self._last: tuple[RunInfo, DAG, dict[str, Any]] | None = None
        """of the run that the last attempt was of"""

    def of_run(self, work: Work) -> tuple[DAG, dict[str, Any]]:
        """The DAG, and what the attempt knows of itself.

        Raises:
            Exception: of the user's file, while it is imported.
        """
        last = self._last
        if last is None or last[0] is not work.run:
            facts = {name: getattr(work.run, name) for name in RunInfo.__slots__}
            last = self._last = (work.run, self._dag_of(work.dag), facts)
        return last[1], facts_of(work, last[2])

    def _dag_of(self, loaded: LoadedDag) -> DAG:
        version = loaded.dag_version
        dag: DAG | None = loaded.dag
        if dag is not None:
            self._given[version] = dag
            return dag
        dag = self._given.get(version) or self._dags.get(version)
        if dag is None:
            bundle, main = loaded.bundle, loaded.bundle.main
            if main is None:
                raise LoadError(f"DAG '{loaded.dag_id}' was not defined in a file, so it can't be continued elsewhere")
            with _importing:
                key = (bundle.root, bundle.hash)
                if key not in self._files:
                    folder = os.path.join(self._state_dir, "bundles")
                    self._files[key] = import_file(bundle.root, main, bundle.files, folder)
                dag = self._dags[version] = dag_of_file(self._files[key], loaded.dag_id, main)
        return dag

    def report(self, work: Work, dag: DAG, facts: dict[str, Any], channel: LocalChannel) -> Report:
        """Run the attempt.

        Raises:
            Terminated: it is being ended.
        """
        result = perform(dag, facts, channel, work.dag.bundle.root)
        report = report_of(work, result, facts["started_at"])
        took = report.ended_at - facts["started_at"]
        if work.timeout is not None and took > work.timeout and not channel.asked:
            channel.note(
                f"it ran for {took:.3g} s, longer than its timeout of {work.timeout:g} s: "
                f"with the executor {self._name} timeouts are advisory"
            )
        return report

    def failed(self, work: Work, error: Exception, started_at: float) -> Report:
        """Its file can't be imported here."""
        result = {"outcome": "failed", "error": describe(error, work.dag.bundle.root), "no_retry": True}
        return report_of(work, result, started_at)


def facts_of(work: Work, of_run: dict[str, Any]) -> dict[str, Any]:
    """What an attempt is told: `authoring.channel.AttemptInfo`, and which it is."""
    facts = of_run.copy()
    facts["task_id"] = work.task_id
    facts["map_index"] = work.map_index
    facts["try_number"] = work.try_number
    facts["max_tries"] = work.max_tries
    facts["attempt_id"] = work.attempt_id
    if work.callback is not None:
        facts["callback"] = work.callback
        facts["about"] = work.context
    return facts


def report_of(work: Work, result: dict[str, Any], started_at: float | None) -> Report:
    """From a `result` message, now."""
    return Report(
        work.key,
        work.attempt_id,
        result["outcome"],
        started_at,
        time(),
        reason=result.get("reason"),
        error=result.get("error"),
        no_retry=bool(result.get("no_retry")),
        skip=result.get("skip"),
        until=result.get("until"),
        wait_for=result.get("wait_for"),
        outputs=result.get("outputs") or [],
        callback=work.callback,
    )


def import_file(root: str, main: str, files: dict[str, str], bundles: str) -> dict[str, DAG]:
    """Its DAGs by id: the file as the bundle has it, imported into this very process.

    Raises:
        Exception: whatever the file raises.
    """
    from tradewind.runner.source import Source

    argv = sys.argv[:]
    try:
        source = Source(
            {"type": "load", "path": os.path.join(root, main), "root": root, "files": files, "bundles": bundles}
        )
    finally:
        sys.argv[:] = argv
    return source.dags


def dag_of_file(dags: dict[str, DAG], dag_id: str, main: str) -> DAG:
    """Raises:
    LoadError: the file doesn't define it any more.
    """
    if dag_id not in dags:
        raise LoadError(f"{main} no longer defines the DAG '{dag_id}'")
    return dags[dag_id]
