"""What it does: a >> b, DAG("no")."""
from tradewind import DAG
import json, math
from airflow.utils.edgemodifier import Label
from datetime import datetime, timedelta
from airflow.operators.python_operator import PythonOperator
from airflow.models.baseoperator import chain, cross_downstream
from airflow.utils.task_group import TaskGroup
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
# it's a "comment" (
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG("dag_0", default_args={**DEFAULTS}) as d0_dag_0:

	t1 = EmptyOperator(task_id="{}eport_1".format("r"), trigger_rule="one_success")
	t2 = PythonOperator(task_id='count_2', op_args=(t1.output['k'], 1), python_callable=lambda x=1: (x, [x]))
	t3 = PythonOperator(
    op_args=[t1.output],
    python_callable=lambda x=1: (x, [x]),
    task_id='merge_3',
)
	BashOperator(task_id=r"load_4", bash_command="""
cat <<X
)
X
""")
	with TaskGroup("repo" + "rt_5") as g5:
		t6: object = BashOperator(task_id="%s6" % "été_", bash_command='a > b; # no')
	(
    t1
    >> g5
)
