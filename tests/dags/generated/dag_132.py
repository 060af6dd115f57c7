import json, math
from airflow.operators.python import PythonOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator
from datetime import datetime, timedelta
from airflow.models import DAG
from tradewind import Label
from tradewind import TaskGroup
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.bash_operator import BashOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
d0_dag_0 = DAG(dag_id="{x}_0".format(x="dag"),
    catchup=False,
    default_args=dict(DEFAULTS),
)
t1 = BashOperator(dag=d0_dag_0, task_id="" + "audit_1", bash_command='a > b; # no')
def make2(name, command='true', *, rule='all_success'):
	made = BashOperator(task_id=f'clean_2_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
	return made
h2 = make2('a')
h2b = make2(name='b', rule='all_done')
(
    t1
    >> h2b
)


