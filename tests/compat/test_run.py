"""The VORTEX example through `tradewind run`: verbatim, from tradewind, and as Airflow's files of each age."""

import json
import subprocess
import sys

import pytest

HOMES = {
    "verbatim": {},
    "tradewind": {"from vortex": "from tradewind"},
    "airflow 1.10": {
        "from vortex import": "from airflow import",
        "vortex.operators.bash": "airflow.operators.bash_operator",
        "vortex.operators.python": "airflow.operators.python_operator",
        "vortex.operators.dummy": "airflow.operators.dummy_operator",
    },
    "airflow 2": {"from vortex": "from airflow"},
    "airflow 3": {
        "from vortex import": "from airflow.sdk import",
        "vortex.operators.dummy": "airflow.providers.standard.operators.empty",
        "vortex.operators": "airflow.providers.standard.operators",
        "DummyOperator": "EmptyOperator",
    },
}


@pytest.mark.parametrize("executor", ["process", "inline"])
@pytest.mark.parametrize("age", HOMES)
def test_it_runs_to_success(tmp_path, shared_examples, age, executor):
    source = (shared_examples / "vortex_example.py").read_text()
    for old, new in HOMES[age].items():
        assert old in source
        source = source.replace(old, new)
    (tmp_path / "example.py").write_text(source)
    command = [sys.executable, "-m", "tradewind", "run", "example.py", "--executor", executor, "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    run = json.loads(done.stdout)
    assert run["state"] == "success"
    logs = [sys.executable, "-m", "tradewind", "logs", "last", "process_data"]
    said = subprocess.run(logs, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "Executing custom logic!" in said
