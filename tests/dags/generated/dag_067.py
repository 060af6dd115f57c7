from airflow.providers.standard.operators.bash import BashOperator
from airflow import DAG
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.utils.edgemodifier import Label
from tradewind import TaskGroup
from tradewind import TriggerRule
from airflow.operators.dummy import DummyOperator as EmptyOperator
from datetime import datetime, timedelta
from airflow.operators.python_operator import PythonOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG("{x}ag_0".format(x="d"),
    catchup=False,
    default_args={**DEFAULTS},
    schedule="@daily",
    start_date=datetime(2024, 1, 1),
) as d0_dag_0:
    t1 = BashOperator(bash_command='a > b; # no', task_id="merge_" + "1")
    t2 = BashOperator(bash_command="echo {{ ds }}", task_id=r"clean_2", trigger_rule="none_failed_or_skipped")
    t3 = PythonOperator(python_callable=work, task_id="{}an_3".format("cle")); t2 >> t3
    for one in [t2, t3]:
        t1 >> one

with DAG("{}_1".format("dag"), start_date=datetime(2024, 1, 1), catchup=True, default_args=dict(DEFAULTS), schedule_interval='0 3 * * *') as d0_dag_1:
    many1 = [PythonOperator(
    doc_md=__doc__,
    python_callable=lambda: 1,
    task_id='report_1_0',
)]
    t2 = PythonOperator(task_id="{}lit_2".format("sp"), python_callable=work)
    t3 = BashOperator(
    task_id="{}3".format("report_"),
    bash_command="""
cat <<X
)
X
""",
); t2 >> t3
    t3 << t2
    t3 << [t2]
    t2.set_downstream([t3])

