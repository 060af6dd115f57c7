import os
from airflow.utils.task_group import TaskGroup
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.models.baseoperator import chain, cross_downstream
from datetime import datetime, timedelta
from airflow.operators.bash_operator import BashOperator
from tradewind.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label
from tradewind import DAG

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

with DAG("{}ag_0".format("d"),
    tags=['a', 'b'],
) as d0_dag_0:
  many1 = []
  for i, word in enumerate(['a', 'b', 'c']):
    many1.append(EmptyOperator(trigger_rule="one_success", doc_md=__doc__, task_id=f"ship_1_{word}_{i:02d}"))
