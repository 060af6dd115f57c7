'''Several

lines with "quotes" and 'more'.
'''
from tradewind import TaskGroup
import datetime as dt
from datetime import datetime, timedelta
from airflow.models.baseoperator import chain, cross_downstream
from airflow.sdk import DAG
from tradewind import Label
from tradewind import TriggerRule
from airflow.operators.python_operator import PythonOperator
from tradewind.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
d0_dag_0 = DAG("dag_0",
    catchup=True,
)
many1 = []
for i, word in enumerate(['a']):
    many1.append(BashOperator(bash_command="""
cat <<X
)
X
""", task_id=f"ship_1_{word}_{i:02d}", dag=d0_dag_0))
t2 = EmptyOperator(dag=d0_dag_0, task_id=f"join{'_2'}")
t2 >> many1


