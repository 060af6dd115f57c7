"""User-style programs under `mypy --strict` and pyright: what must be accepted, and what must be refused, line by line.

The checkers run as a user's would, from a folder of their own and against the installed package.
"""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tradewind.authoring.generic
from tradewind import BaseOperator
from tradewind.operators.python import PythonOperator

PROGRAMS = Path(__file__).parent / "programs"
BIN = Path(sys.executable).parent
PYRIGHT = {
    "typeCheckingMode": "strict",
    "pythonVersion": "3.11",
    "reportUnusedExpression": False,  # `a >> b` is a statement in DAG files
    "reportUnusedVariable": False,
}

Complaints = dict[str, dict[int, str]]
"""By program and line what a checker says."""


def mypy(folder: Path) -> Complaints:
    command = [BIN / "mypy", "--strict", "--python-version", "3.11", "--python-executable", sys.executable]
    done = subprocess.run(
        [*command, "--cache-dir", folder / "cache", "--hide-error-context", *sorted(PROGRAMS.glob("*.py"))],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found: Complaints = {}
    for name, line, text in re.findall(r"^.*?([^/\n]+\.py):(\d+): error: (.*)$", done.stdout, re.MULTILINE):
        found.setdefault(name, {}).setdefault(int(line), text)
    return found


def pyright(folder: Path) -> Complaints:
    folder.joinpath("pyrightconfig.json").write_text(json.dumps({**PYRIGHT, "include": [str(PROGRAMS)]}))
    command = [BIN / "basedpyright", "--outputjson", "--pythonpath", sys.executable, "--project", folder]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == len(list(PROGRAMS.glob("*.py")))
    found: Complaints = {}
    for one in report["generalDiagnostics"]:
        if one["severity"] == "error":
            line = one["range"]["start"]["line"] + 1
            found.setdefault(Path(one["file"]).name, {}).setdefault(line, one["message"])
    return found


@pytest.mark.parametrize("checker", [mypy, pyright])
def test_what_is_right_passes_and_what_is_wrong_does_not(checker, tmp_path: Path) -> None:
    found = checker(tmp_path)
    refused = found.pop("refused.py")
    assert found == {}
    lines = (PROGRAMS / "refused.py").read_text().splitlines()
    assert set(refused) == {number for number, line in enumerate(lines, 1) if line.endswith("# refused")}, refused


@pytest.mark.parametrize("program", ["outputs", "workbench"])
def test_programs_do_run(program: str) -> None:
    """What checkers see is what there is: the same files are imported."""
    done = subprocess.run(
        [sys.executable, "-c", f"import runpy; runpy.run_path({str(PROGRAMS / program)!r} + '.py')"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_arguments_of_operators_are_those_of_the_base() -> None:
    """`TaskArguments` is for type checkers only, so nothing but this keeps it the same as the signature."""
    assert tradewind.authoring.generic.__file__ is not None
    tree = ast.parse(Path(tradewind.authoring.generic.__file__).read_text())
    known = next(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == "TaskArguments")
    fields = {one.target.id: ast.unparse(one.annotation) for one in known.body if isinstance(one, ast.AnnAssign)}  # type: ignore[union-attr]
    assert fields.pop("task_id") == "Required[str]"
    taken = dict(BaseOperator.__init__.__annotations__)
    assert (taken.pop("task_id"), taken.pop("return")) == ("str", "None")
    assert fields == taken


def test_types_are_for_checkers_only() -> None:
    assert BaseOperator[int] is BaseOperator
    assert PythonOperator[list[str]] is PythonOperator


def test_what_users_import_is_typed(tmp_path: Path) -> None:
    """pyright's own measure of a typed package, for the modules that programs import: nothing is left to inference."""
    command = [BIN / "basedpyright", "--verifytypes", "tradewind", "--ignoreexternal", "--outputjson"]
    # Only so does it find the package: in this mode it asks the first Python on the path.
    env = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "VIRTUAL_ENV": str(BIN.parent)}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["typeCompleteness"]
    assert found["completenessScore"] > 0.9
    public = r"tradewind\.(\w+|(operators|gust|graph|secrets|states|errors|spec)\..*)"
    unknown = [
        (one["name"], [why["message"] for why in one["diagnostics"]])
        for one in found["symbols"]
        if re.fullmatch(public, one["name"]) and not one["isTypeKnown"]
    ]
    assert unknown == []
