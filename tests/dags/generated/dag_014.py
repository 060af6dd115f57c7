"""What it does: a >> b, DAG("no")."""
import datetime as dt
from datetime import datetime, timedelta
import os
from tradewind.operators.empty import EmptyOperator
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.bash_operator import BashOperator
from tradewind import TaskGroup
from airflow.utils.edgemodifier import Label
from airflow.operators.python import PythonOperator
from airflow.models.dag import DAG

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
d0_dag_0 = DAG("%sg_0" % "da", start_date=datetime(2024, 1, 1))
many1 = []
for i, word in enumerate(['a']):
	many1.append(EmptyOperator(dag=d0_dag_0, task_id=f"fetch_1_{word}_{i:02d}"))

d0_dag_1 = DAG('dag_1',
    catchup=False,
)
   
previous = None
for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
	now = BashOperator(retries=2, dag=d0_dag_1, bash_command='a > b; # no', task_id='été_1_%s_%d' % (a, b))
	if previous is not None:
		previous >> now
	previous = now
many1 = [previous]

