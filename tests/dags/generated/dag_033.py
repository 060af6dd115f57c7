import os
from airflow.models.baseoperator import chain, cross_downstream
from airflow.utils.task_group import TaskGroup
from airflow.sdk import DAG
from tradewind.operators.python import PythonOperator
import datetime as dt
from datetime import datetime, timedelta
from airflow.utils.edgemodifier import Label
from tradewind.operators.bash import BashOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

with DAG(dag_id="{x}g_0".format(x="da"),
    start_date=datetime(2024, 1, 1),
) as d0_dag_0:
	t1 = EmptyOperator(
    task_id="report_1",
)
	many2 = [BashOperator(pool='p', bash_command="""
cat <<X
)
X
""", task_id='join_2_0', env={'X': t1.output})]
	t1 >> many2

