from tradewind import Label
from airflow.operators.python import PythonOperator
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind import TaskGroup
from datetime import datetime, timedelta
from airflow.sdk import DAG
from tradewind.operators.empty import EmptyOperator
import os
from tradewind.operators.bash import BashOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG(dag_id='dag_0',
    schedule=None,
    start_date=datetime(2024, 1, 1),
    description='it is (a) "test"',
)
t1 = BashOperator(task_id='näht_1', bash_command='a > b; # no', dag=d0_dag_0)
t2 = BashOperator(
    bash_command='a > b; # no',
    task_id="ship_2",
    env={'X': t1.output},
    dag=d0_dag_0,
)
def make3(name, command='true', *, rule='all_success'):
	made = BashOperator(task_id=f'ship_3_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
	return made
h3 = make3('a')
h3b = make3(name='b', rule='all_done')
many4 = []
for kind in ('p', 'q', 'r'):
	if kind == 'q':
		continue
	many4 += [BashOperator(
    dag=d0_dag_0,
    bash_command="echo {{ ds }}",
    task_id='load_4_' + kind.upper(),
)]
previous = None
for n, (a, b) in zip(range(3), [('x', 1), ('y', 2), ('z', 3)]):
	now = BashOperator(
    task_id='audit_5_%s_%d' % (a, b),
    dag=d0_dag_0,
    bash_command="""
cat <<X
)
X
""",
)
	if previous is not None:
		previous >> now
	previous = now
many5 = [previous]
t6 = BashOperator(bash_command="echo {{ ds }}", dag=d0_dag_0, task_id=f"split_{'6'}", trigger_rule="all_failed", retries=2)
t7: object = BashOperator(bash_command="echo {{ ds }}", dag=d0_dag_0, task_id="spl" + "it_7")
def make8(name, command='true', *, rule='all_success'):
	made = BashOperator(task_id=f'näht_8_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
	return made
h8 = make8('a')
   
h8b = make8(name='b', rule='all_done')
chain(t2, *[h8b])
h8b.set_upstream(t1)
[h3] >> h8b


