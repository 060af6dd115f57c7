"""The shipped example: its report against numbers computed another way, and its retry."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tradewind.stores import open_store


@pytest.fixture(scope="module")
def report(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run in an empty folder."""
    folder = tmp_path_factory.mktemp("report")
    run(checkout, folder)
    return folder / "sales-report" / "report.md"


def run(checkout: Path, folder: Path) -> None:
    command = Path(sys.executable).with_name("tradewind")
    example = checkout / "examples" / "sales_report.py"
    done = subprocess.run([command, "run", example], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def expected(checkout: Path) -> tuple[dict[str, int], dict[str, int], int]:
    """(cents by region, cents by month, orders), from the raw text by patterns and whole numbers alone."""
    day = r"(?P<y>\d{4})-(?P<m>\d\d)-\d\d|\d\d/(?P<m2>\d\d)/(?P<y2>\d{4})"
    product = r'(?:"[^"]*"|[^,"]*)'
    price = r'"?(?:EUR )?(?P<whole>\d+)[.,](?P<cents>\d\d)"?'
    line = re.compile(
        rf"(?P<id>\d{{6}}),(?:{day}),(?P<region>north|south|east|west) ?,{product},(?P<quantity>-?\d+),{price}",
        re.IGNORECASE,
    )
    regions: dict[str, int] = {}
    months: dict[str, int] = {}
    seen: set[str] = set()
    lines = (checkout / "examples" / "data" / "orders.csv").read_text().splitlines()[1:]
    for text in lines:
        found = line.fullmatch(text)
        if found is None or found["id"] in seen:
            continue
        seen.add(found["id"])
        cents = int(found["quantity"]) * int(found["whole"] + found["cents"])
        month = f"{found['y'] or found['y2']}-{found['m'] or found['m2']}"
        for sums, key in ((regions, found["region"].lower()), (months, month)):
            sums[key] = sums.get(key, 0) + cents
    return regions, months, len(seen)


def test_report_agrees_with_an_independent_sum(checkout: Path, report: Path) -> None:
    regions, months, orders = expected(checkout)
    text = report.read_text()
    sums = re.findall(r"^(\S+) +([\d,]+\.\d\d)  ", text, re.MULTILINE)
    said = {name: int(re.sub("[.,]", "", amount)) for name, amount in sums}
    assert said == regions | months
    assert len(months) == 12
    total = re.search(r"^([\d,.]+) EUR from (\d+) orders$", text, re.MULTILINE)
    assert total
    assert int(re.sub("[.,]", "", total[1])) == sum(regions.values()) == sum(months.values())
    assert int(total[2]) == orders


def test_every_line_is_accounted_for(checkout: Path, report: Path) -> None:
    _, _, orders = expected(checkout)
    left_out = re.search(r"^Left out: (.*)$", report.read_text(), re.MULTILINE)
    assert left_out
    dropped = sum(map(int, re.findall(r"\d+", left_out[1])))
    assert orders + dropped == len((checkout / "examples" / "data" / "orders.csv").read_text().splitlines()) - 1


def test_the_retry_really_happened(report: Path) -> None:
    store = open_store(report.parents[1] / ".tradewind")
    try:
        (run,) = store.runs()
        assert run.state == "success"
        outcomes: dict[str, list[str | None]] = {}
        for attempt in store.attempts(run.run):
            outcomes.setdefault(attempt.task_id, []).append(attempt.outcome)
    finally:
        store.close()
    assert outcomes.pop("fetch") == ["failed", "success"]
    tasks = {"count_lines", "clean", "totals.by_region", "totals.by_month", "check", "report", "show"}
    assert {key: outcomes.get(key) for key in tasks} == {key: ["success"] for key in tasks}
