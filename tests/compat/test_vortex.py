"""The one-file alias `vortex`: alone, beside a real package of that name, and in tradewind's children."""

import subprocess
import sys
import textwrap
import venv
from pathlib import Path

import pytest

import tradewind


def run(code: str, *, cwd: Path, python: str = sys.executable) -> str:
    done = subprocess.run([python, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


SUMMARY = """
from tradewind.authoring.lower import lower
spec = lower(dag)
print([node["id"] for node in spec["nodes"]], [node["empty"] for node in spec["nodes"]], len(spec["edges"]))
print(spec["policy"]["shell"], spec["policy"]["default_timeout"], spec["meta"]["owner"], spec["meta"]["tags"])
"""
AS_VORTEX = "sh 300.0 vortex_team ['example', 'python']"
AS_TRADEWIND = "bash None vortex_team ['example', 'python']"
TASKS = "['start', 'run_script', 'process_data', 'end'] [True, False, False, True] 4"


def test_the_example_under_plain_python(tmp_path, shared_examples):
    source = (shared_examples / "vortex_example.py").read_text()
    assert run(source + SUMMARY, cwd=tmp_path) == f"{TASKS}\n{AS_VORTEX}"


def test_the_example_from_tradewind(tmp_path, shared_examples):
    source = (shared_examples / "vortex_example.py").read_text().replace("vortex import", "tradewind import")
    source = source.replace("from vortex.", "from tradewind.")
    assert run(source + SUMMARY, cwd=tmp_path) == f"{TASKS}\n{AS_TRADEWIND}"


def test_the_example_in_a_child_of_ours(tmp_path, shared_examples):
    source = (shared_examples / "vortex_example.py").read_text()
    install = "from tradewind.compat import install\ninstall('airflow', 'vortex')\n"
    assert run(install + source + SUMMARY, cwd=tmp_path) == f"{TASKS}\n{AS_VORTEX}"


@pytest.mark.parametrize("install", ["", "from tradewind.compat import install; install('vortex')\n"])
def test_names_and_positional_arguments(tmp_path, install):
    code = """
import vortex
from vortex import DAG, BaseOperator, TaskGroup
from vortex import BashOperator as FromTop
from vortex.operators import EmptyOperator
from vortex.operators.bash import BashOperator
from vortex.operators.empty import EmptyOperator
import vortex.operators.python
assert FromTop is BashOperator and issubclass(BashOperator, BaseOperator)
with DAG("d", "words", "@daily", sla_seconds=5) as dag:
    with TaskGroup("g"):
        bash = BashOperator("a", "echo {{ ds }}", execution_timeout=3, pool="default", retries=2)
    python = vortex.operators.python.PythonOperator("b", print, ["x"], {"end": ""})
    bash >> python
assert (bash.task_id, bash.bash_command, bash.pool, bash.retries) == ("g.a", "echo {{ ds }}", "default_pool", 2)
assert (python.op_args, python.op_kwargs, dag.description, dag.sla_seconds) == (["x"], {"end": ""}, "words", 5)
assert dag.max_active_runs == 1
try:
    BashOperator("a", "x", "y")
except TypeError as error:
    assert "BashOperator takes keyword arguments only" in str(error)
else:
    raise AssertionError
"""
    run(install + code, cwd=tmp_path)


def test_a_command_that_ends_like_a_template_file_is_a_command(tmp_path):
    code = """
import sys
from vortex import DAG
from vortex.operators.bash import BashOperator
from tradewind.authoring.attempt import run_operator
from tradewind.authoring.context import Context
open("say.sh", "w").write("echo said")
with DAG("d") as dag:
    task = BashOperator(task_id="t", bash_command="sh ./say.sh")
info = dict(run_id="r", run_type="manual", logical_date=0.0, interval_start=None, interval_end=None, created_at=0.0,
            params={}, map_index=-1, try_number=1, max_tries=1)
print(run_operator(task, Context(dag, task, info, None)).outputs)
"""
    assert run(code, cwd=tmp_path).endswith("{'return_value': 'said'}")


@pytest.fixture
def site(tmp_path):
    """A site-packages folder with tradewind as a wheel leaves it there: the package and `vortex.py` side by side."""
    home = tmp_path / "env"
    venv.create(home, with_pip=False, symlinks=True)
    [folder] = (home / "lib").glob("python*/site-packages")
    package = Path(tradewind.__file__).parent
    (folder / "tradewind").symlink_to(package)
    (folder / "vortex.py").symlink_to(package.parent / "vortex.py")
    return folder


def real_package(site: Path) -> None:
    """A toy wheel of the real VORTEX."""
    (site / "vortex" / "operators").mkdir(parents=True)
    (site / "vortex" / "__init__.py").write_text("DAG = 'real'\n")
    (site / "vortex" / "operators" / "__init__.py").write_text("")
    (site / "vortex" / "operators" / "bash.py").write_text("BashOperator = 'real'\n")


WHICH = "import vortex; from vortex.operators.bash import BashOperator; print(vortex.DAG, BashOperator)"


def test_a_real_package_wins_and_either_side_can_go(site, tmp_path):
    python = str(site.parents[2] / "bin" / "python")
    ours = run(WHICH, cwd=tmp_path, python=python)
    assert "tradewind.compat.vortex.DAG" in ours
    real_package(site)
    assert run(WHICH, cwd=tmp_path, python=python) == "real real"
    in_child = "from tradewind.compat import install; install('vortex'); " + WHICH
    assert run(in_child, cwd=tmp_path, python=python) == ours
    (site / "vortex.py").unlink()
    (site / "tradewind").unlink()
    assert run(WHICH, cwd=tmp_path, python=python) == "real real"


def test_the_alias_outlives_the_real_package(site, tmp_path):
    import shutil

    python = str(site.parents[2] / "bin" / "python")
    real_package(site)
    shutil.rmtree(site / "vortex")
    assert "tradewind.compat.vortex.DAG" in run(WHICH, cwd=tmp_path, python=python)
