"""What it does: a >> b, DAG("no")."""
from tradewind.operators.bash import BashOperator
from tradewind import (
    chain,
    cross_downstream,
)
from datetime import datetime, timedelta
from tradewind.operators.python import PythonOperator
from airflow.utils.task_group import TaskGroup
from tradewind import Label
from airflow.operators.empty import EmptyOperator
import os
from airflow.models.dag import DAG

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG(dag_id=r"dag_0", start_date=datetime(2024, 1, 1), schedule=None, tags=['a', 'b'])
previous = None
# it's a "comment" (
for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
	now = BashOperator(task_id='été_1_%s_%d' % (a, b), bash_command="""
cat <<X
)
X
""", dag=d0_dag_0)
	if previous is not None:
		previous >> now
	previous = now
many1 = [previous]
many2 = [PythonOperator(task_id=f"näht_2_{i}", retries=2, dag=d0_dag_0, python_callable=lambda: 1) for i in range(3)]
t3 = BashOperator(task_id="merg" "e_3", dag=d0_dag_0, bash_command="""
cat <<X
)
X
""", trigger_rule="one_success")
t3 >> many2
def make4(name, command='true', *, rule='all_success'):
	made = BashOperator(task_id=f'clean_4_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
	return made
h4 = make4('a')
h4b = make4(name='b', rule='all_done')
cross_downstream([t3], [h4, h4b])
t3 >> [h4, h4b]
h4b << [t3]
