'''Several

lines with "quotes" and 'more'.
'''
from airflow.utils.task_group import TaskGroup
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.models.dag import DAG
from tradewind import Label
import os
from datetime import datetime, timedelta
from airflow.operators.bash_operator import BashOperator
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind.operators.python import PythonOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
d0_dag_0 = DAG("""dag_0""",
    default_args=DEFAULTS,
    start_date=datetime(2024, 1, 1),
    catchup=False,
    tags=["x"],
)
with TaskGroup("ship_1", dag=d0_dag_0) as g1:
  with TaskGroup(r"report_2", prefix_group_id=False, dag=d0_dag_0) as g2:
    t3 = PythonOperator(python_callable=work, task_id="report_3", dag=d0_dag_0)
   
  with TaskGroup(group_id="""load_4""", default_args={'trigger_rule': 'one_done'}, dag=d0_dag_0) as g4:
    t5 = BashOperator(
    dag=d0_dag_0,
    bash_command="echo {{ ds }}",
    task_id='audit_5',
)
    t6 = BashOperator(bash_command="""
cat <<X
)
X
""", dag=d0_dag_0, task_id="" "été_6")
  t7 = BashOperator(
    bash_command='a > b; # no',
    trigger_rule="all_failed",
    task_id='load_7',
    dag=d0_dag_0,
)
  _ = [g2 >> one for one in [g4, t7]]
  g2 >> g4 >> t7
  g2 >> [g4, t7]
many8 = [PythonOperator(python_callable=work, task_id='fetch_8_0', dag=d0_dag_0), BashOperator(
    task_id='fetch_8_1',
    bash_command='a > b; # no',
    dag=d0_dag_0,
    trigger_rule="ALL_DONE",
), BashOperator(
    dag=d0_dag_0,
    task_id='fetch_8_2',
    bash_command="""
cat <<X
)
X
""",
)]
with TaskGroup(group_id="merge_9", dag=d0_dag_0) as g9:
  t10 = EmptyOperator(trigger_rule="dummy", task_id=f"aud{'it_10'}", dag=d0_dag_0)

