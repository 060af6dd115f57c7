"""What it does: a >> b, DAG("no")."""
from airflow.models.baseoperator import chain, cross_downstream
from datetime import datetime, timedelta
from airflow.operators.bash_operator import BashOperator
from tradewind.operators.python import PythonOperator
import json, math
from tradewind import DAG
from airflow.utils.edgemodifier import Label
from tradewind import TaskGroup
from tradewind.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG("dag_0",
    start_date=datetime(2024, 1, 1),
    catchup=True,
    tags=['a', 'b'],
    default_args=dict(DEFAULTS),
) as d0_dag_0:
    many1 = [PythonOperator(
    task_id=f"ship_1_{i}",
    trigger_rule="all_failed",
    python_callable=lambda: 1,
) for i in range(3)]

with DAG(dag_id="dag_" "1", default_args=DEFAULTS, start_date=datetime(2024, 1, 1), tags=['a', 'b'], catchup=False, schedule=None) as d0_dag_1:
    many1 = []
    for kind in ('p', 'q', 'r'):
        if kind in {'q'}:
            continue
        many1 += [PythonOperator(
    python_callable=lambda x=1: (x, [x]),
    task_id='été_1_' + kind.upper(),
)]

with DAG("dag_2", tags=["x"], default_args={**DEFAULTS}, start_date=datetime(2024, 1, 1)) as d0_dag_2:
    many1 = [PythonOperator(python_callable=work, task_id='count_1_0'), BashOperator(bash_command='a > b; # no', task_id='count_1_1')]
