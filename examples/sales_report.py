"""A year of raw orders becomes a report: fetch, clean, sum up two ways at once, check, write.

    tradewind run examples/sales_report.py
    tradewind run examples/sales_report.py --param folder=elsewhere

`data/orders.csv` has the faults of real exports: doubled rows, two date formats, decimal commas, stray currency codes,
regions in any case, quantities that aren't numbers. The first download always breaks, so a retry is part of the show.
"""

import csv
import shutil
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

from tradewind import DAG, TaskGroup
from tradewind.operators.bash import BashOperator
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import PythonOperator

SOURCE = Path(__file__).parent / "data" / "orders.csv"
REGIONS = {"north", "south", "east", "west"}


def fetch(ti, params):
    """Copy the export to where we work. The line is bad: the first try is always cut off."""
    folder = Path(params["folder"]).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if ti.try_number == 1:
        raise ConnectionError("the download was cut off after 64 KiB")
    return shutil.copy(SOURCE, folder / "orders.csv")


def clean(path):
    """Keep what can be understood, once; say why the rest was dropped."""
    kept, dropped, seen = [], Counter(), set()
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            if row["order_id"] in seen:
                dropped["doubled"] += 1
                continue
            seen.add(row["order_id"])
            region = row["region"].strip().lower()
            if region not in REGIONS:
                dropped["no region"] += 1
                continue
            try:
                quantity = int(row["quantity"])
                price = Decimal(row["unit_price"].removeprefix("EUR ").replace(",", "."))
            except (ValueError, InvalidOperation):
                dropped["no number"] += 1
                continue
            pattern = "%d/%m/%Y" if "/" in row["ordered_on"] else "%Y-%m-%d"
            month = datetime.strptime(row["ordered_on"], pattern).strftime("%Y-%m")
            kept.append((row["order_id"], month, region, row["product"], quantity * price))
    target = Path(path).with_name("clean.csv")
    with open(target, "w", newline="") as file:
        csv.writer(file).writerows([("order_id", "month", "region", "product", "revenue"), *kept])
    print(f"kept {len(kept)} orders, dropped {dict(dropped)}")
    return {"path": str(target), "kept": len(kept), "dropped": dict(dropped)}


def revenue_by(column, ti):
    """Sum the revenue of each value of a column."""
    sums = defaultdict(Decimal)
    with open(ti.xcom_pull(task_ids="clean")["path"], newline="") as file:
        for row in csv.DictReader(file):
            sums[row[column]] += Decimal(row["revenue"])
    return dict(sorted(sums.items()))


def check(lines, ti):
    """Every line of the export is accounted for, and both sums agree."""
    cleaned, by_region, by_month = ti.xcom_pull(task_ids=["clean", "totals.by_region", "totals.by_month"])
    accounted = cleaned["kept"] + sum(cleaned["dropped"].values())
    if accounted != int(lines) - 1:
        raise ValueError(f"{lines} lines with the header, but {accounted} orders accounted for")
    if sum(by_region.values()) != sum(by_month.values()):
        raise ValueError("the sums by region and by month differ")


def report(ti, params):
    """Write it down."""
    cleaned, by_region, by_month = ti.xcom_pull(task_ids=["clean", "totals.by_region", "totals.by_month"])
    total, best = sum(by_region.values()), max(by_month.values())
    lines = [f"# Sales {min(by_month)} to {max(by_month)}", "", f"{total:,.2f} EUR from {cleaned['kept']} orders", ""]
    lines += [f"{name:<8}{revenue:>14,.2f}  {revenue / total:>4.0%}" for name, revenue in by_region.items()]
    lines += [
        "",
        *(f"{name:<8}{revenue:>14,.2f}  {'#' * int(20 * revenue / best)}" for name, revenue in by_month.items()),
    ]
    lines += ["", "Left out: " + ", ".join(f"{count} {why}" for why, count in sorted(cleaned["dropped"].items()))]
    target = Path(params["folder"]).absolute() / "report.md"
    target.write_text("\n".join(lines) + "\n")
    return str(target)


with DAG(
    "sales_report",
    description="A year of raw orders becomes a report",
    schedule="0 6 * * MON",
    start_date=datetime(2025, 1, 1, tzinfo=UTC),
    params={"folder": "sales-report"},
    default_args={"retries": 2, "retry_delay": timedelta(milliseconds=200)},
    tags=["example"],
) as dag:
    start = EmptyOperator(task_id="start")
    download = PythonOperator(task_id="fetch", python_callable=fetch)
    count = BashOperator(task_id="count_lines", bash_command="wc -l < '{{ ti.xcom_pull(task_ids=\"fetch\") }}'")
    tidy = PythonOperator(task_id="clean", python_callable=clean, op_args=[download.output])
    with TaskGroup("totals") as totals:
        for column in ("region", "month"):
            PythonOperator(task_id=f"by_{column}", python_callable=revenue_by, op_kwargs={"column": column})
    verify = PythonOperator(task_id="check", python_callable=check, op_kwargs={"lines": count.output})
    write = PythonOperator(task_id="report", python_callable=report)
    show = BashOperator(task_id="show", bash_command="cat '{{ ti.xcom_pull(task_ids=\"report\") }}'")

    start >> download >> [count, tidy]
    tidy >> totals >> verify
    [count, verify] >> write >> show
