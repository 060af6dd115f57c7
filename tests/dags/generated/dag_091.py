from airflow.operators.python_operator import PythonOperator
from airflow.utils.edgemodifier import Label
import os
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind import DAG
from airflow.providers.standard.operators.bash import BashOperator
from airflow.utils.task_group import TaskGroup
import datetime as dt
from datetime import datetime, timedelta

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
d0_dag_0 = DAG('dag_0',
    catchup=True,
    tags=["x"],
    default_args=DEFAULTS,
    start_date=datetime(2024, 1, 1),
    schedule_interval='0 3 * * *',
)
with TaskGroup(f"{'join_1'}", dag=d0_dag_0) as g1:
  t2 = PythonOperator(python_callable=lambda x=1: (x, [x]), task_id='fetch_2', dag=d0_dag_0)
  # it's a "comment" (
