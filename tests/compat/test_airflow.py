"""Airflow's import paths through the finder. Each case is a program of its own: the finder changes what is imported."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tradewind.compat.airflow import TABLE
from tradewind.compat.finder import resolve


def run(code: str, tmp_path: Path, *, install: str = "airflow") -> str:
    """What a program prints, with the stand-ins installed."""
    file = tmp_path / "program.py"
    file.write_text(f"from tradewind.compat import install\ninstall({install!r})\n" + textwrap.dedent(code))
    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return done.stdout


IMPORTS = [
    "from airflow import DAG",
    "from airflow import DAG, models",
    "import airflow.models.dag",
    "from airflow.models import DAG, BaseOperator, Param, XComArg, TaskInstance, DagRun",
    "from airflow.models.baseoperator import BaseOperator, chain, cross_downstream",
    "from airflow.models.param import Param",
    "from airflow.models.xcom_arg import XComArg",
    "from airflow.operators import bash, python",
    "from airflow.operators.bash_operator import BashOperator",
    "from airflow.operators.python_operator import PythonOperator, BranchPythonOperator",
    "from airflow.operators.dummy_operator import DummyOperator",
    "from airflow.operators.bash import BashOperator",
    "from airflow.operators.python import PythonOperator, ShortCircuitOperator, get_current_context",
    "from airflow.operators.dummy import DummyOperator",
    "from airflow.operators.empty import EmptyOperator",
    "from airflow.operators import BashOperator, PythonOperator, DummyOperator",
    "from airflow.providers.standard.operators.bash import BashOperator",
    "from airflow.providers.standard.operators.python import PythonOperator",
    "from airflow.providers.standard.operators.empty import EmptyOperator",
    "from airflow.sdk import DAG, BaseOperator, Label, Param, TaskGroup, TriggerRule, XComArg, chain",
    "from airflow.sdk import get_current_context",
    "from airflow.sdk.bases.operator import BaseOperator",
    "from airflow.utils.dates import days_ago; assert days_ago(1).tzinfo",
    "from airflow.utils import timezone; assert timezone.datetime(2024, 1, 2).hour == 0 and timezone.utcnow()",
    "from airflow.utils.edgemodifier import Label",
    "from airflow.utils.helpers import chain",
    "from airflow.utils.state import State, DagRunState; assert State.SUCCESS == DagRunState.SUCCESS == 'success'",
    "from airflow.utils.task_group import TaskGroup",
    "from airflow.utils.trigger_rule import TriggerRule; assert TriggerRule.ALL_DONE == 'all_done'",
    "from airflow.utils.weight_rule import WeightRule",
    "from airflow.exceptions import AirflowException, AirflowSkipException, AirflowFailException",
    "from airflow.version import version; assert version.startswith('3.')",
    "from airflow import __version__; import airflow; assert airflow.__version__ == __version__",
    "import airflow.utils.dates, airflow.macros; assert airflow.macros.ds_add('2024-01-01', 1) == '2024-01-02'",
]


def test_what_can_be_imported(tmp_path):
    run("\n".join(IMPORTS), tmp_path)


def test_every_target_of_the_table_exists():
    for names in TABLE.values():
        for target in names.values():
            if target.partition(".")[0] == "tradewind":
                assert resolve(target) is not None


def test_one_class_under_all_paths(tmp_path):
    code = """
        import airflow.models.baseoperator, airflow.sdk, airflow.operators.python_operator
        from airflow import DAG, models
        from airflow.providers.standard.operators.python import PythonOperator
        import tradewind
        assert DAG is models.DAG is airflow.sdk.DAG is tradewind.DAG
        assert airflow.models.baseoperator.BaseOperator is airflow.sdk.BaseOperator is tradewind.BaseOperator
        assert airflow.operators.python_operator.PythonOperator is PythonOperator
    """
    run(code, tmp_path)


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        (
            "from airflow.providers.amazon.aws.operators.s3 import S3ListOperator",
            "tradewind's airflow stand-in has no airflow.providers.amazon.aws.operators.s3",
        ),
        (
            "from airflow.operators.python import PythonVirtualenvOperator",
            "tradewind's airflow stand-in has no airflow.operators.python.PythonVirtualenvOperator",
        ),
        (
            "from airflow.sdk import BashOperator",
            "tradewind's airflow stand-in has no airflow.sdk.BashOperator; it has airflow.operators.BashOperator",
        ),
        (
            "import airflow.operators.bsah",
            "tradewind's airflow stand-in has no airflow.operators.bsah; did you mean 'airflow.operators.bash'?",
        ),
    ],
)
def test_what_is_missing_is_named(tmp_path, statement, text):
    code = f"""
        try:
            {statement}
        except ImportError as error:
            print(error)
    """
    assert run(code, tmp_path).strip().startswith(text)


def test_probing_imports_fall_back(tmp_path):
    code = """
        try:
            from airflow.nothing import DAG
        except ModuleNotFoundError:
            from airflow.sdk import DAG
        import airflow
        assert not hasattr(airflow, "__path_of_nobody__")
    """
    run(code, tmp_path)


def test_the_finder_goes_before_a_real_airflow(tmp_path):
    real = tmp_path / "airflow"
    real.mkdir()
    (real / "__init__.py").write_text("DAG = 'the real one'\n")
    code = """
        import sys
        from airflow import DAG
        assert isinstance(DAG, type)
        install("airflow")
        assert len([one for one in sys.meta_path if type(one).__name__ == "AliasFinder"]) == 1
        from tradewind.compat import uninstall
        uninstall("airflow")
        from airflow import DAG
        print(DAG)
    """
    assert run(code, tmp_path).strip() == "the real one"


def test_an_airflow_file_of_each_age(tmp_path):
    code = """
        from datetime import timedelta
        from airflow import DAG
        from airflow.models import BaseOperator
        from airflow.operators.bash_operator import BashOperator
        from airflow.operators.dummy_operator import DummyOperator
        from airflow.operators.python_operator import PythonOperator
        from airflow.utils.dates import days_ago
        from airflow.utils.decorators import apply_defaults

        class Old(BaseOperator):
            @apply_defaults
            def __init__(self, my_param, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.my_param = my_param

            def execute(self, context):
                return self.my_param

        default_args = {
            "owner": "airflow", "depends_on_past": False, "start_date": days_ago(2), "email": ["a@b.example"],
            "email_on_failure": False, "email_on_retry": False, "retries": 1, "retry_delay": timedelta(minutes=5),
            "provide_context": True,
        }
        dag = DAG("old", default_args=default_args, schedule_interval=timedelta(days=1), concurrency=4)
        t1 = BashOperator(task_id="print_date", bash_command="date", dag=dag)
        t2 = PythonOperator(task_id="python", python_callable=print, provide_context=True, dag=dag)
        t3 = Old(task_id="old", my_param=1, dag=dag)
        t2.set_upstream(t1)
        t1 >> [DummyOperator(task_id="end", dag=dag), t3]
        from tradewind.authoring.lower import lower
        spec = lower(dag)
        print(len(spec["nodes"]), len(spec["edges"]), spec["max_active_tasks"], t1.retries, t3.my_param)
    """
    assert run(code, tmp_path).split() == ["4", "3", "4", "1", "1"]


AIRFLOW_PATHS = {
    "1.10": ("bash_operator", "python_operator", "dummy_operator"),
    "2": ("bash", "python", "dummy"),
    "3": ("bash", "python", "empty"),
}


@pytest.mark.parametrize("age", AIRFLOW_PATHS)
def test_the_vortex_example_as_an_airflow_file(tmp_path, shared_examples, age):
    source = (shared_examples / "vortex_example.py").read_text()
    bash, python, dummy = AIRFLOW_PATHS[age]
    home = "airflow.providers.standard.operators" if age == "3" else "airflow.operators"
    source = source.replace("from vortex import", "from airflow import")
    source = source.replace("vortex.operators.bash", f"{home}.{bash}").replace(
        "vortex.operators.python", f"{home}.{python}"
    )
    source = source.replace("vortex.operators.dummy", f"{home}.{dummy}")
    if age == "3":
        source = source.replace("DummyOperator", "EmptyOperator")
    assert "vortex." not in source
    code = source + (
        "\nfrom tradewind.authoring.lower import lower\n"
        "spec = lower(dag)\n"
        "print([node['id'] for node in spec['nodes']], len(spec['edges']), spec['policy']['shell'])\n"
    )
    assert run(code, tmp_path).strip() == "['start', 'run_script', 'process_data', 'end'] 4 bash"
