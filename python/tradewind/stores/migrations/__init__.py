"""Numbered SQL files, one folder a dialect: `sqlite/0001_first.sql`. Number N makes version N of version N-1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent


def newest(dialect: str) -> int:
    """The version that this tradewind writes."""
    return len(_files(dialect))


def statements(dialect: str, since: int) -> Iterator[str]:
    """Every statement that a database of version `since` still needs. A statement ends where a line ends with `;`."""
    for file in _files(dialect)[since:]:
        statement = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("--"):
                continue
            statement += line + "\n"
            if line.endswith(";"):
                yield statement.strip()
                statement = ""
        if statement.strip():
            raise ValueError(f"{file}: the last statement lacks its ;")


def _files(dialect: str) -> list[Path]:
    files = sorted((FOLDER / dialect).glob("*.sql"))
    numbers = [int(file.name[:4]) for file in files]
    if not files or numbers != list(range(1, len(files) + 1)):
        raise ValueError(f"{FOLDER / dialect}: migrations must be numbered 0001, 0002, ...; found {numbers}")
    return files
