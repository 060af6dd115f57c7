"""The scanner's table of names is the one that `compat` imports by."""

from pathlib import Path

from scan.known_names import text


def test_the_table_is_up_to_date(checkout: Path) -> None:
    kept = (checkout / "src" / "scan" / "names.tsv").read_text()
    assert without_stdlib(kept) == without_stdlib(text()), "run: python tests/scan/known_names.py > src/scan/names.tsv"


def without_stdlib(table: str) -> list[str]:
    """The names of the standard library differ between versions of Python."""
    return [line for line in table.splitlines() if not line.startswith("unrelated\t")]
