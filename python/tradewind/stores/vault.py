"""Secrets at rest: AES-256-GCM, each value bound to its name, type and scope."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tradewind.errors import StoreCorruptError, UsageError
from tradewind.stores.keys import Keys, key_id_of
from tradewind.stores.protocol import SecretRow

if TYPE_CHECKING:
    from tradewind.stores.protocol import Store

_NAME = re.compile(r"[A-Z0-9_]+")
MAX_SIZE = 64 * 1024
"""bytes of a value"""


@dataclass(slots=True, frozen=True)
class Secret:
    """A value in clear. `dags`: who may have it; None: every DAG."""

    id: int
    name: str
    value_type: str
    value: str = field(repr=False)
    dags: list[str] | None = None


class Vault:
    """Args:
    state_dir: where the key file lies (see `Keys`).
    """

    def __init__(self, store: Store, state_dir: str | os.PathLike[str] | None) -> None:
        self._store = store
        self._state_dir = state_dir

    def put(self, name: str, value: str, *, as_json: bool = False, dags: Iterable[str] | None = None) -> None:
        """Keep a value under a name, in place of what was there.

        Raises:
            UsageError: a name, value or key that can't be.
        """
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name!r} is no name for a secret", fix="use capital letters, digits and '_'")
        if not value:
            raise UsageError(f"secret {name} has no value")
        if len(value.encode("utf-8", "surrogatepass")) > MAX_SIZE:
            raise UsageError(f"the value of secret {name} is larger than {MAX_SIZE >> 10} KiB")
        if as_json:
            try:
                json.loads(value)
            except ValueError:
                raise UsageError(f"the value of secret {name} is no JSON") from None
        scope = None if dags is None else json.dumps(sorted(set(dags)))
        row = _encrypted(name, "json" if as_json else "string", scope, value, Keys(self._state_dir).current())
        self._store.put_secrets([row])

    def get(self, name: str) -> Secret | None:
        """Raises:
        UsageError: its key isn't at hand.
        StoreCorruptError: it was tampered with.
        """
        rows = self._store.secrets(name)
        return _decrypted(rows[0], Keys(self._state_dir)) if rows else None

    def rows(self) -> list[SecretRow]:
        """All, as they are stored."""
        return self._store.secrets()

    def remove(self, name: str) -> bool:
        """False: there was none."""
        return self._store.drop_secret(name)

    def rotate(self) -> int:
        """Encrypt every secret anew: with a new key, or, if the keys come from the environment, with the first of them.
        Returns how many there are.

        Raises:
            As `get`; then nothing has changed, but for a new key in the file.
        """
        keys = Keys(self._state_dir)
        if not keys.from_environment:
            keys.renew()
        current = keys.current()
        rows = self._store.secrets()
        self._store.put_secrets(
            [_encrypted(row.name, row.value_type, row.dags, _decrypted(row, keys).value, current) for row in rows]
        )
        keys.keep_only_current()
        return len(rows)


def _bound_to(name: str, value_type: str, dags: str | None) -> bytes:
    return json.dumps([name, value_type, dags]).encode()


def _encrypted(name: str, value_type: str, dags: str | None, value: str, key: bytes) -> SecretRow:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    data = AESGCM(key).encrypt(nonce, value.encode("utf-8", "surrogatepass"), _bound_to(name, value_type, dags))
    return SecretRow(0, name, value_type, dags, key_id_of(key), nonce, data, time.time())


def _decrypted(row: SecretRow, keys: Keys) -> Secret:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = keys.by_id(row.key_id)
    if key is None:
        raise UsageError(
            f"the key of secret {row.name} isn't at hand (its id is {row.key_id})",
            fix="set TRADEWIND_SECRET_KEY to it, after the current one if there is another",
        )
    try:
        data = AESGCM(key).decrypt(row.nonce, row.data, _bound_to(row.name, row.value_type, row.dags))
    except InvalidTag:
        raise StoreCorruptError(f"secret {row.name} was changed in the database by something else") from None
    dags = None if row.dags is None else json.loads(row.dags)
    return Secret(row.id, row.name, row.value_type, data.decode("utf-8", "surrogatepass"), dags)
