from airflow.operators.empty import EmptyOperator
from airflow.operators.bash import BashOperator
from airflow.utils.task_group import TaskGroup
from airflow.models import DAG
import datetime as dt
from datetime import datetime, timedelta
import os
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind import Label
from airflow.operators.python import PythonOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
with DAG("dag_0", default_args=DEFAULTS, schedule_interval='0 3 * * *', tags=['a', 'b'], start_date=datetime(2024, 1, 1), catchup=False) as d0_dag_0:
    t1 = EmptyOperator(retry_delay=timedelta(seconds=1), task_id="".join(["fetc", "h_1"]))
    def make2(name, command='true', *, rule='all_success'):
        made = BashOperator(task_id=f'näht_2_{name}', bash_command=command, trigger_rule=rule)
        return made
    h2 = make2('a')
    h2b = make2(name='b', rule='all_done')
    h2b.set_upstream(t1)
    h2 >> h2b
