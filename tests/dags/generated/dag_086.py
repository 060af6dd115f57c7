'''Several

lines with "quotes" and 'more'.
'''
from tradewind import (
    chain,
    cross_downstream,
)
from datetime import datetime, timedelta
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind import TaskGroup
from airflow.utils.edgemodifier import Label
from tradewind import TriggerRule
from tradewind.operators.python import PythonOperator
from airflow.models import DAG
from airflow.operators.bash_operator import BashOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
# it's a "comment" (
with DAG(dag_id=r"dag_0", catchup=True, schedule=timedelta(days=1)) as d0_dag_0:
	t1 = PythonOperator(retry_delay=timedelta(seconds=1), task_id="" + "merge_1", python_callable=lambda x=1: (x, [x]))
	t2 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id=r"été_2")
	def make3(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'report_3_{name}', bash_command=command, trigger_rule=rule)
		return made
	h3 = make3('a')
	h3b = make3(name='b', rule='all_done')
	BashOperator(task_id="audit_" "4", bash_command="""
cat <<X
)
X
""")
	h3 << [t1]
	t1 \
    >> h3b
	t5 = BashOperator(
    task_id=r"split_5",
    retries=2,
    bash_command="echo {{ ds }}",
)
	t6 = BashOperator(env={'X': t5.output}, bash_command="""
cat <<X
)
X
""", retry_delay=timedelta(seconds=1), task_id="merg" "e_6")
	with TaskGroup("joi" + "n_7", default_args={'trigger_rule': 'one_done'}) as g7:
		(
    h3
    >> t6
)
		with TaskGroup("%sté_8" % "é", prefix_group_id=False) as g8:
			t1.set_downstream([t2, h3, h3b])
			t9 = EmptyOperator(task_id="{x}dit_9".format(x="au")); t1 >> t9
			_ = [t1 >> one for one in [t2, t5, t9]]
			t10 = BashOperator(task_id="cle" + "an_10", bash_command="echo {{ ds }}")
			t1.set_downstream([t5, t9, t10])
			chain(t1, *[h3b, t5, t6])
			t11 = BashOperator(task_id="load_11", bash_command='a > b; # no')
			cross_downstream([t1], [t5])
			t12: object = PythonOperator(
    retry_delay=timedelta(seconds=1),
    task_id="".join(["", "count_12"]),
    op_kwargs={'x': [t10.output]},
    python_callable=lambda x=1: (x, [x]),
    trigger_rule="none_failed",
)
			cross_downstream([h3b], [t5, t10, t11])
		t2.set_downstream([h3b, g8])
		t6 << t5 << h3 << t1
		t1 \
    >> t6
	many13 = [BashOperator(
    doc_md=__doc__,
    task_id='merge_13_0',
    bash_command='a > b; # no',
)]
	_ = [h3 >> one for one in [h3b, t5, t6]]
	h3b \
    >> g7
	many14 = [BashOperator(env={'X': h3.output}, bash_command='a > b; # no', task_id=f"été_14_{i}", trigger_rule="dummy") for i in range(3)]


