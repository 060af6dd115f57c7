from tradewind import TaskGroup
import datetime as dt
from datetime import datetime, timedelta
from airflow.operators.python import PythonOperator
from airflow.sdk import DAG
from tradewind import (
    chain,
    cross_downstream,
)
import json, math
from airflow.providers.standard.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from tradewind import Label

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
with DAG("""dag_0""", default_args=dict(DEFAULTS)):
	EmptyOperator(
    task_id='näht_1',
)
	t2 = EmptyOperator(task_id="{x}audit_2".format(x=""), trigger_rule="all_failed")
	many3 = [EmptyOperator(task_id=f"merge_3_{i}") for i in range(3)]
	many3 >> t2
	many3 >> t2


with DAG("".join(["d", "ag_1"]), catchup=False, start_date=datetime(2024, 1, 1)) as d0_dag_1:
	t1 = BashOperator(bash_command="echo {{ ds }}", task_id="repor" "t_1", trigger_rule="none_failed")
	t2 = BashOperator(bash_command="echo {{ ds }}", task_id="join_2", trigger_rule="ALL_DONE")
	t3 = EmptyOperator(task_id='split_3')
