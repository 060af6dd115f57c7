"""What it does: a >> b, DAG("no")."""
from airflow.operators.python_operator import PythonOperator
from airflow.sdk import DAG
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind.operators.bash import BashOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator
from datetime import datetime, timedelta
from tradewind import TriggerRule
from airflow.utils.task_group import TaskGroup
from tradewind import Label

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

with DAG(dag_id='dag_0',
    catchup=False,
    schedule=timedelta(days=1),
    start_date=datetime(2024, 1, 1),
):
	def make1(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'load_1_{name}', bash_command=command, trigger_rule=rule)
		return made
	h1 = make1('a')
	h1b = make1(name='b', rule='all_done')
	t2 = BashOperator(bash_command="echo {{ ds }}", task_id="join_2", trigger_rule="all_failed"); h1b >> t2
	many3_d = {'k0': BashOperator(bash_command='a > b; # no', task_id='merge_3_0'), 'k1': BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id='merge_3_1',
    trigger_rule=TriggerRule.ALL_DONE,
)}

	many3 = list(many3_d.values())
	h1 \
    >> many3_d['k0']
	h1.set_downstream([h1b])

