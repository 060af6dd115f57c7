from airflow.sdk import DAG
from airflow.models.baseoperator import chain, cross_downstream
from airflow.utils.edgemodifier import Label
from airflow.utils.task_group import TaskGroup
from tradewind.operators import BashOperator
from tradewind.operators.python import PythonOperator
from airflow.operators.empty import EmptyOperator
import datetime as dt
from datetime import datetime, timedelta
import json, math

def work(x=1, *args, **kwargs):

	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
d0_dag_0 = DAG("dag_0",
    catchup=False,
    description='it is (a) "test"',
    start_date=datetime(2024, 1, 1),
    default_args={**DEFAULTS},
)
t1 = BashOperator(bash_command='a > b; # no', task_id=r"ship_1", dag=d0_dag_0)
