"""Progress from committed batches: lines without a terminal, a region that leaves no trace on one."""

import io
import json
import re
import time
import traceback

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.cli.failure import way
from tradewind.cli.progress import Progress
from tradewind.cli.region import Region
from tradewind.cli.terminal import Terminal, fit, harmless, visible
from tradewind.stores.protocol import AttemptEnd, AttemptStart, Batch, LogChunk, NewRun

RUN = 7


class Dag:
    """As much of a CompiledDag as progress reads."""

    task_ids = ("extract", "load", "report")

    def to_json(self) -> str:
        return '{"nodes": [{"id": "load", "place": "dags/etl.py:40", "expand": {"group": null}}]}'

    def upstream(self, task_id: str) -> list[str]:
        return {"extract": [], "load": ["extract"], "report": ["load"]}[task_id]


class Watched:
    """A progress, and what it wrote."""

    def __init__(self, **options: bool) -> None:
        self.stream = io.StringIO()
        self.progress = Progress(Terminal(self.stream, colour=False, unicode=True), Dag(), **options)  # type: ignore[arg-type]
        self.progress.expect("abc")
        new = NewRun(RUN, "abc", "etl", "v", "manual", None, None, None, "{}", "{}", 0.0)
        self.progress.committed(Batch(new_runs=[new]))

    @property
    def lines(self) -> list[str]:
        return self.stream.getvalue().splitlines()

    def ends(
        self,
        task: str,
        state: str,
        *,
        error: str | None = None,
        reason: str | None = None,
        index: int = -1,
        attempt: int = 1,
    ) -> None:
        outcome = {"up_for_retry": "failed"}.get(state, state)
        self.progress.committed(
            Batch(
                attempts_ended=[AttemptEnd(outcome, 10.0, 10.25, None, None, reason, error, RUN, attempt)],
                instances=[
                    (state, 1, 0, attempt, time.time() + 5 if "retry" in state else None, 0.0, RUN, task, index)
                ],
            )
        )

    def starts(self, task: str, index: int = -1, attempt: int = 1, run: int = RUN) -> None:
        self.progress.committed(Batch(attempts_started=[AttemptStart(run, attempt, task, index, 1, 0.0)]))

    def logs(self, *lines: tuple[str, str], attempt: int = 1) -> None:
        data = msgpack.packb([(0.0, stream, text) for stream, text in lines])
        self.progress.committed(Batch(logs=[LogChunk(RUN, attempt, 0, data)]))


ERROR = '{"type": "TypeError", "message": "no\\nmore", "place": "dags/etl.py:41", "traceback": ""}'


def test_a_finished_task_is_a_line() -> None:
    watched = Watched()
    watched.starts("extract")
    watched.ends("extract", "success")
    assert [line.split() for line in watched.lines] == [["✔", "extract", "0.25s"]]


def test_a_failure_says_what_and_where_and_shows_the_end_of_the_log() -> None:
    watched = Watched()
    watched.starts("load")
    watched.logs(*[("out", f"line {i}") for i in range(20)], ("err", "oh \x1b[2Jno"))
    watched.ends("load", "failed", error=ERROR)
    head, *tail = watched.lines
    assert head.split() == ["✖", "load", "0.25s", "TypeError:", "no", "(dags/etl.py:41)"]
    assert [line.strip() for line in tail] == ["│ line 16", "│ line 17", "│ line 18", "│ line 19", "│ oh no"]
    assert watched.progress.first_failed == "load"


def test_a_failure_shows_the_users_lines_that_led_there() -> None:
    def parse(text: str) -> object:
        return [json.loads(item) for item in [text]]

    def load() -> object:
        try:
            return parse("{")
        except ValueError as error:
            raise RuntimeError("no rows\nat all") from error

    try:
        load()
    except RuntimeError:
        told = traceback.format_exc()
    places = [line for line in way(told) if line.startswith("at ")]
    assert [step.partition("  ")[2] for step in places] == [
        'return parse("{")',
        "return [json.loads(item) for item in [text]]",
        "load()",
        'raise RuntimeError("no rows\\nat all") from error',
    ]
    assert all(re.match(r"at \S*test_cli_progress.py:\d+  ", step) for step in places)
    assert way(told)[2].startswith("after json.decoder.JSONDecodeError: Expecting")
    assert way("tradewind.operators.bash.CommandFailed: no\n") == []


def test_what_follows_a_failure_names_it() -> None:
    watched = Watched()
    watched.ends("load", "crashed", reason="killed by signal 9")
    watched.progress.committed(Batch(instances=[("upstream_failed", 0, 0, 0, None, 0.0, RUN, "report", -1)]))
    assert watched.lines[0].endswith("killed by signal 9  (dags/etl.py:40)")
    assert watched.lines[1].split() == ["─", "report", "upstream_failed:", "load"]
    assert watched.progress.counts() == {"crashed": 1, "upstream_failed": 1, "none": 1}


def test_a_retry_says_when() -> None:
    watched = Watched()
    watched.ends("load", "up_for_retry", error=ERROR)
    assert re.fullmatch(
        r"↻ load +0\.25s   TypeError: no  \(dags/etl.py:41\)  \(try 1 failed, again in (5.00|4.9\d)s\)",
        watched.lines[0],
    )


def test_mapped_instances_are_one_line_and_failures_are_named() -> None:
    watched = Watched()
    watched.progress.committed(Batch(expansions=[(RUN, "load", 3, 1)]))
    for index, state in enumerate(["success", "failed", "success"]):
        watched.ends("load", state, index=index, attempt=index + 1)
    placeholder = ("removed", 0, 0, 0, None, 0.0, RUN, "load", -1)
    watched.progress.committed(Batch(instances=[placeholder]))
    assert watched.progress.counts() == {"success": 2, "failed": 1, "none": 2}
    assert [line.split() for line in watched.lines] == [
        ["✖", "load[1]", "0.25s"],
        ["✖", "load[0..2]", "0.75s", "2/3"],
    ]


def test_verbose_shows_lines_as_they_come_and_quiet_only_failures() -> None:
    watched = Watched(verbose=True)
    watched.starts("extract")
    watched.logs(("out", "hello"))
    assert watched.lines[0].split() == ["extract", "│", "hello"]
    watched = Watched(quiet=True)
    watched.ends("extract", "success")
    watched.ends("load", "failed", error=ERROR, attempt=2)
    assert len(watched.lines) == 1


def test_other_runs_are_mentioned_once() -> None:
    watched = Watched()
    watched.starts("x", run=3)
    watched.starts("y", run=3)
    assert len(watched.lines) == 1
    assert "unfinished" in watched.lines[0]


def test_a_state_that_is_committed_again_is_no_second_line() -> None:
    watched = Watched()
    watched.ends("extract", "success")
    watched.ends("extract", "success")
    assert len(watched.lines) == 1


class Screen(io.StringIO):
    """A terminal that wraps, scrolls for ever and, on a resize, wraps anew; it knows the few codes that we send."""

    encoding = "utf-8"

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.rows = [""]
        self.row = 0
        self.hidden = False

    def write(self, text: str) -> int:
        for code, sign in re.findall(r"(\x1b\[\??[0-9]*[A-Za-z])|(.|\n)", text, flags=re.DOTALL):
            if code.endswith("A"):
                self.row = max(self.row - int(code[2:-1]), 0)
            elif code == "\x1b[J":
                del self.rows[self.row :]
                self.rows.append("")
            elif code in ("\x1b[?25l", "\x1b[?25h"):
                self.hidden = code.endswith("l")
            elif sign == "\n":
                self._down()
            elif sign and sign != "\r":
                if len(self.rows[self.row]) == self.width:
                    self.rows[self.row] += "\0"  # wrapped: the next row goes on
                    self._down()
                self.rows[self.row] += sign
        return len(text)

    def _down(self) -> None:
        self.row += 1
        if self.row == len(self.rows):
            self.rows.append("")

    def lines(self) -> list[str]:
        """Logical lines."""
        return "\n".join(self.rows).replace("\0\n", "").split("\n")[:-1]

    def resize(self, width: int) -> None:
        lines = self.lines()
        self.width, self.rows, self.row = width, [""], 0
        self.write("".join(f"{line}\n" for line in lines))


class Resizable(Terminal):
    def size(self) -> tuple[int, int]:
        return self.stream.width, 24  # type: ignore[attr-defined]


@pytest.mark.property
@given(st.lists(st.one_of(st.integers(20, 90), st.text("ab ", min_size=1, max_size=120), st.just(None)), max_size=12))
def test_the_region_leaves_only_what_was_put(steps: list[int | str | None]) -> None:
    """Redraw (None), append (text) and resize (int) in any order; then only the appended lines are on the screen."""
    screen = Screen(60)
    terminal = Resizable(screen, colour=False, unicode=True)
    region = Region(terminal, lambda: ["x" * 70, "running", "3/9"], interval=3600)
    put = []
    for step in steps:
        if isinstance(step, int):
            screen.resize(step)
        elif step is None:
            region.refresh()
        else:
            region.put([step])
            put.append(step)
    region.close()
    region.close()
    assert screen.lines() == put
    assert not screen.hidden


def test_the_region_shows_status_below_what_was_put() -> None:
    screen = Screen(40)
    region = Region(Resizable(screen, colour=False, unicode=True), lambda: ["running " * 9, "3/9"], interval=3600)
    region.refresh()
    region.put(["done"])
    assert screen.lines() == ["done", ("running " * 9)[:38] + "…", "3/9"]
    assert screen.hidden
    region.close()


@given(st.text("ab漢é…\x1b[31m", max_size=40), st.integers(1, 30))
def test_fit_fits(text: str, width: int) -> None:
    assert visible(fit(text, width)) <= width
    if visible(text) <= width:
        assert fit(text, width) == text


def test_tasks_cannot_move_the_cursor() -> None:
    assert harmless("a\x1b[31mred\x1b[0m\x1b[2J\x1b]0;title\x07\x07\tb\r") == "ared    b"


def test_ascii_terminals_get_ascii() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    terminal = Terminal(stream)
    terminal.line(f"{terminal.mark('success')} a · b → c … │ ├─╮ 漢")
    terminal.flush()
    assert stream.buffer.getvalue() == b"+ a - b -> c ... | +-+ ?\n"  # type: ignore[attr-defined]
