"""Large outputs as files: `blobs/ab/abcd...` below the state folder, named by the sha256 of what is in them."""

from __future__ import annotations

import os
from contextlib import suppress

from tradewind.errors import OutputError, store_error
from tradewind.runner.codec import MAX_SIZE, decode, encode

TYPE_CHECKING = False  # the real one would import typing, which costs more than all of this
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

INLINE_LIMIT = 64 * 1024
"""bytes: larger outputs become blobs, the others lie in the database"""


def pack_output(
    value: Any,
    state_dir: str,
    *,
    where: str = "return_value",
    pickle: bool = False,
    limit: int = MAX_SIZE,
    secrets: Collection[tuple[str, str]] = (),
) -> tuple[str, bytes | None, str | None, int]:
    """Encode a value; a large one becomes a blob. Returns (codec, data, blob, size), as `Report.outputs` has it.

    Args:
        secrets: (name, value) of what it mustn't contain.

    Raises:
        OutputError: the value can't be stored (see `codec.encode`), or it contains a secret.
        StoreError: or one of its kinds: the blob can't be written.
    """
    codec, data = encode(value, where=where, pickle=pickle, limit=limit)
    if secrets:
        from tradewind.runner.redaction import found_in

        name = found_in(data, secrets)
        if name is not None:
            raise OutputError(
                f"{where}: it contains the secret {name}", fix=f"return it without; whoever needs {name} can ask for it"
            )
    if len(data) <= INLINE_LIMIT:
        return codec, data, None, len(data)
    return codec, None, write_blob(state_dir, data), len(data)


def load_output(codec: str, data: bytes | None, blob: str | None, state_dir: str) -> Any:
    """The value of an `OutputRow`.

    Raises:
        OutputError: it can't be read back, or its blob is gone or damaged.
    """
    if data is None:
        if blob is None:
            raise OutputError("an output with neither data nor blob")
        data = read_blob(state_dir, blob)
    return decode(codec, data)


def blob_path(state_dir: str, blob: str) -> str:
    return os.path.join(state_dir, "blobs", blob[:2], blob)


def write_blob(state_dir: str, data: bytes) -> str:
    """Keep `data`; safe against a crash at any point and against others writing the same. Returns its name.

    Raises:
        StoreFullError, StoreReadOnlyError, StoreError: it can't be written; nothing is left behind.
    """
    blob = _digest(data)
    path = blob_path(state_dir, blob)
    folder = os.path.dirname(path)
    draft = f"{path}.{os.getpid()}.{os.urandom(4).hex()}"
    try:
        with suppress(FileNotFoundError):
            os.utime(path)  # in use again: `db prune` leaves what is new
            return blob
        os.makedirs(folder, mode=0o700, exist_ok=True)
        try:
            with open(draft, "xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())  # a name that promises content must never survive a power cut without it
            os.rename(draft, path)
        except BaseException:
            if os.path.exists(draft):
                os.unlink(draft)
            raise
        _sync_folder(folder)
    except OSError as error:
        raise store_error(error, f"{folder}: an output of {len(data)} bytes can't be written") from error
    return blob


def read_blob(state_dir: str, blob: str) -> bytes:
    """What `write_blob` kept.

    Raises:
        OutputError: gone, unreadable or damaged.
    """
    path = blob_path(state_dir, blob)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise OutputError(
            f"{path}: the output can't be read: {error.strerror}", fix="run the task that made it again"
        ) from error
    if _digest(data) != blob:
        raise OutputError(f"{path}: the output is damaged", fix="delete the file and run the task that made it again")
    return data


def _digest(data: bytes) -> str:
    from hashlib import sha256  # brings in OpenSSL: most tasks never have a large output

    return sha256(data).hexdigest()


def _sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
