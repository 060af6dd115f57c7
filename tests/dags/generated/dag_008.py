"""What it does: a >> b, DAG("no")."""
from airflow.operators.python_operator import PythonOperator
from airflow.models.baseoperator import chain, cross_downstream
import os
from airflow.utils.edgemodifier import Label
from airflow.operators.bash_operator import BashOperator
from airflow import DAG
from tradewind import TaskGroup
from tradewind.operators.empty import EmptyOperator
import datetime as dt
from datetime import datetime, timedelta

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
with DAG(dag_id=r"dag_0",
    schedule=None,
    start_date=datetime(2024, 1, 1),
    tags=["x"],
) as d0_dag_0:
	t1 = BashOperator(task_id="join_1", bash_command='a > b; # no')
	t2 = BashOperator(env={'X': t1.output}, task_id=r"merge_2", bash_command="echo {{ ds }}")
	t1 >> t2
	with TaskGroup(group_id="" "merge_3", tooltip='some (text)') as g3:
		def make4(name, command='true', *, rule='all_success'):
			made = BashOperator(task_id=f'näht_4_{name}', bash_command=command, trigger_rule=rule)
			return made
		h4 = make4('a')
		h4b = make4(name='b', rule='all_done')
		(
    t1
    >> h4
)
	t5: object = BashOperator(
    bash_command="echo {{ ds }}",
    task_id="%slit_5" % "sp",
)

