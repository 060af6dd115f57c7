from tradewind.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label
import datetime as dt
from datetime import datetime, timedelta
from airflow.models.baseoperator import chain, cross_downstream
from tradewind.operators import BashOperator
from airflow.sdk import DAG
from tradewind import TaskGroup
from tradewind import TriggerRule
from airflow.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG("%sag_0" % "d",
    schedule="@daily",
) as d0_dag_0:
	t1 = EmptyOperator(task_id="split_1")
