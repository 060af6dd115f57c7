from airflow.models.dag import DAG
from airflow.utils.edgemodifier import Label
from airflow.operators.bash import BashOperator
import datetime as dt
from datetime import datetime, timedelta
import os
from airflow.operators.python_operator import PythonOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind import TaskGroup

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

with DAG(dag_id="dag_0",
    schedule_interval='0 3 * * *',
):
	with TaskGroup(group_id="cle" + "an_1", prefix_group_id=False, tooltip='some (text)') as g1:
   
		t2: object = PythonOperator(
    trigger_rule="none_failed_or_skipped",
    task_id="%snt_2" % "cou",
    python_callable=lambda: 1,
)
	t3 = EmptyOperator(retries=2, trigger_rule="dummy", task_id="" + "fetch_3"); g1 >> t3
	t3.set_upstream(g1)
	t4 = PythonOperator(task_id=r"split_4", python_callable=lambda: 1)
	g1 >> [t3, t4]
