"""What loading a DAG yields: the spec, its version, and the source files that it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tradewind._core import CompiledDag


@dataclass(slots=True, frozen=True)
class Bundle:
    """The files that a DAG's code came from, by content.

    `root` is the project's folder (nearest `.tradewind`, `pyproject.toml` or `.git`, else the file's own); `main` and
    the keys of `files` are paths relative to it; values are sha256 hex digests. `main` is None for a DAG without
    importable source (REPL, notebook): it runs in the engine's process only.
    """

    root: str
    main: str | None
    files: dict[str, str] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """Digest of main and files; the root's own place doesn't count."""
        from hashlib import sha256

        digest = sha256((self.main or "").encode())
        for path in sorted(self.files):
            digest.update(f"\0{path}\0{self.files[path]}".encode())
        return digest.hexdigest()


@dataclass(slots=True)
class LoadedDag:
    """One DAG of one file. `spec` is its msgpack; `dag` the user's own object where this process has imported it."""

    dag_id: str
    dag_version: str
    spec: bytes
    compiled: CompiledDag
    bundle: Bundle
    dag: Any = None
    warnings: list[str] = field(default_factory=list)
