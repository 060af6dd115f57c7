'''Several

lines with "quotes" and 'more'.
'''
from tradewind.operators.bash import BashOperator
from tradewind import DAG
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.utils.edgemodifier import Label
import datetime as dt
from datetime import datetime, timedelta
from tradewind.operators.python import PythonOperator
from airflow.operators.empty import EmptyOperator
from tradewind import TaskGroup
from tradewind import TriggerRule

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
with DAG(dag_id="dag_0",
    tags=['a', 'b'],
    start_date=datetime(2024, 1, 1),
):
	t1 = BashOperator(bash_command='a > b; # no', task_id="{}".format("clean_1"))
	t2 = EmptyOperator(trigger_rule="dummy", task_id="" + "count_2")
	previous = None
	for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
		now = BashOperator(task_id='fetch_3_%s_%d' % (a, b), bash_command="echo {{ ds }}")
		if previous is not None:
			previous >> now
		previous = now
	many3 = [previous]
	t2 << [t1]
	(
    t1
    >> t2
)
	t1 >> t2

with DAG(dag_id="dag_1",
    schedule=timedelta(days=1),
    start_date=datetime(2024, 1, 1),
    default_args=dict(DEFAULTS),
    tags=['a', 'b'],
) as d0_dag_1:
	t1 = PythonOperator(
    python_callable=lambda: 1,
    task_id="{}count_1".format(""),
)
	t2 = EmptyOperator(trigger_rule="none_failed", retries=2, task_id="" "audit_2")
	t3 = BashOperator(task_id="count_3", bash_command="echo {{ ds }}", pool='p')
