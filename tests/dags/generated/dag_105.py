"""What it does: a >> b, DAG("no")."""
   
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.empty import EmptyOperator
import os
from datetime import datetime, timedelta
from tradewind import Label
from airflow.operators.python_operator import PythonOperator
from airflow.operators.bash_operator import BashOperator
from airflow import DAG
from tradewind import TaskGroup

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
d0_dag_0 = DAG("dag_0", catchup=False, description='it is (a) "test"', default_args=dict(DEFAULTS))
previous = None
for n, (a, b) in zip(range(3), [('x', 1), ('y', 2), ('z', 3)]):
    now = BashOperator(task_id='fetch_1_%s_%d' % (a, b), bash_command='a > b; # no', dag=d0_dag_0)
    if previous is not None:
        previous >> now
    previous = now
many1 = [previous]


