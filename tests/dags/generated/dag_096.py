from datetime import datetime, timedelta
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.utils.edgemodifier import Label
from tradewind import DAG
from tradewind.operators import BashOperator
from airflow.utils.task_group import TaskGroup
from airflow.operators.python_operator import PythonOperator
from airflow.operators.empty import EmptyOperator
from tradewind import TriggerRule

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG(dag_id="".join(["dag_0", ""]), schedule=None, tags=["x"], default_args=DEFAULTS, start_date=datetime(2024, 1, 1)) as d0_dag_0:
	t1 = PythonOperator(
    python_callable=lambda x=1: (x, [x]),
    trigger_rule="all_done",
    task_id="été_1",
)
	def make2(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'join_2_{name}', bash_command=command, trigger_rule=rule)
		return made
	h2 = make2('a')
	h2b = make2(name='b', rule='all_done')
	many3 = []
	for kind in ('p', 'q', 'r'):
		if not kind != 'q':
			continue
		many3 += [PythonOperator(task_id='ship_3_' + kind.upper(), python_callable=work)]
   

