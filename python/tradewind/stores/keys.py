"""The keys of the vault: from `TRADEWIND_SECRET_KEY`, else from a file that only its owner can read."""

from __future__ import annotations

import os
import stat
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from hashlib import sha256

from tradewind.errors import UsageError
from tradewind.runner.protected import KEY_VARIABLE

FILE = "secret.key"
SIZE = 32


class Keys:
    """The first key encrypts; the others only decrypt what they once encrypted.

    Args:
        state_dir: where the file lies, unless the variable is set; None: in memory, so there is none.

    Raises:
        UsageError: the variable or the file holds no key, or others can read the file.
    """

    def __init__(self, state_dir: str | os.PathLike[str] | None) -> None:
        self.file = None if state_dir is None else os.path.join(state_dir, FILE)
        given = os.environ.get(KEY_VARIABLE)
        self.from_environment = bool(given)
        if given:
            self.keys = [_decoded(text, KEY_VARIABLE) for text in given.replace(",", " ").split()]
        else:
            self.keys = _read(self.file) if self.file is not None else []

    def current(self) -> bytes:
        """The key to encrypt with; made if there is none yet."""
        if not self.keys:
            self.renew()
        return self.keys[0]

    def by_id(self, key_id: str) -> bytes | None:
        return next((key for key in self.keys if key_id_of(key) == key_id), None)

    def renew(self) -> None:
        """Make a new first key, and write it to the file before the others.

        Raises:
            UsageError: the keys aren't ours to write.
        """
        if self.from_environment or self.file is None:
            raise UsageError(
                f"the keys come from {KEY_VARIABLE}", fix=f"put a new key before the old one: {KEY_VARIABLE}=NEW,OLD"
            )
        self.keys.insert(0, os.urandom(SIZE))
        self._write()

    def keep_only_current(self) -> None:
        """Forget the others, once nothing is encrypted with them."""
        del self.keys[1:]
        if not self.from_environment:
            self._write()

    def _write(self) -> None:
        assert self.file is not None
        draft = f"{self.file}.{os.getpid()}"
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(fd, "w", encoding="ascii") as file:
            file.writelines(f"{b64encode(key).decode()}\n" for key in self.keys)
            file.flush()
            os.fsync(fd)  # without its key, a secret is lost
        os.replace(draft, self.file)


def key_id_of(key: bytes) -> str:
    """Tells keys apart without giving them away."""
    return sha256(b"tradewind secret key" + key).hexdigest()[:16]


def _read(path: str) -> list[bytes]:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            mode = os.fstat(file.fileno()).st_mode
            lines: Sequence[str] = file.read().split()
    except FileNotFoundError:
        return []
    if stat.S_IMODE(mode) & 0o077:
        raise UsageError(f"{path} can be read by others", fix=f"chmod 600 {path}, and renew the key")
    return [_decoded(line, path) for line in lines]


def _decoded(text: str, source: str) -> bytes:
    """A key as 64 hex digits or base64 (either alphabet)."""
    try:
        key = bytes.fromhex(text) if len(text) == 2 * SIZE else b64decode(text.translate(_STANDARD), validate=True)
    except (ValueError, Base64Error):
        key = b""
    if len(key) != SIZE:
        raise UsageError(
            f"{source} holds no key of {SIZE} bytes",
            fix='make one: python -c "import base64, os; print(base64.b64encode(os.urandom(32)).decode())"',
        )
    return key


_STANDARD = str.maketrans("-_", "+/")
