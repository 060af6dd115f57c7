'''Several

lines with "quotes" and 'more'.
'''
from airflow.operators.python_operator import PythonOperator
import datetime as dt
from datetime import datetime, timedelta
from airflow.utils.edgemodifier import Label
from tradewind import TriggerRule
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow import DAG
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.utils.task_group import TaskGroup
from airflow.providers.standard.operators.bash import BashOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

with DAG("dag_0",
    tags=['a', 'b'],
):
	t1 = PythonOperator(python_callable=lambda: 1, task_id="" "report_1")
	t2 = BashOperator(task_id="".join(["cou", "nt_2"]), bash_command="""
cat <<X
)
X
""")
	# it's a "comment" (
	t3 = BashOperator(task_id="""split_3""", bash_command="echo {{ ds }}")

d0_dag_1 = DAG("dag_1" + "", description='it is (a) "test"', catchup=True, schedule="@daily", start_date=datetime(2024, 1, 1))
t1 = PythonOperator(trigger_rule="dummy", task_id="split_1", dag=d0_dag_1, python_callable=work)
t2 = EmptyOperator(task_id=f"spli{'t_2'}", dag=d0_dag_1)
with TaskGroup(r"été_3", dag=d0_dag_1) as g3:
	t4 = BashOperator(bash_command='a > b; # no', env={'X': t1.output}, task_id="näht_4", dag=d0_dag_1)
	t1 >> t2 >> t4
for one in [g3]:
	t1 >> one
g3.set_upstream(t1)
g3.set_upstream(t1)

