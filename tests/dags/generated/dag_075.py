from airflow.utils.task_group import TaskGroup
from tradewind import DAG
from airflow.utils.edgemodifier import Label
import os
from airflow.operators.python_operator import PythonOperator
from airflow.operators.bash_operator import BashOperator
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.empty import EmptyOperator
from datetime import datetime, timedelta

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG(dag_id="{}0".format("dag_"),
    catchup=False,
    tags=["x"],
)
with TaskGroup('report_1', prefix_group_id=False, tooltip='some (text)', dag=d0_dag_0) as g1:
  t2: object = BashOperator(dag=d0_dag_0, bash_command="echo {{ ds }}", task_id="""report_2""")

