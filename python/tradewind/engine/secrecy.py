"""Secrets in a running engine: who gets them, and that they are seen nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tradewind.runner.redaction import Redactor, found_in

if TYPE_CHECKING:
    from tradewind.executors.protocol import Report, Work
    from tradewind.stores.protocol import Store


class Secrecy:
    """Args:
    state_dir: where the key file lies.
    """

    def __init__(self, store: Store, state_dir: str) -> None:
        self._store = store
        self._state_dir = state_dir
        self._delivered: dict[tuple[str, str], None] = {}
        self._redactor = Redactor()

    def deliver(self, work: Work, name: str) -> dict[str, Any] | None:
        """{id, name, value_type, value} for an attempt or callback; None: there is none, or not for its DAG.

        Raises:
            TradewindError: it can't be decrypted.
        """
        from tradewind.stores.vault import Vault

        secret = Vault(self._store, self._state_dir).get(name)
        if secret is None or (secret.dags is not None and work.run.dag_id not in secret.dags):
            return None
        self._delivered[name, secret.value] = None
        self._redactor.add(name, secret.value)
        return {"id": secret.id, "name": name, "value_type": secret.value_type, "value": secret.value}

    def lines(self, lines: Iterable[tuple[float, str, str]]) -> Iterable[tuple[float, str, str]]:
        """Lines of a log as they may be kept."""
        return self._redactor.lines(lines) if self._redactor else lines

    def guard(self, report: Report) -> None:
        """Mask what a report says; an attempt that puts out a secret has failed. (The attempt looks for those that it
        was given itself, before large outputs become files; this finds those that came to it in other ways.)"""
        if not self._redactor:
            return
        report.reason = self._redactor.plain(report.reason)
        report.error = self._redactor.plain(report.error)
        for key, _, data, _, _ in report.outputs:
            name = None if data is None else found_in(data, self._delivered)
            if name is not None:
                report.outcome, report.no_retry, report.outputs = "failed", False, []
                report.reason = f"its output {key!r} contains the secret {name}"
                report.error = {"type": "OutputError", "message": report.reason, "traceback": "", "place": None}
                return
