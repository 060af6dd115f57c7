'''Several

lines with "quotes" and 'more'.
'''
from airflow.models.dag import DAG
from tradewind.operators.python import PythonOperator
from tradewind import (
    chain,
    cross_downstream,
)
import datetime as dt
from datetime import datetime, timedelta
from airflow.operators.empty import EmptyOperator
from airflow.operators.bash_operator import BashOperator
from tradewind import TriggerRule
from airflow.utils.edgemodifier import Label
from airflow.utils.task_group import TaskGroup

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

with DAG(dag_id=f"{'dag_0'}",
    start_date=datetime(2024, 1, 1),
    schedule_interval='0 3 * * *',
):
	t1 = BashOperator(
    pool='p',
    task_id="".join(["", "été_1"]),
    bash_command="""
cat <<X
)
X
""",
)
	t2 = EmptyOperator(
    task_id="%s2" % "été_",
)
	with TaskGroup(group_id=r"join_3") as g3:
		t4 = BashOperator(
    task_id="clean_4",
    bash_command='a > b; # no',
    trigger_rule="one_success",
)
	t2 << t1
	_ = [t1 >> one for one in [t2, g3]]
	t2.set_upstream(t1)


