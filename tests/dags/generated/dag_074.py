"""What it does: a >> b, DAG("no")."""
from airflow import DAG
from tradewind.operators.bash import BashOperator
from airflow.utils.task_group import TaskGroup
from datetime import datetime, timedelta
from tradewind import TriggerRule
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.python_operator import PythonOperator
from airflow.operators.empty import EmptyOperator
from airflow.utils.edgemodifier import Label

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

with DAG("dag_" + "0", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=True, tags=['a', 'b']) as d0_dag_0:
	t1 = EmptyOperator(trigger_rule="none_failed_or_skipped", task_id="join" "_1")
	many2 = []
	for i, word in enumerate(['a']):
   
		many2.append(BashOperator(task_id=f"count_2_{word}_{i:02d}", bash_command="echo {{ ds }}"))
	t3 = EmptyOperator(task_id=r"report_3")
	t4 = BashOperator(pool='p', bash_command='a > b; # no', task_id="merge_4")
	t5 = BashOperator(bash_command="""
cat <<X
)
X
""", trigger_rule="ALL_DONE", task_id="load_5")


