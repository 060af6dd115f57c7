"""Lines of output, cut as they arrive."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tradewind.runner import capture
from tradewind.runner.capture import MAX_LINE, MAX_OUTPUT, Lines


@given(st.lists(st.text(st.characters(exclude_characters="\r\n", codec="utf-8"))), st.lists(st.integers(0, 500)))
def test_lines_are_those_written(written: list[str], places: list[int]) -> None:
    data = "".join(line + "\n" for line in written).encode()
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    lines = Lines("out")
    seen = [line for a, b in pairwise(edges) for line in lines.feed(data[a:b])]
    assert seen + lines.rest() == written


@given(st.binary(max_size=300))
def test_any_bytes_become_text(data: bytes) -> None:
    lines = Lines("out")
    seen = lines.feed(data) + lines.rest()
    assert "\n".join(seen).replace("\r", "") == data.decode("utf-8", "replace").removesuffix("\n").replace("\r", "")


def test_the_last_line_needs_no_end() -> None:
    lines = Lines("err")
    assert lines.feed(b"a\nb") == ["a"]
    assert lines.rest() == ["b"]
    assert lines.rest() == []


def test_long_lines_are_broken() -> None:
    lines = Lines("out")
    seen = lines.feed(b"x" * (3 * MAX_LINE) + b"\n") + lines.rest()
    assert "".join(seen) == "x" * (3 * MAX_LINE)
    assert max(map(len, seen)) <= MAX_LINE


def test_a_line_that_never_ends_is_not_collected_for_ever() -> None:
    lines = Lines("out")
    seen: list[str] = []
    for _ in range(100):
        seen += lines.feed(b"x" * 1000)
    assert sum(map(len, seen)) >= 100_000 - MAX_LINE - 1000


def test_a_flood_is_cut_and_says_so() -> None:
    lines = Lines("out")
    chunk = b"y" * 99 + b"\n"
    seen: list[str] = []
    for _ in range(MAX_OUTPUT // len(chunk) + 1000):
        seen += lines.feed(chunk)
    assert sum(len(line) + 1 for line in seen) <= MAX_OUTPUT + 200
    assert seen[-1] == f"... out: cut here after {capture.MAX_OUTPUT >> 20} MiB, the rest is dropped"
    assert lines.feed(b"more\n") == []
