"""`init` and `new`: a folder for DAGs and state, and a first file to change."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from tradewind.cli.formatting import relative
from tradewind.cli.names import FILE
from tradewind.cli.terminal import Terminal
from tradewind.errors import UsageError, store_error

DAGS = "dags"

_OPERATORS = """\
from tradewind import DAG
from tradewind.operators.bash import BashOperator
from tradewind.operators.python import PythonOperator


def count(params):
    print(f"counting {{params['day']}}")
    return {{"rows": 3}}


with DAG("{dag_id}", schedule="@daily", params={{"day": "today"}}) as dag:
    fetch = BashOperator(task_id="fetch", bash_command="echo fetching {{{{ params.day }}}}")
    count = PythonOperator(task_id="count", python_callable=count)
    done = BashOperator(task_id="done", bash_command="echo {{{{ ti.xcom_pull(task_ids='count') }}}}")
    fetch >> count >> done
"""

_CLASS = """\
from tradewind.gust import Dag, get_task_by_name_run, log, task


class {class_name}(Dag):
    @task(downstream=["count"], save=True)
    def fetch(self, ctx):
        return [3, 4]

    @task()
    def count(self, ctx):
        reply = get_task_by_name_run("fetch", ctx["run_id"])
        log({{"rows": len(reply["data"]["result"])}})
"""

STYLES = {"operators": _OPERATORS, "class": _CLASS}


@click.command("init")
@click.argument("folder", default=".", type=FILE)
def init_command(folder: str) -> None:
    """Make a project of FOLDER (default: this one): a place for state and a first DAG. Overwrites nothing."""
    from tradewind.stores.location import FOLDER as STATE
    from tradewind.stores.location import make_folder

    root = Path(folder)
    if root.exists() and not root.is_dir():
        raise UsageError(f"{folder} is a file", fix="name a folder")
    terminal = Terminal(sys.stdout)
    state = root / STATE
    known = state.is_dir()
    make_folder(state)
    terminal.line(f"{state}/  {'is there already' if known else 'will hold state; git leaves it alone'}")
    dags = root / DAGS
    if dags.is_dir() and any(dags.glob("**/*.py")):
        terminal.line(f"{dags}/  is there already → tradewind check {dags}")
        return
    file = dags / "hello.py"
    _write(file, _text("operators", "hello"))
    terminal.line(f"{file}  a first DAG → tradewind run {relative(str(file))}")


@click.command("new")
@click.argument("name")
@click.option("--style", type=click.Choice(sorted(STYLES)), default="operators", show_default=True)
@click.option("--file", type=FILE, help="Default: dags/NAME.py where there is a folder dags, else NAME.py.")
def new_command(name: str, style: str, file: str | None) -> None:
    """Write a small DAG called NAME, ready to run. Overwrites nothing.

    Styles: `operators` with tasks as objects, `class` with tasks as methods.
    """
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise UsageError(
            f"'{name}' can't be the name of a DAG and its file", fix="use letters, digits and _, like daily_report"
        )
    path = Path(file or (f"{DAGS}/{name}.py" if Path(DAGS).is_dir() else f"{name}.py"))
    if path.suffix != ".py":
        raise UsageError(f"{path} is no .py file", fix=f"write --file {path.with_suffix('.py')}")
    _write(path, _text(style, name))
    Terminal(sys.stdout).line(f"{path} → tradewind run {path}")


def _text(style: str, name: str) -> str:
    class_name = "".join(part[:1].upper() + part[1:] for part in name.split("_")) or name
    if not class_name.isidentifier():  # `_1` would become `1`
        class_name = f"_{class_name}"
    return STYLES[style].format(dag_id=name, class_name=class_name)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} is there already", fix="choose another name, or --file") from None
    except OSError as error:
        raise store_error(error, f"{path} can't be written") from error
