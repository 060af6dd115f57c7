"""Whatever the bytes are: an answer, soon, with the place of what is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tradewind
from tradewind.errors import UsageError
from tradewind.scanning import scan, scan_tree

HEAD = b"from airflow import DAG\nwith DAG('kept'):\n    pass\n"
MANY = 10 << 20


@pytest.mark.parametrize(
    "piece",
    [
        b"(", b"[", b"{", b")", b'"', b"'", b'"""', b"\\", b"\\\n", b"f'{", b'f"{x:{', b"\r", b"\n", b"\t", b" ", b"#",
        b"\0", b"\xff", b"a.", b"a(", b"not ", b"-", b"lambda: ", b"x if y else ", b"if x:\n ", b"@", b"a = ", b"a >> ",
        b"a, ", b"1", b"x\n", b"def f(): ", b"class A:\n", b"with a: ", b"for x in y: ", b"try:\n", b"DAG('a')\n",
        b"\xc3\xa9", b"x['a'", b"a;", b"match x:\n", b"*", b"**", b"yield ", b"f'{f\"{", b"'''\n",
    ],
    ids=repr,
)  # fmt: skip
def test_ten_megabytes_of_anything(piece: bytes) -> None:
    found = scan(HEAD + piece * (MANY // len(piece)))
    assert [dag.dag_id for dag in found.dags][:1] in (["kept"], []), "what stands before is kept"
    if b"\xff" not in piece:
        assert found.dags


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    scan(data)
    scan(HEAD + data)


@given(st.text(alphabet="abx01 \n\t\"'()[]{}:=.,#\\>@f*-", max_size=200))
def test_any_text_of_python_signs(text: str) -> None:
    scan(HEAD + text.encode())


@pytest.mark.parametrize(
    "source",
    [
        "x = {" + ", ".join(f"'{number}': 1" for number in range(300_000)) + "}\n",
        "a = [1] * 65536\n" + "b = 5 in a\n" * 300_000,
        "import foo\na = [1] * 65536\n" + "foo.f(a)\n" * 300_000,
        "a = [1]\n" + "a.extend(a)\n" * 300_000,
        "a = 'x' * 65536\n" + "b = '%s%s' % (a, a)\n" * 100_000,
        "class A:\n" + "".join(f"  a{number} = 1\n" for number in range(200_000)) + "A.a5\n" * 100_000,
        "d = DAG('a', " + ", ".join(f"a{number}=1" for number in range(200_000)) + ")\n",
        "DAG('a');" * 100_000 + "\n",
    ],
    ids=["dict", "in", "given", "extend", "percent", "attributes", "arguments", "one line"],
)
def test_costly_files_end(source: str) -> None:
    assert scan(HEAD + source.encode()).dags


def test_growing_values_are_bounded() -> None:
    source = HEAD + b"x = 'aaaaaaaaaa'\ny = [1]\n" + b"x = x + x\ny = y + y\nz = [y, y]\ny = z\n" * 200
    assert scan(source).dags


def test_endless_loops_end() -> None:
    source = (
        HEAD
        + b"def f(n):\n    return f(n + 1) + f(n)\nf(0)\nfor i in range(60000):\n  for j in range(60000):\n    k = j\n"
    )
    found = scan(source)
    assert found.verdict == "partial"
    assert any("cost" in doubt.reason or "deeply" in doubt.reason for doubt in found.dags[0].doubts)


def test_a_syntax_error_has_its_line_and_keeps_what_stands_before() -> None:
    source = b"from airflow import DAG\ndag = DAG('kept')\nx = = 1\nlate = DAG('late')\n"
    found = scan(source)
    assert [dag.dag_id for dag in found.dags] == ["kept"]
    assert found.error is not None
    assert (found.error.line, found.error.column) == (3, 5)
    assert [dag.verdict for dag in found.dags] == ["partial"]


def test_other_encodings() -> None:
    source = "# coding: koi8-r\nfrom airflow import DAG\ndag = DAG('задача')\n"
    assert scan(source.encode("koi8-r")).dags[0].dag_id == "задача"
    wrong = scan(b"from airflow import DAG\ndag = DAG('a')\n# caf\xe9\n")
    assert wrong.error is not None
    assert "UTF-8" in wrong.error.reason
    assert [dag.dag_id for dag in wrong.dags] == ["a"]
    unknown = scan(b"# coding: klingon\nfrom airflow import DAG\n")
    assert unknown.error is not None
    assert "klingon" in unknown.error.reason


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        scan(tmp_path / "absent.py")
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere")
    found = scan(tmp_path / "gone.py")
    assert found.error is not None
    assert "can't be read" in found.error.reason
    os.mkfifo(tmp_path / "pipe.py")
    with pytest.raises(UsageError, match="a pipe or device may have no end"):
        scan(tmp_path / "pipe.py")
    assert [one.path for one in scan_tree(tmp_path) if one.path and one.path.endswith("pipe.py")] == []
    (tmp_path / "folder.py").mkdir()
    folder = scan(tmp_path / "folder.py")
    assert folder.error is not None
    assert "can't be read" in folder.error.reason
    with pytest.raises(UsageError, match="no such folder"):
        scan_tree(tmp_path / "absent")


def test_a_tree_with_loops_and_ignored_files(tmp_path: Path) -> None:
    source = "from tradewind import DAG\ndag = DAG('{}')\n"
    for name in (
        "a.py",
        "deep/b.py",
        "skipped/c.py",
        "old_d.py",
        "venv/lib/e.py",
        "__pycache__/f.py",
        "deep/not_python.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source.format(path.stem))
    (tmp_path / "venv" / "pyvenv.cfg").write_text("")
    (tmp_path / ".gitignore").write_text("skipped/\n")
    (tmp_path / ".airflowignore").write_text("^old_  # retired\n(broken\n")
    (tmp_path / "deep" / "loop").symlink_to(tmp_path)
    found = tradewind.scan_tree(tmp_path)
    assert [dag.dag_id for one in found for dag in one.dags] == ["a", "b"]
    assert [os.path.relpath(one.path or "", tmp_path) for one in found] == ["a.py", "deep/b.py"]


def test_a_cache_gives_the_same_answer(tmp_path: Path) -> None:
    folder = tmp_path / "dags"
    folder.mkdir()
    for number in range(5):
        (folder / f"d{number}.py").write_text(f"from tradewind import DAG\ndag = DAG('d{number}')\n")
    cache = tmp_path / "scans"
    first = scan_tree(folder, cache=cache)
    assert scan_tree(folder, cache=cache) == first
    (folder / "d0.py").write_text("from tradewind import DAG\ndag = DAG('changed')\n")
    assert [one.dags[0].dag_id for one in scan_tree(folder, cache=cache)] == ["changed", "d1", "d2", "d3", "d4"]
    cache.write_bytes(b"\xc1 not msgpack")
    assert len(scan_tree(folder, cache=cache)) == 5
