"""Secrets through the real command: kept, delivered, and seen nowhere else."""

from __future__ import annotations

import json
import os
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.command import TRADEWIND, Folder, in_terminal
from e2e.test_gust_runs import keep, nowhere_in_clear

CANARY = 'canary-51f0 "x" \\ ü'
LINES = "canary-first-line\ncanary-second-line"
TREE = '{"user": "canary-user", "list": ["canary-item"]}'

DAGS = """
import json, os, sys
import tradewind
from tradewind import DAG, secrets
from tradewind.operators.bash import BashOperator
from tradewind.operators.python import PythonOperator

def ask():
    value = secrets.get("CANARY")
    tree = secrets.get("TREE")
    print(value, file=sys.stderr)
    print(repr(value), json.dumps(value), secrets.get("LINES"))
    print(tree["user"], tree["list"][0], tree)
    assert "CANARY" not in os.environ
    print("the key:", os.environ.get("TRADEWIND_SECRET_KEY"))
    return "asked"

def from_environment():
    print("mine is", os.environ["CANARY"])

def fails():
    raise ValueError("cannot log in with " + secrets.get("CANARY"))

def leaks():
    return {"deep": ["-" + secrets.get("CANARY") + "-"]}

def leaks_large():
    return secrets.get("CANARY") + "x" * 100_000

def pushes(ti):
    ti.xcom_push("pushed", secrets.get("CANARY"))

with DAG("vault") as dag:
    PythonOperator(task_id="ask", python_callable=ask)
    PythonOperator(task_id="environment", python_callable=from_environment, secrets=["CANARY"])
    BashOperator(task_id="bash", bash_command='echo "$CANARY"; echo "$CANARY" >&2; true; echo no', secrets=["CANARY"])
    BashOperator(task_id="bash_leaks", bash_command='echo "$CANARY"', secrets=["CANARY"])
    for function in (fails, leaks, leaks_large, pushes):
        PythonOperator(task_id=function.__name__, python_callable=function)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    folder = Folder(tmp_path)
    yield folder
    assert folder.left_behind() == []


def test_a_canary_is_nowhere(folder):
    keep(folder, "CANARY", CANARY)
    keep(folder, "LINES", LINES)
    keep(folder, "TREE", TREE, "--type", "json")
    folder.write("dags.py", DAGS)
    done = folder.call("run", "-v", "dags.py")
    shown = done.out + done.err
    for verb in (
        ["logs", "last"],
        ["logs", "last", "--json"],
        ["show", "last", "--json"],
        ["runs", "--json"],
        ["secrets", "list", "--json"],
        ["why", "last"],
    ):
        shown += folder.call(*verb).out
    assert "canary-" not in shown
    assert "mine is ***" in shown
    assert "cannot log in with ***" in shown
    assert "the key: None" in shown
    nowhere_in_clear(folder, CANARY, *LINES.split("\n"), "canary-user", "canary-item")
    tasks = {task["task_id"]: task for task in json.loads(folder.call("show", "last", "--json").out)["tasks"]}
    leaking = {name for name, task in tasks.items() if task["state"] == "failed"} - {"fails"}
    assert leaking == {"leaks", "leaks_large", "pushes", "bash_leaks"}
    assert tasks["leaks"]["error"]["message"].startswith("return_value: it contains the secret CANARY")
    assert tasks["pushes"]["error"]["message"].startswith("pushed: it contains the secret CANARY")


def test_scoping(folder):
    keep(folder, "MINE", "canary-mine", "--dag", "a", "--dag", "b")
    source = """
from tradewind import DAG, secrets
from tradewind.operators.python import PythonOperator
for name in ("a", "c"):
    with DAG(name) as dag:
        PythonOperator(task_id="t", python_callable=lambda: len(secrets.get("MINE")))
"""
    folder.write("dags.py", source)
    assert folder.call("run", "dags.py", "a").code == 0
    assert folder.call("run", "dags.py", "c").code == 1
    assert "no secret 'MINE' for DAG 'c'" in folder.call("show", "last", "--json").out


def test_list_and_remove(folder):
    keep(folder, "ONE", "x")
    keep(folder, "TWO", "[1]", "--type", "json")
    assert [(one["name"], one["type"]) for one in json.loads(folder.call("secrets", "list", "--json").out)] == [
        ("ONE", "string"),
        ("TWO", "json"),
    ]
    assert folder.call("secrets", "rm", "ONE").code == 0
    assert "TWO" in folder.call("secrets", "list").out
    gone = folder.call("secrets", "rm", "ONE")
    assert gone.code == 2
    assert "no secret ONE" in gone.err


def test_a_value_on_the_command_line_is_refused_and_not_repeated(folder):
    done = folder.call("secrets", "set", "NAME", "canary-argv")
    assert done.code == 2
    assert "canary-argv" not in done.out + done.err


@pytest.mark.parametrize(
    ("name", "value", "options", "said"),
    [
        ("lower", b"x", [], "'lower' is no name for a secret"),
        ("NAME", b"", [], "secret NAME has no value"),
        ("NAME", b"\xff", [], "is no UTF-8 text"),
        ("NAME", b"{", ["--type", "json"], "is no JSON"),
        ("NAME", b"x" * 70_000, [], "larger than 64 KiB"),
    ],
)
def test_values_that_are_refused(folder, name, value, options, said):
    command = [TRADEWIND, "secrets", "set", name, *options]
    done = subprocess.run(command, input=value, capture_output=True, cwd=folder.path, env=folder.env, check=False)
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_a_prompt_shows_nothing(folder):
    with in_terminal(folder, "secrets", "set", "TYPED") as terminal:
        for _ in range(2):
            while not terminal.shown.endswith(b": "):
                assert terminal.read()
            terminal.type(b"canary-typed\n")
            terminal.shown += b"|"
        assert "canary" not in terminal.drain()
        assert terminal.wait() == 0
    assert "TYPED" in folder.call("secrets", "list").out


# -- keys --


def delivered(folder: Folder, env: dict[str, str] | None = None) -> bool:
    folder.write(
        "dags.py",
        "from gust import Dag, task, get_secret_by_name\nclass A(Dag):\n    @task\n"
        "    def a(self, ctx): assert get_secret_by_name('NAME')['data']['value'] == 'canary'\n",
    )
    return folder.call("run", "dags.py", env=env).code == 0


def test_the_key_file_is_the_owners_alone(folder):
    keep(folder, "NAME", "canary")
    key = folder.path / ".tradewind" / "secret.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert delivered(folder)
    key.chmod(0o640)
    assert not delivered(folder)
    assert "can be read by others" in folder.call("show", "last", "--json").out


def test_rotation_of_the_key_file(folder):
    keep(folder, "NAME", "canary")
    key = folder.path / ".tradewind" / "secret.key"
    before, listed = key.read_text(), folder.call("secrets", "list", "--json").out
    assert folder.call("secrets", "rotate").code == 0
    assert key.read_text() != before
    assert len(key.read_text().split()) == 1
    assert folder.call("secrets", "list", "--json").out != listed
    assert delivered(folder)


def test_rotation_of_keys_in_the_environment(folder):
    old, new = (b64encode(os.urandom(32)).decode() for _ in range(2))
    subprocess.run(
        [TRADEWIND, "secrets", "set", "NAME"], input=b"canary", cwd=folder.path, check=True, capture_output=True,
        env=folder.env | {"TRADEWIND_SECRET_KEY": old},
    )  # fmt: skip
    assert not (folder.path / ".tradewind" / "secret.key").exists()
    assert not delivered(folder, {"TRADEWIND_SECRET_KEY": new})
    assert delivered(folder, {"TRADEWIND_SECRET_KEY": f"{new},{old}"})
    assert folder.call("secrets", "rotate", env={"TRADEWIND_SECRET_KEY": f"{new},{old}"}).code == 0
    assert delivered(folder, {"TRADEWIND_SECRET_KEY": new})
    assert not delivered(folder, {"TRADEWIND_SECRET_KEY": old})


def test_a_key_that_is_none(folder):
    done = folder.call("secrets", "list", env={"TRADEWIND_SECRET_KEY": "short"})
    assert done.code == 0  # listing needs no key
    keep(folder, "NAME", "canary")
    assert not delivered(folder, {"TRADEWIND_SECRET_KEY": "short"})
    assert "TRADEWIND_SECRET_KEY holds no key of 32 bytes" in folder.call("show", "last", "--json").out
