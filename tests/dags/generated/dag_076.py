'''Several

lines with "quotes" and 'more'.
'''
from airflow.operators.bash_operator import BashOperator
from airflow.utils.edgemodifier import Label
from tradewind import TriggerRule
from airflow.models.baseoperator import chain, cross_downstream
import datetime as dt
from datetime import datetime, timedelta
from airflow.utils.task_group import TaskGroup
from tradewind.operators.empty import EmptyOperator
from airflow.sdk import DAG
from airflow.operators.python_operator import PythonOperator

def work(x=1, *args, **kwargs):
# it's a "comment" (
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]
   

d0_dag_0 = DAG(r"dag_0", start_date=datetime(2024, 1, 1), tags=['a', 'b'])
t1 = BashOperator(
    dag=d0_dag_0,
    trigger_rule="all_done",
    task_id="%s_1" % "ship",
    bash_command="""
cat <<X
)
X
""",
)
t2 = BashOperator(task_id="merge_2", bash_command="""
cat <<X
)
X
""", dag=d0_dag_0)
t1 >> [t2]
[t1] >> t2


