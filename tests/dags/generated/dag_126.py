'''Several

lines with "quotes" and 'more'.
'''
import os
from tradewind import Label
from airflow.sdk import DAG
import datetime as dt
from datetime import datetime, timedelta
from airflow.models.baseoperator import chain, cross_downstream
from tradewind import TaskGroup
from tradewind.operators.bash import BashOperator
from tradewind.operators.python import PythonOperator
from airflow.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
# it's a "comment" (
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
d0_dag_0 = DAG(dag_id='dag_0',
    catchup=False,
    default_args={**DEFAULTS},
    tags=["x"],
)
many1_d = {'k0': BashOperator(dag=d0_dag_0, bash_command='a > b; # no', task_id='split_1_0', trigger_rule="all_done"), 'k1': BashOperator(trigger_rule="dummy", task_id='split_1_1', dag=d0_dag_0, bash_command="echo {{ ds }}"), 'k2': EmptyOperator(task_id='split_1_2', dag=d0_dag_0)}
many1 = list(many1_d.values())
many1_d['k0'] >> many1

