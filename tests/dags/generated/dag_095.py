from airflow.operators.python_operator import PythonOperator
from airflow.utils.task_group import TaskGroup
from tradewind import TriggerRule
import datetime as dt
from datetime import datetime, timedelta
from airflow import DAG
from airflow.utils.edgemodifier import Label
from airflow.operators.bash_operator import BashOperator
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
d0_dag_0 = DAG(dag_id='dag_0', tags=['a', 'b'], schedule=timedelta(days=1), start_date=datetime(2024, 1, 1), catchup=True)
def make1(name, command='true', *, rule='all_success'):

    made = BashOperator(task_id=f'report_1_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
    return made
h1 = make1('a')
h1b = make1(name='b', rule='all_done')
