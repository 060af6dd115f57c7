'''Several

lines with "quotes" and 'more'.
'''
from airflow.utils.edgemodifier import Label
from tradewind import TriggerRule
from tradewind import (
    chain,
    cross_downstream,
)
import datetime as dt
from datetime import datetime, timedelta
from airflow.sdk import DAG
from airflow.utils.task_group import TaskGroup
from airflow.operators.bash_operator import BashOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.operators.python import PythonOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

with DAG(dag_id="dag_0",
    description='it is (a) "test"',
    catchup=False,
) as d0_dag_0:
	t1 = PythonOperator(python_callable=lambda x=1: (x, [x]), task_id="clean_1")

with DAG(dag_id=r"dag_1",
    start_date=datetime(2024, 1, 1),
    tags=['a', 'b'],
    schedule_interval='0 3 * * *',
) as d0_dag_1:
   
	def make1(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'report_1_{name}', bash_command=command, trigger_rule=rule)
		return made
	h1 = make1('a')
	h1b = make1(name='b', rule='all_done')
	cross_downstream([h1], [h1b])
	[h1b] << h1
