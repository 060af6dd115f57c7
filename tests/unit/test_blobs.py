"""Large outputs as files: whole or not there, named by content."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tradewind.errors import OutputError, StoreError
from tradewind.runner.blobs import INLINE_LIMIT, blob_path, load_output, pack_output, read_blob, write_blob


def files(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_small_values_stay_inline_and_large_ones_do_not(tmp_path: Path) -> None:
    edge = "x" * (INLINE_LIMIT - 3)  # msgpack adds three bytes
    codec, data, blob, size = pack_output(edge, str(tmp_path))
    assert (codec, blob, size) == ("msgpack", None, INLINE_LIMIT)
    assert files(tmp_path) == []
    assert load_output(codec, data, blob, str(tmp_path)) == edge

    codec, data, blob, size = pack_output(edge + "x", str(tmp_path))
    assert (codec, data, size) == ("msgpack", None, INLINE_LIMIT + 1)
    assert blob is not None
    assert files(tmp_path) == [f"blobs/{blob[:2]}/{blob}"]
    assert load_output(codec, data, blob, str(tmp_path)) == edge + "x"


def test_equal_content_is_one_file(tmp_path: Path) -> None:
    blob = write_blob(str(tmp_path), b"same")
    path = blob_path(str(tmp_path), blob)
    os.utime(path, (1, 1))
    assert write_blob(str(tmp_path), b"same") == blob
    assert files(tmp_path) == [f"blobs/{blob[:2]}/{blob}"]
    assert os.stat(path).st_mtime > 1, "a blob in use again looks new to whoever cleans up"


def test_gone_or_damaged(tmp_path: Path) -> None:
    blob = write_blob(str(tmp_path), b"content")
    path = Path(blob_path(str(tmp_path), blob))
    path.write_bytes(b"c0ntent")
    with pytest.raises(OutputError, match=f"{path}: the output is damaged; delete the file and run the task"):
        read_blob(str(tmp_path), blob)
    path.unlink()
    with pytest.raises(OutputError, match="can't be read: No such file or directory; run the task that made it again"):
        load_output("msgpack", None, blob, str(tmp_path))


def test_a_refused_write_leaves_nothing_behind(tmp_path: Path) -> None:
    script = (
        "import resource, sys; from tradewind.errors import StoreError; from tradewind.runner.blobs import write_blob\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "try: write_blob(sys.argv[1], b'x' * 100_000)\n"
        "except StoreError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert "an output of 100000 bytes can't be written: File too large" in done.stdout
    assert files(tmp_path) == []


def test_a_state_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("")
    with pytest.raises(StoreError, match=r"can't be written: (Not a directory|File exists)"):
        write_blob(str(tmp_path), b"x")
