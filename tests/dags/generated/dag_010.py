from tradewind import TriggerRule
from airflow import DAG
from datetime import datetime, timedelta
from tradewind.operators.empty import EmptyOperator
from tradewind import TaskGroup
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind import Label
from airflow.operators.bash_operator import BashOperator
from airflow.operators.python import PythonOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

   
with DAG("".join(["dag_0", ""]), start_date=datetime(2024, 1, 1)) as d0_dag_0:
	t1 = BashOperator(bash_command='a > b; # no', task_id='ship_1')
	t2 = PythonOperator(
    python_callable=lambda x=1: (x, [x]),
    task_id='report_2',
)
	chain(t1, *[t2])
	t1 >> (t2,)
	t3: object = BashOperator(env={'X': t1.output}, task_id="".join(["", "clean_3"]), bash_command="echo {{ ds }}")
	with TaskGroup("été_4", prefix_group_id=False) as g4:
		t5 = EmptyOperator(task_id='merge_5')
		with TaskGroup(group_id="".join(["fetch_", "6"])) as g6:
			t7 = BashOperator(task_id='merge_7', bash_command='a > b; # no', doc_md=__doc__)
			chain(t1, *[t2, t3])
			for one in [t5]:
				t1 >> one
			t2 >> (t3, t5,)
	t8 = EmptyOperator(
    task_id="{x}_8".format(x="näht"),
)
	t9 = BashOperator(task_id=r"audit_9", env={'X': t2.output}, bash_command='a > b; # no')
	with TaskGroup("été_10") as g10:

		[t9] << t8
		t3 >> (g4, t8, t9,)
		[t1, t2] >> t9
		t2.set_downstream([t8, t9])
		t9 << [t3, g4, t8]
		t11 = BashOperator(task_id="näht" + "_11", bash_command='a > b; # no')
		t1 >> t2 >> t11
		t1.set_downstream([t3, t11])
		t1 >> [t8, t11]


