"""`show` in all its forms, by the real command: formats, themes, widths, encodings, a real terminal."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from e2e.command import Folder, in_terminal
from tradewind.cli.terminal import visible

SHOP = """\
from tradewind import DAG, TaskGroup
from tradewind.operators.bash import BashOperator
from tradewind.operators.python import PythonOperator


def orders(ti):
    if ti.try_number == 1:
        raise ConnectionError("no answer")


def margin():
    raise ZeroDivisionError("no revenue")


with DAG("shop") as dag:
    with TaskGroup("extract") as extract:
        PythonOperator(task_id="orders", python_callable=orders, retries=1, retry_delay=0.05)
        PythonOperator(task_id="prices", python_callable=str)
    last = PythonOperator(task_id="margin", python_callable=margin)
    extract >> last >> BashOperator(task_id="report", bash_command="true")
"""
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    folder = Folder(tmp_path_factory.mktemp("show"))
    folder.write("shop.py", SHOP)
    assert folder.call("run", "shop.py", "-q").code == 1
    yield folder
    assert folder.left_behind() == []


def texts(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text")]


def test_svg_of_a_file_and_of_a_run(folder: Folder) -> None:
    of_file, of_run = folder.call("show", "shop.py", "--format", "svg"), folder.call("show", "--format", "svg")
    assert {"extract", "orders", "prices", "margin", "report"} < set(texts(of_file.out))
    assert {"upstream_failed", "margin"} < set(texts(of_run.out))
    assert "prefers-color-scheme" in of_run.out
    assert "ZeroDivisionError: no revenue" in of_run.out
    assert of_file.err == of_run.err == ""


def test_themes(folder: Folder) -> None:
    forms = {theme: folder.call("show", "--format", "svg", "--theme", theme).out for theme in ("light", "dark")}
    assert forms["light"] != forms["dark"]
    assert not any("prefers-color-scheme" in form for form in forms.values())
    dark = folder.call("show", "--format", "dot", "--theme", "dark").out
    assert dark != folder.call("show", "--format", "dot").out
    assert dark.startswith('digraph "shop" {')


def test_gantt(folder: Folder) -> None:
    lines = folder.call("show", "--gantt").out.splitlines()
    row = next(line for line in lines if "extract.orders" in line)
    assert re.search(r"▓+·*░*█+ .*2 tries$", row)
    assert re.search(r"^✖ margin .*▓", "\n".join(lines), re.MULTILINE)
    assert re.search(r"^─ report +upstream_failed$", "\n".join(lines), re.MULTILINE)
    picture = folder.call("show", "--gantt", "--format", "svg").out
    assert "extract.orders" in texts(picture)
    assert picture.count('class="tw-between"') == 1
    record = json.loads(folder.call("show", "--gantt", "--json").out)
    attempts = [(one["task_id"], one["try_number"], one["outcome"]) for one in record["attempts"]]
    assert sorted(attempts) == [
        ("extract.orders", 1, "failed"),
        ("extract.orders", 2, "success"),
        ("extract.prices", 1, "success"),
        ("margin", 1, "failed"),
    ]
    assert set(record["attempts"][0]) == {
        "attempt_id", "task_id", "map_index", "try_number", "outcome", "queued_at", "started_at", "ended_at",
        "duration",
    }  # fmt: skip
    assert "attempts" not in json.loads(folder.call("show", "--json").out)


def test_part_of_a_run(folder: Folder) -> None:
    lines = folder.call("show", "--gantt", "--select", "group:extract").out.splitlines()
    assert [line.split()[1] for line in lines[2:4]] in (
        ["extract.orders", "extract.prices"],
        ["extract.prices", "extract.orders"],
    )
    assert not any("margin" in line for line in lines)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("show", "shop.py", "--gantt"), "shop.py is a file; a gantt chart is of a run; name one, or `last`"),
        (("show", "--gantt", "--format", "dot"), "a gantt chart has no format dot; it has text, svg and json"),
        (("show", "--format", "png"), "'png' is not one of 'text', 'svg', 'dot', 'mermaid', 'json'"),
        (("show", "--theme", "pink"), "'pink' is not one of 'light', 'dark', 'auto'"),
    ],
)
def test_mistakes(folder: Folder, args: tuple[str, ...], words: str) -> None:
    done = folder.call(*args)
    assert done.code == 2
    assert words in done.err.replace(" (", "; ").replace(")", "")


def test_a_narrow_terminal(folder: Folder) -> None:
    for columns, args in ((20, ("show",)), (20, ("show", "--gantt")), (60, ("show", "shop.py"))):
        with in_terminal(folder, *args, size=(columns, 10)) as terminal:
            shown = terminal.drain()
            assert terminal.wait() == 0
        drawn = shown.splitlines()[1:-1]
        assert all(visible(line) <= columns for line in drawn), drawn
        assert "\x1b[" in shown
        assert "prices" in shown or columns == 20


def test_a_terminal_without_colours_and_one_without_unicode(folder: Folder) -> None:
    for args in (("show",), ("show", "--gantt")):
        with in_terminal(folder, *args, env={"NO_COLOR": "1"}) as terminal:
            assert "\x1b[" not in terminal.drain()
        plain = folder.call(*args, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
        assert plain.out.isascii()
        assert "margin" in plain.out
        assert "?" not in plain.out
    picture = folder.call("show", "--format", "svg", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert "margin" in texts(picture.out)


def test_a_run_that_goes_on_is_drawn_up_to_now(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    text = SHOP.replace("python_callable=str", "python_callable=__import__('time').sleep, op_args=[60]")
    folder.write("shop.py", text)
    running = folder.start("run", "shop.py", "-q")
    try:
        for _ in range(200):
            record = folder.call("show", "--gantt", "--json")
            if record.code == 0 and any(
                one["task_id"] == "extract.prices" and one["started_at"] for one in json.loads(record.out)["attempts"]
            ):
                break
        line = next(line for line in folder.call("show", "--gantt").out.splitlines() if "extract.prices" in line)
        assert line.startswith("▶")
        assert re.search(r"█ +\d+\.\d+s$", line)
    finally:
        folder.call("cancel")
        running.communicate(timeout=30)
    assert folder.left_behind() == []
