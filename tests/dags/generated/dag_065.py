from airflow.utils.task_group import TaskGroup
from tradewind import Label
from airflow.models import DAG
from tradewind.operators.python import PythonOperator
from airflow.operators.bash import BashOperator
import os
import datetime as dt
from datetime import datetime, timedelta
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.dummy import DummyOperator as EmptyOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG(dag_id="dag_0",
    default_args={**DEFAULTS},
) as d0_dag_0:
	t1 = BashOperator(task_id="".join(["merge", "_1"]), bash_command='a > b; # no')

with DAG(dag_id=r"dag_1",
    catchup=False,
    default_args=dict(DEFAULTS),
    schedule=timedelta(days=1),
) as d0_dag_1:
	with TaskGroup("load_1") as g1:
		t2: object = EmptyOperator(
    retry_delay=timedelta(seconds=1),
    task_id="{}t_2".format("repor"),
)


