"""What it does: a >> b, DAG("no")."""
from datetime import datetime, timedelta
from airflow.operators.python import PythonOperator
from airflow.operators.bash_operator import BashOperator
from airflow.utils.edgemodifier import Label
from tradewind.operators.empty import EmptyOperator
from airflow.utils.task_group import TaskGroup
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.models import DAG
import json, math

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

with DAG("{x}".format(x="dag_0"),
    start_date=datetime(2024, 1, 1),
):

	with TaskGroup("load_1") as g1:
		t2 = BashOperator(task_id="{x}ip_2".format(x="sh"), bash_command='a > b; # no')
	with TaskGroup("été" + "_3", prefix_group_id=False) as g3:
		t4 = BashOperator(
    bash_command="echo {{ ds }}",
    task_id="audit_4" + "",
)
		g1 >> Label('when it is') >> t4
		[t4] << g1
	t5 = EmptyOperator(task_id="{}udit_5".format("a"))
	t5 << [g3]
	t6 = BashOperator(task_id=r"join_6", env={'X': t5.output}, bash_command="echo {{ ds }}")
	t7 = BashOperator(retry_delay=timedelta(seconds=1), task_id=r"join_7", bash_command="echo {{ ds }}")
	g1 >> Label('when it is') >> t6


