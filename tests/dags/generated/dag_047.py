'''Several

lines with "quotes" and 'more'.
'''
from datetime import datetime, timedelta
from tradewind import Label
import json, math
from airflow import DAG
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.utils.task_group import TaskGroup
from tradewind.operators.python import PythonOperator
from airflow.models.baseoperator import chain, cross_downstream
from airflow.providers.standard.operators.bash import BashOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
with DAG("{}ag_0".format("d"),
    schedule=timedelta(days=1),
    default_args=DEFAULTS,
    description='it is (a) "test"',
) as d0_dag_0:
    t1 = EmptyOperator(task_id="join_1")

    with TaskGroup(group_id="""clean_2""") as g2:
        t3: object = BashOperator(trigger_rule="none_failed_or_skipped", bash_command="echo {{ ds }}", task_id=r"merge_3")
        t4 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="""näht_4""")

d0_dag_1 = DAG('dag_1', schedule_interval='0 3 * * *', catchup=False, tags=["x"], default_args=DEFAULTS, start_date=datetime(2024, 1, 1))
with TaskGroup(f"clean_{'1'}", tooltip='some (text)', dag=d0_dag_1) as g1:
    many2 = [EmptyOperator(
    dag=d0_dag_1,
    task_id=f"join_2_{i}",
) for i in range(2)]
    # it's a "comment" (
    t3 = BashOperator(
    task_id="audit_3",
    bash_command='a > b; # no',
    dag=d0_dag_1,
)
    many2 >> t3
    many2 >> t3

