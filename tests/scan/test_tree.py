"""Which files of a folder are scanned: `.gitignore`, `.airflowignore` in both of its syntaxes, links."""

from __future__ import annotations

from pathlib import Path

import pytest

from tradewind.scanning import scan_tree


def found(folder: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text or "from tradewind import DAG\n")
    return [str(Path(one.path or "").relative_to(folder)) for one in scan_tree(folder)]


def test_gitignore_files_nest_and_take_back(tmp_path: Path) -> None:
    kept = found(
        tmp_path,
        {
            ".gitignore": "old_*\n/top.py\nbuilt/\n",
            "old_a.py": "", "top.py": "", "b.py": "",
            "built/c.py": "",
            "deep/.gitignore": "!old_kept.py\nd.py\n",
            "deep/old_kept.py": "", "deep/old_other.py": "", "deep/d.py": "", "deep/top.py": "",
            "other/d.py": "",
        },
    )  # fmt: skip
    assert kept == ["b.py", "deep/old_kept.py", "deep/top.py", "other/d.py"]


@pytest.mark.parametrize(
    ("rules", "kept"),
    [
        ("^old_", ["a.py", "deep/new.py", "deep/old_b.py"]),
        ("deep/.*\n# a comment\n", ["a.py", "old_c.py"]),
        ("(old|new)", ["a.py"]),
        ("(broken\nold", ["a.py", "deep/new.py"]),
        ("old_*", ["a.py", "deep/new.py"]),
        ("deep/", ["a.py", "old_c.py"]),
        ("/old_*  # only here", ["a.py", "deep/new.py", "deep/old_b.py"]),
        ("old_*\n!old_b.py\n", ["a.py", "deep/new.py", "deep/old_b.py"]),
        ("**/*.py\n!a.py\n", ["a.py"]),
        ("old", ["a.py", "deep/new.py", "deep/old_b.py", "old_c.py"]),
    ],
)
def test_airflowignore_in_regular_expressions_and_in_globs(tmp_path: Path, rules: str, kept: list[str]) -> None:
    files = {".airflowignore": rules, "a.py": "", "old_c.py": "", "deep/old_b.py": "", "deep/new.py": ""}
    assert found(tmp_path, files) == kept


def test_an_inner_airflowignore_takes_back_what_an_outer_one_says(tmp_path: Path) -> None:
    files = {".airflowignore": "*.py\n", "a.py": "", "deep/.airflowignore": "!b.py\n", "deep/b.py": "", "deep/c.py": ""}
    assert found(tmp_path, files) == ["deep/b.py"]
