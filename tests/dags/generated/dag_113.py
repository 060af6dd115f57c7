"""What it does: a >> b, DAG("no")."""
from datetime import datetime, timedelta
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.python_operator import PythonOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.utils.edgemodifier import Label
from airflow.utils.task_group import TaskGroup
from airflow import DAG
import json, math
from tradewind.operators.bash import BashOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

with DAG("dag_0", schedule=None, catchup=True, description='it is (a) "test"', start_date=datetime(2024, 1, 1)):
    def make1(name, command='true', *, rule='all_success'):
        """Makes a task."""
        # it's a "comment" (
        made = BashOperator(task_id=f'été_1_{name}', bash_command=command, trigger_rule=rule)
        return made
    h1 = make1('a')
    h1b = make1(name='b', rule='all_done')
    [h1b] << h1
    h1 \
    >> h1b
    h1.set_downstream([h1b])


