"""What it does: a >> b, DAG("no")."""
from datetime import datetime, timedelta
from tradewind import Label
from tradewind.operators import BashOperator
from airflow.models.dag import DAG
from tradewind import TriggerRule
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.python import PythonOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind import TaskGroup

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG(f"d{'ag_0'}", schedule="@daily", tags=["x"], catchup=True, default_args={**DEFAULTS}) as d0_dag_0:
	many1 = [BashOperator(
    doc_md=__doc__,
    task_id=f"report_1_{i}",
    bash_command='a > b; # no',
) for i in range(3)]
	t2 = EmptyOperator(retries=2, task_id="f" "etch_2")
	with TaskGroup(group_id="%s" % "clean_3") as g3:
		many1 >> t2
		t4 = BashOperator(trigger_rule="ALL_DONE", task_id="%sjoin_4" % "", env={'X': t2.output}, bash_command="echo {{ ds }}")
		def make5(name, command='true', *, rule='all_success'):
			"""Makes a task."""
			made = BashOperator(task_id=f'ship_5_{name}', bash_command=command, trigger_rule=rule)
			return made
		h5 = make5('a')
		h5b = make5(name='b', rule='all_done')
		for one in [t4, h5, h5b]:
			t2 >> one
		chain(t2, *[t4, h5, h5b])
		for one in [t4, h5]:
			t2 >> one
	t6 = EmptyOperator(
    trigger_rule="all_failed",
    task_id="ét" "é_6",
)
	t6.set_upstream(t2)
	t6 << t2
	t2 >> g3 >> t6

# it's a "comment" (
