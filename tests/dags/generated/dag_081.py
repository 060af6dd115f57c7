from datetime import datetime, timedelta
import os
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind.operators.bash import BashOperator
from airflow.utils.edgemodifier import Label
from tradewind.operators.python import PythonOperator
from tradewind import TaskGroup
from airflow.models.dag import DAG
from tradewind import (
    chain,
    cross_downstream,
)

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

with DAG("" + "dag_0", schedule_interval='0 3 * * *'):
  t1 = PythonOperator(
    python_callable=work,
    task_id="""join_1""",
    retries=2,
)
  t2 = PythonOperator(task_id="clean_2", python_callable=work)
  t3 = EmptyOperator(task_id="lo" "ad_3", trigger_rule="all_failed")
  t3.set_upstream(t1)
  [t3] << t1
  # it's a "comment" (

