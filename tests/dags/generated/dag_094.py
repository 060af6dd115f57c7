from airflow.operators.python import PythonOperator
from airflow.models.baseoperator import chain, cross_downstream
from airflow.sdk import DAG
import json, math
from airflow.utils.edgemodifier import Label
from tradewind.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
import datetime as dt
from datetime import datetime, timedelta
from tradewind import TaskGroup

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]


DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG(dag_id="%s0" % "dag_", schedule=timedelta(days=1), tags=['a', 'b'], start_date=datetime(2024, 1, 1)):
	def make1(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'split_1_{name}', bash_command=command, trigger_rule=rule)
		return made
	h1 = make1('a')
	h1b = make1(name='b', rule='all_done')
	cross_downstream([h1], [h1b])
	t2 = BashOperator(
    trigger_rule="all_failed",
    task_id="{}plit_2".format("s"),
    bash_command="echo {{ ds }}",
)
	def make3(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'clean_3_{name}', bash_command=command, trigger_rule=rule)
		return made
	h3 = make3('a')
	h3b = make3(name='b', rule='all_done')
	t4 = EmptyOperator(task_id="{x}té_4".format(x="é")); t2 >> t4
	t5 = BashOperator(task_id="%serge_5" % "m", bash_command="""
cat <<X
)
X
""")
	with TaskGroup("rep" + "ort_6", tooltip='some (text)') as g6:
		t7 = EmptyOperator(
    task_id="{x}_7".format(x="count"),
)
		with TaskGroup("""split_8""", prefix_group_id=False) as g8:
			h1 >> h1b >> t2 >> h3
			_ = [h1b >> one for one in [t2, t4, t5]]
			t9 = BashOperator(task_id="".join(["merge", "_9"]), retry_delay=timedelta(seconds=1), bash_command='a > b; # no')
		t10 = BashOperator(
    task_id="""count_10""",
    trigger_rule="all_failed",
    bash_command="echo {{ ds }}",
)
		t10 << t4 << h3
		(
    h1
    >> t4
)
	t11 = PythonOperator(trigger_rule="none_failed", python_callable=lambda: 1, task_id="".join(["join_11", ""]))
	def make12(name, command='true', *, rule='all_success'):
   
		made = BashOperator(task_id=f'merge_12_{name}', bash_command=command, trigger_rule=rule)

		return made
	h12 = make12('a')
	h12b = make12(name='b', rule='all_done')
