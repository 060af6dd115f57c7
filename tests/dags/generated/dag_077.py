'''Several

lines with "quotes" and 'more'.
'''
from airflow.sdk import DAG
from airflow.operators.python import PythonOperator
from tradewind import TriggerRule
from airflow.utils.edgemodifier import Label
import datetime as dt
from datetime import datetime, timedelta
from airflow.operators.empty import EmptyOperator
from tradewind import TaskGroup
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.bash import BashOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG("".join(["dag_", "0"]),
    tags=["x"],
    start_date=datetime(2024, 1, 1),
    catchup=True,
)
t1: object = EmptyOperator(dag=d0_dag_0, task_id=f"coun{'t_1'}")


