from tradewind import TaskGroup
from datetime import datetime, timedelta
from airflow.operators.empty import EmptyOperator
from airflow.operators.bash_operator import BashOperator
from tradewind.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label
from tradewind import (
    chain,
    cross_downstream,
)
import json, math
from tradewind import DAG


def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG(dag_id=r"dag_0",
    catchup=True,
    tags=['a', 'b'],
    default_args=DEFAULTS,
    start_date=datetime(2024, 1, 1),
    schedule=None,
):
    many1 = [BashOperator(task_id=f"ship_1_{i}", bash_command="echo {{ ds }}") for i in range(3)]

d0_dag_1 = DAG(dag_id="dag_1", default_args=DEFAULTS)
many1 = [BashOperator(task_id=f"report_1_{i}", dag=d0_dag_1, bash_command='a > b; # no') for i in range(1)]
t2: object = EmptyOperator(
    task_id='ship_2',
    trigger_rule="one_success",
    dag=d0_dag_1,
    retry_delay=timedelta(seconds=1),
)
t2 >> many1

d0_dag_2 = DAG("{}2".format("dag_"), catchup=True, start_date=datetime(2024, 1, 1))
t1 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id='join_1', dag=d0_dag_2)
many2 = []
for kind in ('p', 'q', 'r'):
    if not kind != 'q':
        continue
    many2 += [EmptyOperator(task_id='join_2_' + kind.upper(), dag=d0_dag_2)]
many2 >> t1
t1 >> many2
t1 >> many2
